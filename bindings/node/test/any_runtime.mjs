// Some calls of every kind, for Bun and Deno. Prints "right" at the end.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Cipher, NetcoreAesError, UploadRequest, UploadStream, checkEvents } from 'netcore-aes';

const vectors = new URL('../../../tests/vectors/', import.meta.url);
const [{ key, iv }] = JSON.parse(readFileSync(new URL('golden.json', vectors), 'utf8')).cases;
const plaintext = readFileSync(new URL('golden-plaintext.json', vectors), 'utf8');
const text = readFileSync(new URL('golden-text.txt', vectors), 'utf8').trim();
const cipher = new Cipher(key, iv);
const panel = { assetId: 'my-asset', apiKey: 'an-api-key' };
const event = {
  asset_id: 'my-asset', activity_name: 'n', timestamp: new Date(), identity: 1, activity_source: 'web', activity_params: { 'é': '𝄞' },
};

assert.equal(cipher.encrypt(plaintext), text);
assert.equal(cipher.decrypt(text), plaintext);
assert.equal(Buffer.from(cipher.decryptBytes(text)).toString(), plaintext);
assert.equal(await cipher.encryptAsync(plaintext), text);
assert.deepEqual(cipher.encryptBatch(Array(100).fill(plaintext)), Array(100).fill(text));
assert.deepEqual(cipher.decryptBatch(Array(100).fill(text)), Array(100).fill(plaintext));
assert.deepEqual(await cipher.decryptBatchAsync([text, text]), [plaintext, plaintext]);
const flat = cipher.encryptBatch({ data: Buffer.from(plaintext), offsets: Int32Array.of(0, plaintext.length) }, { out: new Uint8Array(2000) });
assert.equal(Buffer.from(flat.data).toString('latin1'), text);
assert.throws(() => cipher.decrypt('AAA'), (error) => error instanceof NetcoreAesError && error.status === 8);
assert.throws(() => cipher.encrypt('\ud800'), NetcoreAesError);
assert.throws(() => cipher.encrypt(7), TypeError);
assert.ok(!inspect(cipher).includes(key) && !JSON.stringify(cipher).includes(key));
assert.equal(checkEvents([{}])[0].severity, 'error');
assert.equal(UploadRequest.fromEvents(cipher, event, panel).method, 'POST');
let events = 0;
for await (const upload of new UploadStream(cipher, Array(2500).fill(event), panel)) {
  events += upload.events;
}
assert.equal(events, 2500);
cipher.close();
assert.throws(() => cipher.encrypt('a'), TypeError);
console.log('right');
