'use strict';

// Every shared vector, as tests/vectors/README.md says.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { Cipher, UploadRequest, checkEvents } = require('netcore-aes');
const { VECTORS, cases, refusal } = require('./support.js');

const FILES = ['11256.json', '11257.json', '11258.json', 'golden.json'];

const OPERATIONS = {
  new: () => {},
  roundtrip: (cipher, { plaintext, text }) => {
    assert.equal(cipher.encrypt(plaintext), text);
    assert.deepEqual(cipher.decryptBytes(text), plaintext);
    assert.deepEqual(cipher.encryptBatch([plaintext, plaintext]), [text, text]);
  },
  decrypt: (cipher, { plaintext, text, aad }) => {
    assert.deepEqual(cipher.decryptBytes(text, { aad }), plaintext);
    assert.deepEqual(cipher.decryptBytes(cipher.encrypt(plaintext, { aad }), { aad }), plaintext);
  },
  encrypt: (cipher, { plaintext, aad }) => cipher.encrypt(plaintext, { aad }),
};

for (const file of FILES) {
  test(`the cases of ${file}`, async () => {
    let ran = 0;
    for (const { id, op, scheme, key, iv, error, ...data } of cases(file)) {
      const [plaintext, aad] = [Buffer.from(data.plaintext, 'hex'), Buffer.from(data.aad, 'hex')];
      const make = () => new Cipher(key, iv, { scheme });
      const run = () => OPERATIONS[op](make(), { plaintext, aad, text: data.text });
      if (error !== null) {
        assert.equal(refusal(op === 'new' ? make : run).code, `NETCORE_AES_ERR_${error}`, id);
      } else {
        run();
        await runAsync(make(), op, { plaintext, aad, text: data.text }, id);
      }
      ran++;
    }
    assert.ok(ran === 1 || ran >= 60, `${ran}`);
  });
}

/** The same case on another thread. */
async function runAsync(cipher, op, { plaintext, aad, text }, id) {
  if (op === 'roundtrip') {
    assert.equal(await cipher.encryptAsync(plaintext), text, id);
  }
  if (op === 'roundtrip' || op === 'decrypt') {
    assert.deepEqual(await cipher.decryptBytesAsync(text, { aad }), plaintext, id);
  }
}

test('the vendor\'s sample', () => {
  const [{ key, iv }] = cases('golden.json');
  const read = (name) => readFileSync(path.join(VECTORS, name), 'utf8');
  assert.equal(new Cipher(key, iv).encrypt(read('golden-plaintext.json')), read('golden-text.txt').trim());
});

test('the cases of events.json', () => {
  let problemCount = 0;
  for (const { id, payload, asset_id: assetId, now, problems } of cases('events.json')) {
    const found = checkEvents(payload, { assetId, now: now === null ? undefined : new Date(now * 1000) });
    const byClock = (problem) => now === null && ['timestamp-old', 'timestamp-future'].includes(problem.rule);
    const compared = found.filter((problem) => !byClock(problem)).map(({ message, ...rest }) => {
      assert.match(message, /\w/);
      return rest;
    });
    assert.deepEqual(compared, problems.map(({ pointer, event, rule, severity }) => ({ pointer, event, rule, severity })), id);
    problemCount += problems.length;
  }
  assert.ok(problemCount > 100, `${problemCount}`);
});

test('the cases of requests.json', () => {
  for (const { id, region, scheme, asset_id: assetId, api_key: apiKey, text, error, url, headers, body } of cases('requests.json')) {
    const make = () => new UploadRequest(text, { scheme, assetId, apiKey, region });
    if (error !== null) {
      assert.equal(refusal(make).code, `NETCORE_AES_ERR_${error}`, id);
      continue;
    }
    const request = make();
    assert.deepEqual([request.url, Object.entries(request.headers), request.body], [url, headers, body], id);
  }
});
