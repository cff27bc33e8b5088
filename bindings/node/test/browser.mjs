// The WebAssembly half in Chromium: a page loads the module as it is packed, and runs shared vectors. Prints how many.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const VECTORS = ['11256.json', '11257.json', '11258.json', 'golden.json'];
const FILES = Object.fromEntries([
  ['/wasm.mjs', new URL('../lib/generated/wasm.mjs', import.meta.url)],
  ...VECTORS.map((file) => [`/${file}`, new URL(`../../../tests/vectors/${file}`, import.meta.url)]),
]);
/** As a careful page would have it: WebAssembly, and no eval. */
const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'nonce-a' 'wasm-unsafe-eval'";

/** Runs in the page, and returns the number of cases that were right. */
async function inPage(n, files) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));
  const hex = (all) => Array.from(all, (each) => each.toString(16).padStart(2, '0')).join('');
  const same = (found, wanted, id) => {
    if (found !== wanted) {
      throw new Error(`${id}: ${found}, not ${wanted}`);
    }
  };
  const refusal = async (call) => {
    try {
      await call();
    } catch (error) {
      return error instanceof n.NetcoreAesError ? error.code : String(error);
    }
    return 'nothing';
  };
  const operations = {
    new: () => {},
    roundtrip: async (cipher, { id, plaintext, text }) => {
      same(cipher.encrypt(bytes(plaintext)), text, id);
      same(await cipher.encryptAsync(bytes(plaintext)), text, id);
      same(cipher.encryptBatch([bytes(plaintext)])[0], text, id);
      same(hex(cipher.decryptBytes(text)), plaintext, id);
    },
    decrypt: (cipher, { id, plaintext, aad, text }) => same(hex(cipher.decryptBytes(text, { aad: bytes(aad) })), plaintext, id),
    encrypt: (cipher, { plaintext, aad }) => cipher.encrypt(bytes(plaintext), { aad: bytes(aad) }),
  };
  let right = 0;
  for (const file of files) {
    for (const each of (await (await fetch(file)).json()).cases) {
      const run = async () => operations[each.op](new n.Cipher(each.key, each.iv, { scheme: each.scheme }), each);
      if (each.error === null) {
        await run();
      } else {
        same(await refusal(run), `NETCORE_AES_ERR_${each.error}`, each.id);
      }
      right++;
    }
  }
  const { key, iv } = n.keygen();
  const cipher = new n.Cipher(key, iv);
  same(cipher.decryptBatch(cipher.encryptBatch(['\ufeffaé', '𝄞'])).join(), '\ufeffaé,𝄞', 'strings');
  const event = { asset_id: 'a', activity_name: 'n', timestamp: new Date(), identity: 1, activity_source: 'web', activity_params: {} };
  const lines = new Blob(Array(2500).fill(`${JSON.stringify(event)}\n`)).stream();
  let events = 0;
  for await (const upload of new n.UploadStream(cipher, (async function* () { const from = lines.getReader(); for (let read; !(read = await from.read()).done;) yield read.value; })(), { assetId: 'a', apiKey: 'b' })) {
    events += upload.events;
  }
  same(events, 2500, 'events');
  return right;
}

const PAGE = `<!doctype html><title>vectors</title><p></p><script type="module" nonce="a">
import * as n from './wasm.mjs';
const shown = document.querySelector('p');
try {
  shown.textContent = 'right: ' + await (${inPage})(n, ${JSON.stringify(VECTORS)});
} catch (error) {
  shown.textContent = 'wrong: ' + error;
}
</script>`;

const server = createServer(({ url }, response) => {
  const file = FILES[url];
  const type = url === '/' ? 'text/html' : url.endsWith('.mjs') ? 'text/javascript' : 'application/json';
  response.writeHead(file || url === '/' ? 200 : 404, { 'Content-Type': type, 'Content-Security-Policy': POLICY });
  response.end(file ? readFileSync(file) : url === '/' ? PAGE : '');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const profile = mkdtempSync(path.join(tmpdir(), 'netcore-aes-'));
try {
  const browser = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const address = `http://127.0.0.1:${server.address().port}/`;
  const { stdout } = await promisify(execFile)('chromium', [...browser, `--user-data-dir=${profile}`, '--virtual-time-budget=60000', '--dump-dom', address], { timeout: 120_000 });
  const [, shown] = /<p>(.*?)<\/p>/s.exec(stdout) ?? [undefined, stdout];
  const wanted = VECTORS.reduce((sum, file) => sum + JSON.parse(readFileSync(FILES[`/${file}`], 'utf8')).count, 0);
  assert.equal(shown, `right: ${wanted}`);
  assert.ok(wanted > 180, `${wanted}`);
  console.log(`${wanted} cases right in Chromium`);
} finally {
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
