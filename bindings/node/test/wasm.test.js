'use strict';

// WebAssembly in place of the compiled half: when it is chosen, what it leaves in its memory, and what it does without memory or after a
// failure. All other tests run on it too, with NETCORE_AES_NATIVE=wasm.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { setImmediate: turn } = require('node:timers/promises');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { Cipher } = require('netcore-aes');
const { GCM_KEY, IV, KEY, refusal } = require('./support.js');

/** Runs code in a Node where modules whose name matches cannot be loaded. */
function without(modules, code) {
  const preload = `
    const { Module } = require('node:module');
    const load = Module._load;
    Module._load = function (name, ...rest) {
      if (${modules}.test(name)) throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
      return load.call(this, name, ...rest);
    };
    ${code}
  `;
  const environment = { ...process.env, NETCORE_AES_NATIVE: '' };
  return spawnSync(process.execPath, ['-e', preload], { cwd: __dirname, encoding: 'utf8', env: environment });
}

const ENCRYPT = `console.log(new (require('netcore-aes').Cipher)('${KEY}', '${IV}').encrypt('a'))`;
const TEXT = `${new Cipher(KEY, IV).encrypt('a')}\n`;

test('without the compiled half, WebAssembly takes its place, with one warning', () => {
  const { status, stdout, stderr } = without('/^netcore-aes-/', `${ENCRYPT};`.repeat(2));
  assert.deepEqual([status, stdout], [0, TEXT.repeat(2)]);
  assert.equal(stderr.match(/\[NETCORE_AES_WASM\]/g).length, 1);
  assert.match(stderr, /Warning: netcore-aes runs as WebAssembly, some \d+ times slower, .* since the package netcore-aes-\w+-\w+\S*, .* cannot be loaded; install/);
  assert.ok(!stderr.includes(KEY));
});

test('without both, an error says what to do', () => {
  const { status, stdout, stderr } = without('/^netcore-aes-|wasm/', ENCRYPT);
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /the package netcore-aes-\w+-\w+\S*, which has the compiled half for this system, cannot be loaded; install/);
});

test('netcore-aes/wasm is the same, without a warning, and runs beside netcore-aes', async () => {
  for (const load of ["require('netcore-aes/wasm')", "await import('netcore-aes/wasm')"]) {
    const code = `const { Cipher } = ${load}; console.log(new Cipher('${KEY}', '${IV}').encrypt('a'))`;
    const { status, stdout, stderr } = without('/^netcore-aes-/', `(async () => { ${code} })()`);
    assert.deepEqual([status, stdout, stderr], [0, TEXT, '']);
  }
  const names = Object.keys(require('netcore-aes')).sort();
  const modules = [require('netcore-aes/wasm'), await import('netcore-aes/wasm')];
  for (const module of modules) {
    assert.deepEqual(Object.keys(module).sort(), names);
    assert.equal(module.VERSION, require('netcore-aes').VERSION);
    assert.deepEqual(module.SCHEMES, require('netcore-aes').SCHEMES);
  }
});

test('a bundle for browsers has no module of Node', () => {
  for (const file of ['wasm.mjs', 'wasm.js', 'workerd.mjs']) {
    const code = require('node:fs').readFileSync(`${__dirname}/../lib/generated/${file}`, 'utf8');
    assert.doesNotMatch(code, /node:|process\.|__dirname/);
  }
});

/** The memory of WebAssembly, which only this test looks at. */
function watched() {
  const { Instance } = WebAssembly;
  const found = [];
  WebAssembly.Instance = class extends Instance {
    constructor(...half) {
      super(...half);
      found.push(this.exports.memory);
    }
  };
  const cached = Object.keys(require.cache).filter((file) => /lib.(generated.)?wasm/.test(file));
  cached.forEach((file) => delete require.cache[file]);
  try {
    const half = require('../lib/wasm.js');
    return { half, contains: (secret) => Buffer.from(found[0].buffer).includes(secret), found };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

test('after a call no argument and no result is in the memory, and after close() no key', async () => {
  const { half, contains } = watched();
  const KEYS = [[KEY, IV, 11256, Buffer.from(KEY)], [GCM_KEY, '', 11258, Buffer.from(GCM_KEY, 'base64')]];
  for (const [key, iv, scheme, schedule] of KEYS) {
    const { handle, crypt, cryptMany } = half.openCipher(Buffer.from(key), Buffer.from(iv), scheme);
    // The cipher has it, so this test would find it.
    assert.ok(contains(schedule));
    const message = 'a message that shall not stay';
    const text = crypt(0, message);
    assert.equal(crypt(1, text), message);
    assert.equal(crypt(0, 'x', Buffer.from(message)).status, scheme === 11258 ? undefined : 2);
    cryptMany(0, 0, () => {}, message, Buffer.from(message));
    assert.ok(!contains(message));
    half.closeCipher(handle);
    assert.ok(!contains(schedule) && !contains(key));
  }
  const made = half.keygen();
  assert.ok(!contains(made.key) && !contains(made.iv));
});

test('memory that cannot be had is an error, and the next call works', () => {
  const { half } = watched();
  const { handle, crypt } = half.openCipher(Buffer.from(KEY), Buffer.from(IV), 11256);
  const huge = { length: 0xffff_0000 };
  assert.equal(crypt(0, huge).status, 11);
  assert.equal(crypt(0, 'a'), TEXT.trim());
  half.closeCipher(handle);
});

test('after a failure within WebAssembly every call is refused, and the memory is wiped', () => {
  const { half, contains, found } = watched();
  const { crypt } = half.openCipher(Buffer.from(KEY), Buffer.from(IV), 11256);
  // Its pointers point nowhere.
  const bytes = new Uint8Array(found[0].buffer);
  bytes.fill(0xff);
  const failed = crypt(0, 'a');
  assert.equal(failed.status, 100);
  assert.equal(crypt(0, 'a').status, 100);
  assert.equal(half.keygen().status, 100);
  assert.ok(!contains(KEY) && new Uint8Array(found[0].buffer).every((byte) => byte === 0));
});

test('ciphers and streams that are garbage are freed', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  const { half, found } = watched();
  const size = [];
  for (let round = 0; round < 40; round++) {
    for (let count = 0; count < 250; count++) {
      half.uploadPieces(half.openCipher(Buffer.from(KEY), Buffer.from(IV), 11256).handle, 'a', 'b', 'us', [9, 999, 999]);
    }
    gc();
    await turn();
    size.push(found[0].buffer.byteLength);
  }
  assert.ok(size.at(-1) - size[4] <= 2 << 20, size.join());
});

test('work that is to run on another thread runs on this one, and its promise ends', async () => {
  const { half } = watched();
  const { handle } = half.openCipher(Buffer.from(KEY), Buffer.from(IV), 11256);
  const begun = half.cryptAsync(handle, 0, Buffer.from('a'), Buffer.alloc(0));
  half.closeCipher(handle);
  assert.equal((await begun).toString('latin1'), TEXT.trim());
  assert.equal(refusal(() => require('../lib/errors.js').unwrap(half.uploadPieces(handle, 'a', 'b', 'us', [1, 2, 3]))).status, 100);
});
