'use strict';

// One event and batches of 1000 in Node: the package beside node:crypto, WebCrypto, and the C ABI through koffi.
//
// usage: bench.js ROUNDS LIBRARY EVENTS, a file of events; prints a line for each candidate: the group, the name, and the nanoseconds that
// an event took in each round, with tabs between.

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { createCipheriv, createSecretKey, randomBytes, webcrypto } = require('node:crypto');
const { readFileSync } = require('node:fs');
const koffi = require('koffi');
const { Cipher, UploadStream } = require('../../bindings/node');

const [rounds, library, eventsFile] = process.argv.slice(2);
const KEY = 'JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4'; // the vendor's published sample pair
const IV = '5TOMPCQvDu6uHuMw';
const BATCH = 1000;
const SLICE = 3e6;

const cipher = new Cipher(KEY, IV);
const gcm = new Cipher(KEY, { scheme: 11258 });
const one = '0123456789abcdef'.repeat(25);
// Each a string of its own, as JSON.stringify makes them.
const events = Array.from({ length: BATCH }, (_, index) => Buffer.from(String(index).padStart(8, '0') + one.slice(8)).toString('latin1'));

/** As in Node's documentation. */
function documented(event) {
  const made = createCipheriv('aes-256-cbc', KEY, IV);
  return made.update(event, 'utf8', 'base64') + made.final('base64');
}

const [key, iv] = [createSecretKey(Buffer.from(KEY)), Buffer.from(IV)];

/** The key as an object, and base64 made once. */
function tuned(event) {
  const made = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([made.update(event, 'utf8'), made.final()]).toString('base64');
}

function tunedGcm(event) {
  const nonce = randomBytes(12);
  const made = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, made.update(event, 'utf8'), made.final(), made.getAuthTag()]).toString('base64');
}

/** WebCrypto has no other form than a promise. */
async function subtle() {
  const imported = await webcrypto.subtle.importKey('raw', Buffer.from(KEY), 'AES-CBC', false, ['encrypt']);
  const encoder = new TextEncoder();
  return async (event) => {
    const encrypted = await webcrypto.subtle.encrypt({ name: 'AES-CBC', iv }, imported, encoder.encode(event));
    return Buffer.from(encrypted).toString('base64');
  };
}

/** The C ABI, with buffers that are used again. */
function cAbi() {
  const lib = koffi.load(library);
  koffi.opaque('netcore_aes_cipher');
  const make = lib.func('int netcore_aes_cipher_new(uint32_t, const char *, size_t, const char *, size_t, _Out_ netcore_aes_cipher **)');
  const encrypt = lib.func('int netcore_aes_encrypt(netcore_aes_cipher *, const char *, size_t, uint8_t *, size_t, size_t *)');
  const encryptBatch = lib.func(
    'int netcore_aes_encrypt_batch_i32(netcore_aes_cipher *, const uint8_t *, const int32_t *, size_t, uint8_t *, size_t, int32_t *)',
  );
  const handle = [null];
  assert.equal(make(11256, KEY, KEY.length, IV, IV.length, handle), 0);
  const [input, out, len] = [Buffer.alloc(1 << 20), Buffer.alloc(1 << 20), new BigUint64Array(1)];
  const [offsets, outOffsets] = [new Int32Array(BATCH + 1), new Int32Array(BATCH + 1)];
  const bytes = () => encryptBatch(handle[0], input, offsets, BATCH, out, out.length, outOffsets);
  return {
    one(event) {
      encrypt(handle[0], event, Buffer.byteLength(event), out, out.length, len);
      return out.latin1Slice(0, Number(len[0]));
    },
    batch(list) {
      list.forEach((event, index) => {
        offsets[index + 1] = offsets[index] + input.utf8Write(event, offsets[index]);
      });
      assert.equal(bytes(), 0);
      return list.map((_, index) => out.latin1Slice(outOffsets[index], outOffsets[index + 1]));
    },
    bytes() {
      assert.equal(bytes(), 0);
      return out.subarray(0, outOffsets[BATCH]);
    },
  };
}

async function measure(work, times) {
  const start = process.hrtime.bigint();
  for (let count = 0; count < times; count++) {
    const result = work();
    if (result instanceof Promise) {
      await result;
    }
  }
  return Number(process.hrtime.bigint() - start);
}

async function calibrate(work) {
  for (let times = 1; ; times *= 2) {
    const taken = await measure(work, times);
    if (taken >= SLICE / 2) {
      return Math.max(1, Math.floor((times * SLICE) / taken));
    }
  }
}

async function compare(group, count, candidates, { same = true } = {}) {
  const names = Object.keys(candidates);
  const results = await Promise.all(names.map((name) => candidates[name]()));
  results.forEach((result) => same && assert.deepEqual(result, results[0], `${group}: not all write the same`));
  const times = {};
  for (const name of names) {
    // Twice: the first time compiles it.
    await calibrate(candidates[name]);
    times[name] = await calibrate(candidates[name]);
  }
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      taken[name].push(((await measure(candidates[name], times[name])) / times[name] / count).toFixed(3));
    }
  }
  names.forEach((name) => console.log([group, name, ...taken[name]].join('\t')));
}

async function main() {
  const [c, web] = [cAbi(), await subtle()];
  console.log(`version\tNode\t${process.versions.node}`);
  await compare('node-one', 1, {
    ours: () => cipher.encrypt(one),
    documented: () => documented(one),
    tuned: () => tuned(one),
    koffi: () => c.one(one),
    webcrypto: () => web(one),
  });
  await compare('node-gcm', 1, { ours: () => gcm.encrypt(one), tuned: () => tunedGcm(one) }, { same: false });
  await compare('node-batch', BATCH, {
    'ours-batch': () => cipher.encryptBatch(events),
    documented: () => events.map(documented),
    tuned: () => events.map(tuned),
    koffi: () => c.batch(events),
  });
  const data = Buffer.from(events.join(''));
  const offsets = Int32Array.from({ length: BATCH + 1 }, (_, index) => index * one.length);
  const out = Buffer.alloc(1 << 20);
  await compare('node-bytes', BATCH, { ours: () => cipher.encryptBatch({ data, offsets }, { out }).data, koffi: () => c.bytes() });
  const file = readFileSync(eventsFile);
  const way = async () => {
    let count = 0;
    for await (const upload of new UploadStream(cipher, file, { assetId: 'a1b2c3d4e5', apiKey: 'key' })) {
      count += upload.events;
    }
    return count;
  };
  await compare('node-way', await way(), { ours: way });
}

main();
