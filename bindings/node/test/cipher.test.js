'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Cipher, SCHEMES, generateGcmKey, keygen } = require('netcore-aes');
const { GCM_KEY, IV, KEY, refusal } = require('./support.js');

const cipher = new Cipher(KEY, IV);
const gcm = new Cipher(GCM_KEY, { scheme: 11258 });

test('the properties', () => {
  assert.deepEqual([cipher.scheme, cipher.keyForm, cipher.keyIsPublished], [11256, 'text', false]);
  assert.deepEqual([gcm.scheme, gcm.keyForm], [11258, 'base64']);
  assert.equal(new Cipher('JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4', '5TOMPCQvDu6uHuMw').keyIsPublished, true);
  assert.equal(new Cipher(GCM_KEY, null, { scheme: SCHEMES.AES_256_GCM_BASE64 }).scheme, 11258);
});

test('key and IV as bytes stay as they are', () => {
  const [key, iv] = [Buffer.from(KEY), new Uint8Array(Buffer.from(IV))];
  assert.equal(new Cipher(key, iv).encrypt('a'), cipher.encrypt('a'));
  assert.deepEqual([key.toString(), Buffer.from(iv).toString()], [KEY, IV]);
});

test('strings of every width and of lengths around each buffer come back', () => {
  for (const letter of ['a', 'é', '€', '𝄞', '\0']) {
    for (const length of [0, 1, 15, 16, 17, 400, 1019, 1020, 1021, 1365, 2047, 4090, 4091, 4092, 4095, 4096, 4097, 9000, 70000]) {
      const message = letter.repeat(length);
      const text = cipher.encrypt(message);
      assert.equal(text, cipher.encrypt(Buffer.from(message)));
      assert.equal(cipher.decrypt(text), message);
      assert.equal(cipher.decrypt(Buffer.from(text)), message);
      assert.equal(cipher.decryptBytes(text).toString('utf8'), message);
    }
  }
});

test('a call uses nothing of the one before', () => {
  const long = 'x'.repeat(3 << 20);
  assert.equal(cipher.decrypt(cipher.encrypt(long)), long);
  assert.equal(cipher.decrypt(cipher.encrypt('short')), 'short');
  assert.equal(refusal(() => cipher.decrypt('AAA')).code, 'NETCORE_AES_ERR_ENCODING');
  assert.equal(cipher.encrypt('é'), new Cipher(KEY, IV).encrypt('é'));
});

test('associated data', async () => {
  const text = gcm.encrypt('a', { aad: 'b' });
  assert.equal(gcm.decrypt(text, { aad: Buffer.from('b') }), 'a');
  assert.equal(await gcm.decryptAsync(await gcm.encryptAsync('a', { aad: 'b' }), { aad: 'b' }), 'a');
  for (const aad of ['c', '', undefined, null]) {
    assert.equal(refusal(() => gcm.decrypt(text, { aad })).code, 'NETCORE_AES_ERR_DECRYPT');
  }
});

test('a batch of any length, and of any iterable', async () => {
  for (const length of [0, 1, 63, 64, 65, 128, 1000]) {
    const messages = Array.from({ length }, (_, index) => `${index} é`.repeat(index % 50));
    const texts = messages.map((message) => cipher.encrypt(message));
    assert.deepEqual(cipher.encryptBatch(messages), texts);
    assert.deepEqual(cipher.encryptBatch(new Set(messages.map(Buffer.from))), texts);
    assert.deepEqual(await cipher.encryptBatchAsync(messages.values()), texts);
    assert.deepEqual(cipher.decryptBatch(texts), messages);
    assert.deepEqual(await cipher.decryptBatchAsync(texts), messages);
    assert.deepEqual(gcm.decryptBatch(gcm.encryptBatch(messages)), messages);
  }
});

test('a batch of long messages is done in pieces', () => {
  const messages = Array.from({ length: 10 }, (_, index) => String(index).repeat(4 << 20));
  const texts = cipher.encryptBatch(messages);
  assert.deepEqual(texts.map((text) => text.length), messages.map(() => Math.ceil(((4 << 20) + 16) / 3) * 4));
  assert.ok(cipher.decryptBatch(texts).every((message, index) => message === messages[index]));
  assert.equal(refusal(() => cipher.decryptBatch(texts.with(8, 'AAAA'))).index, 8);
});

test('a batch as bytes and offsets', async () => {
  const data = Buffer.from('one two three');
  const offsets = Int32Array.of(0, 3, 4, 7, 7, 13);
  const expected = cipher.encryptBatch(['one', ' ', 'two', '', ' three']);
  const out = Buffer.alloc(1000);
  const results = [cipher.encryptBatch({ data, offsets }), await cipher.encryptBatchAsync({ data, offsets }), cipher.encryptBatch({ data, offsets }, { out })];
  for (const texts of results) {
    const read = Array.from({ length: 5 }, (_, index) => texts.data.toString('latin1', texts.offsets[index], texts.offsets[index + 1]));
    assert.deepEqual(read, expected);
    for (const messages of [cipher.decryptBatch(texts), await cipher.decryptBatchAsync(texts)]) {
      assert.deepEqual([messages.data.toString(), [...messages.offsets]], [data.toString(), [...offsets]]);
    }
  }
  assert.equal(results[2].data.buffer, out.buffer);
});

test('a faulty batch as bytes is refused, and memory is not shared', () => {
  const data = Buffer.alloc(100, 'a');
  const offsets = Int32Array.of(0, 100);
  const code = (...call) => refusal(() => cipher.encryptBatch(...call)).code;
  assert.equal(code({ data, offsets: Int32Array.of(0, 101) }), 'NETCORE_AES_ERR_OFFSETS');
  assert.equal(code({ data, offsets: Int32Array.of(5, 4) }), 'NETCORE_AES_ERR_OFFSETS');
  assert.equal(code({ data, offsets: Int32Array.of(-1, 4) }), 'NETCORE_AES_ERR_OFFSETS');
  assert.equal(code({ data, offsets: new Int32Array(0) }), 'NETCORE_AES_ERR_OFFSETS');
  assert.equal(code({ data, offsets }, { out: Buffer.alloc(10) }), 'NETCORE_AES_ERR_BUFFER_TOO_SMALL');
  const memory = new ArrayBuffer(1000);
  const half = { data: new Uint8Array(memory, 0, 100), offsets };
  assert.equal(code(half, { out: new Uint8Array(memory, 99, 800) }), 'NETCORE_AES_ERR_OVERLAP');
  assert.ok(cipher.encryptBatch(half, { out: new Uint8Array(memory, 100, 800) }));
  const inside = { data, offsets: new Int32Array(memory, 0, 2) };
  inside.offsets[1] = 100;
  assert.equal(code(inside, { out: new Uint8Array(memory, 7) }), 'NETCORE_AES_ERR_OVERLAP');
});

test('a patched Array.prototype.push that calls the cipher does no harm', () => {
  const { push } = Array.prototype;
  const messages = Array.from({ length: 130 }, (_, index) => `${index}`);
  const expected = cipher.encryptBatch(messages);
  Array.prototype.push = function (...items) {
    cipher.encryptBatch.call(new Cipher(KEY, IV), new Set());
    cipher.encrypt('within');
    return push.apply(this, items);
  };
  try {
    assert.deepEqual(cipher.encryptBatch(messages), expected);
  } finally {
    Array.prototype.push = push;
  }
});

test('generated keys work, and differ', () => {
  const [one, other] = [keygen(), keygen()];
  assert.match(one.key, /^[A-Za-z0-9]{32}$/);
  assert.match(one.iv, /^[A-Za-z0-9]{16}$/);
  assert.notEqual(one.key, other.key);
  assert.equal(new Cipher(one.key, one.iv).decrypt(new Cipher(one.key, one.iv).encrypt('a')), 'a');
  assert.equal(Buffer.from(generateGcmKey(), 'base64').length, 32);
  assert.notEqual(generateGcmKey(), generateGcmKey());
});

test('a closed cipher refuses every call, and work that was begun ends', async () => {
  const closing = new Cipher(KEY, IV);
  const begun = closing.encryptAsync('x'.repeat(1 << 20));
  closing.close();
  closing[Symbol.dispose]();
  assert.equal(await begun, cipher.encrypt('x'.repeat(1 << 20)));
  const flat = { data: Buffer.from('a'), offsets: Int32Array.of(0, 1) };
  for (const method of ['encrypt', 'decrypt', 'decryptBytes']) {
    assert.throws(() => closing[method]('a'), /^TypeError: the cipher is closed/);
    await assert.rejects(closing[`${method}Async`]('a'), /^TypeError: the cipher is closed/);
  }
  for (const method of ['encryptBatch', 'decryptBatch']) {
    for (const items of [[], ['a'], flat]) {
      assert.throws(() => closing[method](items), /^TypeError: the cipher is closed/);
      await assert.rejects(closing[`${method}Async`](items), /^TypeError: the cipher is closed/);
    }
  }
  assert.equal(closing.scheme, 11256);
});

test('many calls at once, on other threads', async () => {
  const messages = Array.from({ length: 200 }, (_, index) => `${index}`.repeat(5000));
  const texts = await Promise.all(messages.map((message) => cipher.encryptAsync(message)));
  assert.deepEqual(texts, cipher.encryptBatch(messages));
});
