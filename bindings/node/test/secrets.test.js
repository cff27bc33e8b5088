'use strict';

// A key is nowhere to be seen; and the package in workers, with frozen intrinsics and as an ES module.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { inspect, format } = require('node:util');
const { serialize } = require('node:v8');
const { Worker } = require('node:worker_threads');
const netcoreAes = require('netcore-aes');
const { API_KEY, IV, KEY, event } = require('./support.js');

const { Cipher, EventProblems, UploadBody, UploadRequest, UploadStream, UploadTransform } = netcoreAes;
const panel = { assetId: 'my-asset', apiKey: API_KEY };
const options = { showHidden: true, depth: 9, getters: true };

test('nothing shows a key, an IV, an API key or a payload', async () => {
  const cipher = new Cipher(Buffer.from(KEY), Buffer.from(IV));
  const request = UploadRequest.fromEvents(cipher, event(), panel);
  const found = [];
  for await (const each of new UploadStream(cipher, [event(), {}], panel)) {
    found.push(each);
  }
  assert.ok(found.some((each) => each instanceof UploadBody) && found.some((each) => each instanceof EventProblems));
  for (const object of [cipher, new UploadStream(cipher, '', panel), new UploadTransform(cipher, panel), request, ...found]) {
    const plain = object instanceof UploadBody || object instanceof EventProblems;
    const copies = plain ? [] : [JSON.stringify(object), serializedOrNot(object)];
    const shown = [inspect(object), inspect({ object }, { depth: 9 }), inspect(object, { ...options, getters: false }), format('%o %O %s', object, object, object), ...copies].join();
    const text = JSON.parse(request.body).encryptedRequest;
    for (const secret of [KEY, IV, API_KEY, Buffer.from(KEY).toString('hex'), text, 'form_submitted']) {
      assert.ok(!shown.includes(secret), object.constructor.name);
    }
    assert.deepEqual(Object.keys(object).filter((name) => /key|iv|api|auth|handle/i.test(name)), []);
  }
});

/** As structuredClone and postMessage do it. */
function serializedOrNot(object) {
  try {
    return serialize(object).toString('latin1');
  } catch (error) {
    return error.message;
  }
}

test('the words of console.log', () => {
  const cipher = new Cipher(KEY, IV);
  assert.equal(inspect(cipher), 'Cipher { scheme: 11256 }');
  assert.deepEqual(structuredClone(cipher), {});
  assert.equal(JSON.stringify({ cipher }), '{"cipher":{"scheme":11256}}');
  assert.equal(inspect(UploadRequest.fromEvents(cipher, event(), panel)), "UploadRequest { url: 'https://api2.netcoresmartech.com/v1/activity/upload', scheme: 11256, assetId: 'my-asset' }");
});

test('workers, each with a cipher of its own', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const { Cipher } = require('netcore-aes');
    const cipher = new Cipher(${JSON.stringify(KEY)}, ${JSON.stringify(IV)});
    const texts = Array.from({ length: 2000 }, (_, index) => cipher.encrypt('message ' + index));
    cipher.encryptAsync('last').then((last) => parentPort.postMessage([...texts, last]));
  `;
  const cipher = new Cipher(KEY, IV);
  const expected = [...cipher.encryptBatch(Array.from({ length: 2000 }, (_, index) => `message ${index}`)), cipher.encrypt('last')];
  const run = () => new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true });
    let message;
    worker.once('message', (value) => { message = value; }).once('error', reject).once('exit', () => resolve(message));
  });
  for (let round = 0; round < 3; round++) {
    for (const texts of await Promise.all(Array.from({ length: 4 }, run))) {
      assert.deepEqual(texts, expected);
    }
  }
});

test('a worker that is ended within its work ends', async () => {
  const worker = new Worker(`
    const { Cipher } = require('netcore-aes');
    const cipher = new Cipher(${JSON.stringify(KEY)}, ${JSON.stringify(IV)});
    for (let count = 0; count < 50; count++) cipher.encryptAsync('x'.repeat(1 << 20));
    require('node:worker_threads').parentPort.postMessage('begun');
  `, { eval: true });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
});

test('--frozen-intrinsics, and --disallow-code-generation-from-strings', () => {
  const code = `
    const { Cipher, NetcoreAesError, UploadRequest, checkEvents } = require('netcore-aes');
    const cipher = new Cipher(${JSON.stringify(KEY)}, ${JSON.stringify(IV)});
    if (cipher.decryptBatch(cipher.encryptBatch(['a', 'b'])).join() !== 'a,b') process.exit(1);
    for (const call of [() => cipher.decrypt('AAA'), () => UploadRequest.fromEvents(cipher, [{}], { assetId: 'a', apiKey: 'b' })]) {
      try { call(); process.exit(2); } catch (error) { if (!(error instanceof NetcoreAesError) || !/Error$/.test(error.name)) throw error; }
    }
    if (checkEvents([{}]).length < 6) process.exit(3);
    cipher.encryptAsync('a').then((text) => process.exit(text === cipher.encrypt('a') ? 0 : 4));
  `;
  execFileSync(process.execPath, ['--frozen-intrinsics', '--disallow-code-generation-from-strings', '-e', code], { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
});

test('the ES module exports the same', async () => {
  const module = await import('netcore-aes');
  assert.deepEqual(Object.keys(module).sort(), Object.keys(netcoreAes).sort());
  for (const [name, value] of Object.entries(netcoreAes)) {
    assert.equal(module[name], value);
  }
});

test('NETCORE_AES_NATIVE names a file', () => {
  const file = require.resolve(path.join('..', 'node_modules', require('../lib/platform.js').platformPackage()));
  const load = (chosen) => {
    const environment = { ...process.env, NETCORE_AES_NATIVE: chosen };
    return spawnSync(process.execPath, ['-e', 'require("netcore-aes").keygen()'], { cwd: __dirname, env: environment, encoding: 'utf8' });
  };
  for (const chosen of [file, path.relative(__dirname, file)]) {
    assert.equal(load(chosen).status, 0, chosen);
  }
  assert.match(load('nowhere.node').stderr, /netcore-aes: NETCORE_AES_NATIVE names nowhere\.node, which cannot be loaded; set it to the path/);
});
