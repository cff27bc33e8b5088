'use strict';

// Every error: its code, its status, its words, and that it contains nothing else.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { inspect } = require('node:util');
const { Cipher, EventsError, NetcoreAesError, UploadRequest, UploadStream, checkEvents } = require('netcore-aes');
const { CODES, unwrap } = require('../lib/errors.js');
const { API_KEY, GCM_KEY, IS_WASM, IV, KEY, ROOT, event, refusal } = require('./support.js');

const cipher = new Cipher(KEY, IV);
const gcm = new Cipher(GCM_KEY, { scheme: 11258 });
const TEXT = cipher.encrypt('a message that no error may contain');
const panel = { assetId: 'my-asset', apiKey: API_KEY };
const flat = (end) => ({ data: Buffer.from(TEXT), offsets: Int32Array.of(0, end) });

/** Code, status, words and call. */
const REFUSALS = [
  ['SCHEME', 2, /^scheme 1 is unknown; use/, () => new Cipher(KEY, IV, { scheme: 1 })],
  ['SCHEME', 2, /^the scheme is out of range; use/, () => new Cipher(KEY, IV, { scheme: 1.5 })],
  ['SCHEME', 2, /^the scheme is out of range; use/, () => new Cipher(KEY, IV, { scheme: -1 })],
  ['SCHEME', 2, /does not take associated data/, () => cipher.encrypt('a', { aad: KEY })],
  ['KEY', 3, /^the key has 33 bytes/, () => new Cipher(`${KEY}x`, IV)],
  ['KEY', 3, /outside printable ASCII at position 31/, () => new Cipher(`${KEY.slice(0, 31)}\n`, IV)],
  ['IV', 4, /^the IV has 15 bytes/, () => new Cipher(KEY, IV.slice(1))],
  ['IV', 4, /needs an IV/, () => new Cipher(KEY)],
  ['IV', 4, /does not take an IV/, () => new Cipher(KEY, IV, { scheme: 11258 })],
  ['ENCODING', 8, /not valid base64/, () => cipher.decrypt(`${TEXT}=`)],
  ['ENCODING', 8, /^item 1: the text is not valid base64/, () => cipher.decryptBatch([TEXT, `${TEXT}=`]), 1],
  ['DECRYPT', 9, /^the text cannot be decrypted/, () => cipher.decrypt('AAAA')],
  ['DECRYPT', 9, /^the text cannot be decrypted/, () => cipher.decrypt(cipher.encrypt(Buffer.of(0xff)))],
  ['DECRYPT', 9, /^item 70: the text/, () => cipher.decryptBatch(Array(80).fill(TEXT).with(70, 'AAAA')), 70],
  ['DECRYPT', 9, /^item 66: the text/, () => cipher.decryptBatch(Array(80).fill(TEXT).with(66, cipher.encrypt(Buffer.of(0xff)))), 66],
  ['DECRYPT', 9, /^the text cannot be decrypted/, () => gcm.decrypt(gcm.encrypt('a', { aad: KEY }))],
  ['OFFSETS', 13, /^offset 1 of the batch is invalid/, () => cipher.encryptBatch(flat(TEXT.length + 1))],
  ['BUFFER_TOO_SMALL', 5, /it must hold/, () => cipher.encryptBatch(flat(9), { out: new Uint8Array(3) })],
  ['OVERLAP', 7, /^out overlaps/, () => cipher.encryptBatch({ ...flat(9), data: Buffer.alloc(99).fill(TEXT) }, { out: undefined }) && overlapping()],
  ['ASSET_ID', 30, /^the asset id is empty/, () => new UploadRequest(TEXT, { ...panel, scheme: 11256, assetId: '' })],
  ['API_KEY', 31, /^the API key contains a space/, () => new UploadRequest(TEXT, { ...panel, scheme: 11256, apiKey: `${API_KEY} ` })],
  ['REGION', 32, /^the region is unknown; use us/, () => UploadRequest.fromEvents(cipher, [event()], { ...panel, region: 'mars' })],
  ['REGION', 32, /^the region is unknown; use us/, () => new UploadStream(cipher, TEXT, { ...panel, region: 'mars' })],
  ['EVENTS', -1, /^the events would not arrive: \/0\/activity_params\/a: empty array/, () => UploadRequest.fromEvents(cipher, [event({ activity_params: { a: [] } })], panel)],
  ['SURROGATE', -1, /^plaintext contains half of a surrogate pair/, () => cipher.encrypt(`${TEXT}\ud800`)],
  ['SURROGATE', -1, /^item 1 contains half/, () => cipher.encryptBatch([TEXT, `${TEXT}\udc00`]), 1],
  ['SURROGATE', -1, /^key contains half/, () => new Cipher(`${KEY}\ud800`, IV)],
  ['SURROGATE', -1, /^payload contains half/, () => checkEvents(`"${TEXT}\ud800"`)],
];
/** Provoked in other tests. */
const ELSEWHERE = ['EVENT_STREAM', 'LIMIT', 'MEMORY', 'PANIC', 'RANDOM', 'TOO_LARGE'];
/** A stream makes a problem of an event that is too long. */
const UNREACHABLE = ['EVENT_TOO_LONG'];

function overlapping() {
  const data = Buffer.alloc(999);
  return cipher.encryptBatch({ data, offsets: Int32Array.of(0, 9) }, { out: data });
}

for (const [name, status, words, call, index] of REFUSALS) {
  test(`${name}: ${words}`, () => {
    const error = refusal(call);
    assert.deepEqual([error.code, error.status, error.index], [`NETCORE_AES_ERR_${name}`, status, index]);
    assert.match(error.message, words);
    assert.equal(error.name, name === 'EVENTS' ? 'EventsError' : 'NetcoreAesError');
    const shown = [error.stack, inspect(error, { showHidden: true, depth: 9 }), JSON.stringify(error), inspect(structuredClone(error))].join();
    for (const secret of [KEY, IV, GCM_KEY, API_KEY, TEXT]) {
      for (let start = 0; start + 8 <= secret.length; start++) {
        assert.ok(!shown.includes(secret.slice(start, start + 8)), name);
      }
    }
  });
}

test('every code is provoked, or listed as out of reach', () => {
  const provoked = REFUSALS.map(([name]) => name).concat(ELSEWHERE, UNREACHABLE);
  const codes = [...CODES.values(), 'NETCORE_AES_ERR_EVENTS', 'NETCORE_AES_ERR_SURROGATE'];
  assert.deepEqual([...new Set(provoked)].map((name) => `NETCORE_AES_ERR_${name}`).sort(), codes.sort());
});

test('the codes and statuses are those of the C header, and the types list them all', () => {
  const header = readFileSync(path.join(ROOT, 'include', 'netcore_aes.h'), 'utf8');
  const types = readFileSync(path.join(__dirname, '..', 'lib', 'index.d.ts'), 'utf8');
  for (const [status, code] of CODES) {
    assert.ok(code.endsWith('EVENT_TOO_LONG') || header.includes(`#define ${code} ${status}\n`), code);
  }
  const listed = [...types.matchAll(/^  \| '(NETCORE_AES_ERR_\w+)'/gm)].map(([, code]) => code);
  assert.deepEqual(listed.sort(), [...CODES.values(), 'NETCORE_AES_ERR_EVENTS', 'NETCORE_AES_ERR_SURROGATE'].sort());
});

test('a long message has a text that no string can hold', { skip: process.env.CI === undefined && !process.env.LARGE }, () => {
  const error = refusal(() => cipher.encrypt(Buffer.alloc(500 << 20)));
  assert.equal(error.code, 'NETCORE_AES_ERR_TOO_LARGE');
});

/** What another Node prints: code and status of the error of each call, after `prepare` ran. */
function codes(prepare, calls, environment) {
  const code = `
    const { Cipher, generateGcmKey, keygen } = require('netcore-aes');
    (async () => {
      const gcm = new Cipher(generateGcmKey(), { scheme: 11258 });
      ${prepare}
      for (const call of [${calls}]) {
        try { await call(); console.log('not refused'); } catch ({ code, status }) { console.log(code, status); }
      }
    })();
  `;
  return execFileSync(process.execPath, ['-e', code], { cwd: __dirname, encoding: 'utf8', env: { ...process.env, ...environment } });
}

test('without random bytes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netcore-aes-'));
  try {
    const library = path.join(folder, 'failing_random.so');
    const source = path.join(ROOT, 'netcore-aes-py', 'tests', 'failing_random.c');
    execFileSync(process.env.CC ?? 'cc', ['-shared', '-fPIC', '-o', library, source]);
    const prepare = `
      process.env.FAIL_RANDOM = '1';
      // WebAssembly gets them from the engine.
      globalThis.crypto.getRandomValues = () => { throw new Error('none'); };
    `;
    const calls = "keygen, generateGcmKey, () => gcm.encrypt('a'), () => gcm.encryptBatch(['a', 'b'])";
    const printed = codes(prepare, calls, IS_WASM ? {} : { LD_PRELOAD: library });
    assert.equal(printed, 'NETCORE_AES_ERR_RANDOM 10\n'.repeat(4));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// WebAssembly has the same count of messages, and no test hooks: this test is always one of the compiled half.
test('a key that has encrypted 2^32 messages', () => {
  const prepare = `
    require('../lib/native.js').leaveMessages(require('../lib/cipher.js').handleOf(gcm), 3);
    const flat = { data: Buffer.from('a'), offsets: Int32Array.of(0, 1) };
  `;
  const calls = `
    () => gcm.encryptBatch(['a', 'b', 'c']), () => gcm.encrypt('a'), () => gcm.encryptAsync('a'),
    () => gcm.encryptBatch(['a']), () => gcm.encryptBatch(flat), () => gcm.encryptBatchAsync(['a'])
  `;
  const printed = codes(prepare, calls, { NETCORE_AES_NATIVE: path.join(ROOT, 'build', 'test-hooks', 'netcore-aes.node') });
  assert.equal(printed, `not refused\n${'NETCORE_AES_ERR_LIMIT 12\n'.repeat(5)}`);
});

test('without memory', () => {
  // The compiled half gets no copy of the message: this Node may have 128 MiB more, and its threads have begun. WebAssembly has 4 GiB.
  const limited = `
    const large = Buffer.alloc(512 << 20);
    await gcm.encryptAsync('a');
    const [pages] = require('node:fs').readFileSync('/proc/self/statm', 'utf8').split(' ');
    const bytes = pages * 4096 + (128 << 20);
    require('node:child_process').execFileSync('prlimit', ['--pid', process.pid, '--as=' + bytes + ':']);
  `;
  const calls = `
    () => gcm.encrypt(large), () => gcm.encrypt('a', { aad: large }), () => gcm.encryptBatch(['a', large]), () => gcm.encryptAsync(large),
    () => gcm.decrypt(large), () => gcm.decryptBytes(large), () => gcm.decryptBatch([large]), () => gcm.decryptBytesAsync(large),
    () => gcm.decrypt(gcm.encrypt('a')),
  `;
  const printed = codes(IS_WASM ? 'const large = new Uint8Array(2 ** 32 - 1);' : limited, calls);
  assert.equal(printed, `${'NETCORE_AES_ERR_MEMORY 11\n'.repeat(8)}not refused\n`);
});

test('a result that is missing is an error of the library', () => {
  assert.equal(refusal(() => unwrap(undefined)).code, 'NETCORE_AES_ERR_PANIC');
});

test('EventsError has every problem', () => {
  const error = refusal(() => UploadRequest.fromEvents(cipher, [event({ identity: '' }), {}], panel));
  assert.ok(error instanceof EventsError && error instanceof NetcoreAesError);
  assert.match(error.message, /\(first of 7 errors\)$/);
  assert.deepEqual(error.problems, checkEvents([event({ identity: '' }), {}], { assetId: panel.assetId }));
});
