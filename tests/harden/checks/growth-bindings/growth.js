'use strict';

// See README.md.

const assert = require('node:assert/strict');
const { setImmediate: turn } = require('node:timers/promises');
const { Cipher, NetcoreAesError, UploadRequest } = require('../../../../bindings/node');

const KEY = '0123456789abcdefghijklmnopqrstuv';
const IV = '0123456789abcdef';
const EVENTS =
  '[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z", "identity": "9999911111",' +
  ' "activity_source": "web", "activity_params": {"day": "Tuesday"}}]';
const MESSAGES = Array.from({ length: 100 }, (_, number) => `event ${number}`);
const BAD_TEXT = '0'.repeat(32);
/** After how many steps the collector runs; and more ciphers than such steps leave as garbage. */
const COLLECTED = 16;
const CIPHERS = 200;

const make = (scheme) => new Cipher(KEY, scheme === 11258 ? undefined : IV, { scheme });
const refused = (call) => assert.throws(call, NetcoreAesError);

function step(cipher) {
  const settings = cipher.scheme === 11258 ? { aad: 'data' } : undefined;
  for (const message of MESSAGES) {
    assert.equal(cipher.decrypt(cipher.encrypt(message, settings), settings), message);
  }
  assert.deepEqual(cipher.decryptBatch(cipher.encryptBatch(MESSAGES)), MESSAGES);
  refused(() => cipher.decrypt(BAD_TEXT));
  refused(() => cipher.decryptBatch([cipher.encrypt('event'), BAD_TEXT]));
  refused(() => new Cipher('short', IV, { scheme: cipher.scheme }));
  assert.ok(UploadRequest.fromEvents(cipher, EVENTS, { assetId: 'my-asset', apiKey: 'key' }).body);
  make(cipher.scheme).close();
  return make(cipher.scheme);
}

/** Frees what is garbage: Node does so between turns. */
async function collect() {
  global.gc();
  await turn();
}

/** Prints the memory in use, once the library has freed all garbage. */
async function read() {
  let meter;
  for (let same = 0, before = -1; same < 3; before = meter.library) {
    await collect();
    const module = { exports: {} };
    process.dlopen(module, process.env.NETCORE_AES_METER_NODE);
    meter = module.exports;
    same = meter.library === before ? same + 1 : 0;
  }
  console.log('reading', meter.library, meter.malloc, meter.resident, process.memoryUsage().heapUsed);
}

async function main(steps, leak) {
  const ciphers = [11256, 11257, 11258].map(make);
  const kept = [];
  // The crate napi has a table of the ciphers that are not freed yet, which grows with the most there were, and does not shrink.
  Array.from({ length: CIPHERS }, () => make(11256));
  for (let part = 0; part < 20; part++) {
    for (let number = 0; number < Math.floor(steps / 10); number++) {
      const [first] = ciphers.map(step);
      if (leak && number % 3 === 0) {
        kept.push(first);
      }
      if (number % COLLECTED === 0) {
        await collect();
      }
    }
    await read();
  }
}

main(Number(process.argv[2]), process.argv.includes('leak', 3));
