'use strict';

// A value of a wrong type for each argument: a TypeError or RangeError that names it and does not contain the value.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const n = require('netcore-aes');
const { API_KEY, IV, KEY, event } = require('./support.js');

const cipher = new n.Cipher(KEY, IV);
const panel = { assetId: 'my-asset', apiKey: API_KEY };
const text = cipher.encrypt('a');
const offsets = Int32Array.of(0, 1);

const SECRET = 'the-value-itself';
const values = () => ({
  undefined: undefined, null: null, number: 7, nan: NaN, negative: -1, big: 2 ** 40, fraction: 0.5, bigint: 7n, true: true,
  symbol: Symbol(SECRET), function: () => SECRET, object: { secret: SECRET }, date: new Date(), map: new Map([[SECRET, SECRET]]),
  promise: Promise.resolve(SECRET), array: [7, SECRET], uint16: new Uint16Array(2), dataView: new DataView(new ArrayBuffer(2)),
  arrayBuffer: new ArrayBuffer(2), shared: new Uint8Array(new SharedArrayBuffer(40)),
  bare: Object.create(null), boxed: Object(SECRET), generator: (function* () { yield 7; })(), bytes: Buffer.from(SECRET), string: SECRET,
});
const ONLY_STRINGS = ['string'];
const MESSAGES = ['string', 'bytes'];
const WHOLE = ['number', 'undefined'];
const OPTIONS = ['undefined', 'object', 'date', 'map', 'promise', 'bare', 'boxed', 'generator', 'arrayBuffer'];

/** The argument's name, the names of the values that are no wrong type, and the call. */
const CALLS = [
  ['key', MESSAGES, (value) => new n.Cipher(value, IV)],
  // An object in place of the IV is the options.
  ['iv|options', [...MESSAGES, ...OPTIONS, 'null'], (value) => new n.Cipher(KEY, value)],
  ['options', OPTIONS, (value) => new n.Cipher(KEY, IV, value)],
  ['scheme', ['undefined', 'number', 'nan', 'negative', 'big', 'fraction'], (scheme) => new n.Cipher(KEY, IV, { scheme })],
  ...['encrypt', 'decrypt', 'decryptBytes'].flatMap((method) => [method, `${method}Async`]).flatMap((method) => [
    [method.startsWith('encrypt') ? 'plaintext' : 'text', MESSAGES, (value) => cipher[method](value)],
    ['options', OPTIONS, (value) => cipher[method](text, value)],
    ['aad', [...MESSAGES, 'undefined', 'null'], (aad) => cipher[method](text, { aad })],
  ]),
  ...['encryptBatch', 'decryptBatch'].flatMap((method) => [method, `${method}Async`]).flatMap((method) => [
    ['items?|item 0', [], (value) => cipher[method](value)],
    ['item 1', MESSAGES, (value) => cipher[method]([text, value])],
    ['data', ['bytes'], (data) => cipher[method]({ data, offsets })],
    ['offsets', [], (value) => cipher[method]({ data: Buffer.from('a'), offsets: value })],
  ]),
  ['out', ['bytes', 'undefined', 'null'], (out) => cipher.encryptBatch({ data: Buffer.from('a'), offsets }, { out })],
  ...['checkEvents', 'checkEventsAsync'].flatMap((method) => [
    ['payload', [...MESSAGES, 'array', 'object', 'date', 'map', 'promise', 'bare', 'boxed', 'generator', 'arrayBuffer'], (value) => n[method](value)],
    ['options', OPTIONS, (value) => n[method]([event()], value)],
    ['assetId', ['string', 'undefined', 'null'], (assetId) => n[method]([event()], { assetId })],
    ['now', ['date', 'undefined', 'null'], (now) => n[method]([event()], { now })],
  ]),
  ...['fromEvents', 'fromEventsAsync'].flatMap((method) => [
    ['cipher', [], (value) => n.UploadRequest[method](value, [event()], panel)],
    ['options|assetId', [], (value) => n.UploadRequest[method](cipher, [event()], value)],
    ['apiKey', ONLY_STRINGS, (apiKey) => n.UploadRequest[method](cipher, [event()], { ...panel, apiKey })],
    ['region', [...ONLY_STRINGS, 'undefined'], (region) => n.UploadRequest[method](cipher, [event()], { ...panel, region })],
  ]),
  ['text', ONLY_STRINGS, (value) => new n.UploadRequest(value, { ...panel, scheme: 11256 })],
  ['scheme', ['number'], (scheme) => new n.UploadRequest(text, { ...panel, scheme })],
  ...['maxEvents', 'maxPayloadBytes', 'maxEventBytes'].map((name) => [name, WHOLE, (value) => new n.UploadTransform(cipher, { ...panel, [name]: value })]),
  ['cipher', [], (value) => new n.UploadStream(value, text, panel)],
  ['cipher', [], (value) => new n.UploadTransform(value, panel)],
  ['source', [...MESSAGES, 'array', 'map', 'generator', 'boxed', 'uint16', 'dataView', 'shared'], (value) => new n.UploadStream(cipher, value, panel)],
  ['a piece', ['string', 'bytes', 'object', 'array', 'date', 'map', 'promise', 'bare', 'boxed', 'generator', 'arrayBuffer'], async (value) => {
    for await (const found of new n.UploadStream(cipher, [value], panel)) {
      void found;
    }
  }],
];

async function thrown(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

for (const [name, right, call] of CALLS) {
  test(`${name}: ${String(call).replace(/\s+/g, ' ').slice(0, 90)}`, async () => {
    let refused = 0;
    for (const [kind, value] of Object.entries(values())) {
      const error = await thrown(() => call(value));
      if (error !== undefined) {
        assert.ok(!`${error.stack}`.replaceAll(__filename, '').includes(SECRET), kind);
      }
      if (right.includes(kind)) {
        assert.ok(error === undefined || error instanceof n.NetcoreAesError || /^iv/.test(name), `${kind}: ${error}`);
      } else {
        assert.ok(error instanceof TypeError || error instanceof RangeError, `${kind}: ${error}`);
        assert.match(error.message, new RegExp(`^(${name}) `), kind);
        refused++;
      }
    }
    assert.ok(refused >= 9, `${refused}`);
  });
}

test('what is of the right type and yet wrong says what would do', () => {
  for (const name of ['maxEvents', 'maxPayloadBytes', 'maxEventBytes']) {
    assert.throws(() => new n.UploadTransform(cipher, { ...panel, [name]: 0 }), { name: 'RangeError', message: `${name} is 0; it must be at least 1` });
  }
  const now = { name: 'RangeError', message: 'now is not a valid Date; pass one such as new Date()' };
  assert.throws(() => n.checkEvents([event()], { now: new Date(NaN) }), now);
});

test('methods without their object are a TypeError', () => {
  for (const method of ['encrypt', 'decrypt', 'decryptBytes', 'encryptBatch', 'decryptBatch', 'close', 'toJSON']) {
    assert.throws(() => n.Cipher.prototype[method].call({}, text), TypeError);
  }
  assert.throws(() => n.Cipher(KEY, IV), TypeError);
  assert.throws(() => [text].map(cipher.encrypt, cipher), /^TypeError: options must be an object/);
});
