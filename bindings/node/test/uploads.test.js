'use strict';

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { test } = require('node:test');
const { Cipher, EventProblems, UploadBody, UploadStream, UploadTransform } = require('netcore-aes');
const { API_KEY, IV, KEY, event } = require('./support.js');

const cipher = new Cipher(KEY, IV);
const panel = { assetId: 'my-asset', apiKey: API_KEY };

async function all(source, options = {}) {
  const found = [];
  for await (const upload of new UploadStream(cipher, source, { ...panel, ...options })) {
    found.push(upload);
  }
  return found;
}

const payload = (body) => JSON.parse(cipher.decrypt(JSON.parse(body.body).encryptedRequest));
const lines = (events) => events.map((each) => `${JSON.stringify(each)}\n`).join('');
const some = (count) => Array.from({ length: count }, (_, index) => event({ identity: index }));

test('every kind of source gives the same bodies', async () => {
  const events = some(25);
  const text = lines(events);
  const half = [text.slice(0, 1000), Buffer.from(text.slice(1000))];
  async function* pieces() {
    yield* half;
  }
  const sources = [text, Buffer.from(text), half, pieces(), Readable.from(half), new Blob([text]).stream(), events, Readable.from(events), JSON.stringify(events)];
  for (const source of sources) {
    const bodies = await all(source, { maxEvents: 10 });
    assert.deepEqual(bodies.map(({ events: count, first, last }) => [count, first, last]), [[10, 0, 9], [10, 10, 19], [5, 20, 24]]);
    assert.ok(bodies.every((body) => body instanceof UploadBody && Buffer.isBuffer(body.body)));
    assert.deepEqual(bodies.flatMap(payload), JSON.parse(JSON.stringify(events)));
  }
});

test('events with problems come out beside the bodies', async () => {
  const bad = event({ activity_source: 'tv' });
  const old = event({ timestamp: '2020-01-01T00:00:00Z' });
  const found = await all(lines([event(), bad, old]));
  const problems = found.filter((each) => each instanceof EventProblems);
  assert.deepEqual(problems.map((each) => [each.index, each.isRefused, each.isLast]), [[1, true, true], [2, false, true]]);
  assert.equal(problems[0].event.toString(), JSON.stringify(bad));
  assert.equal(problems[0].problems[0].pointer, '/1/activity_source');
  const [body] = found.filter((each) => each instanceof UploadBody);
  assert.deepEqual([body.events, body.first, body.last], [2, 0, 2]);
});

test('an event that is too long comes in parts', async () => {
  const long = event({ activity_params: { note: 'x'.repeat(5000) } });
  const found = await all(lines([event(), long, event()]).match(/[^]{1,500}/g), { maxEventBytes: 2000 });
  const parts = found.filter((each) => each instanceof EventProblems);
  assert.equal(Buffer.concat(parts.map((part) => part.event)).toString(), JSON.stringify(long));
  assert.ok(parts.length > 1 && parts.every((part, index) => part.isLast === (index === parts.length - 1)));
  assert.equal(found.find((each) => each instanceof UploadBody).events, 2);
});

test('a limit of bytes', async () => {
  const bodies = await all(lines(some(10)), { maxPayloadBytes: 500 });
  assert.ok(bodies.length > 2);
  assert.equal(bodies.reduce((count, body) => count + body.events, 0), 10);
});

test('where the next event cannot be found, all before it comes first', async () => {
  const stream = new UploadStream(cipher, `${JSON.stringify(some(3)).slice(0, -1)} nonsense`, panel);
  const found = [];
  await assert.rejects(async () => {
    for await (const upload of stream) {
      found.push(upload);
    }
  }, (error) => error.code === 'NETCORE_AES_ERR_EVENT_STREAM' && error.status === 20 && /at byte \d+/.test(error.message));
  assert.deepEqual(found.map((body) => body.events), [3]);
});

test('an error of the source is passed on, and a stream that is left closes its source', async () => {
  let closed = false;
  async function* source(end) {
    try {
      yield lines(some(2000));
      yield* end();
    } finally {
      closed = true;
    }
  }
  await assert.rejects(all(source(() => { throw new RangeError('mine'); })), /^RangeError: mine/);
  closed = false;
  for await (const upload of new UploadStream(cipher, source(() => [lines(some(20000))]), { ...panel, maxEvents: 1 })) {
    assert.ok(upload instanceof UploadBody);
    break;
  }
  assert.ok(closed);
});

test('the transform stream', async () => {
  const transform = new UploadTransform(cipher, { ...panel, maxEvents: 10 });
  assert.equal(transform.url, 'https://api2.netcoresmartech.com/v1/activity/upload');
  assert.equal(transform.headers.Authorization, `Bearer ${API_KEY}`);
  const bodies = [];
  for await (const body of new Blob([lines(some(25))]).stream().pipeThrough(transform)) {
    bodies.push(body);
  }
  assert.deepEqual(bodies.map((body) => body.events), [10, 10, 5]);
  const failing = new Blob(['[{} nonsense']).stream().pipeThrough(new UploadTransform(cipher, panel));
  const read = async () => {
    for await (const found of failing) {
      assert.ok(found instanceof EventProblems);
    }
  };
  await assert.rejects(read(), { code: 'NETCORE_AES_ERR_EVENT_STREAM' });
});

test('a piece may be changed once the next is asked for, and memory is bounded', async () => {
  const piece = Buffer.from(lines(some(1000)));
  const copy = Buffer.alloc(piece.length);
  function* pieces() {
    for (let count = 0; count < 100; count++) {
      piece.copy(copy);
      yield copy;
      copy.fill(0);
    }
  }
  const before = process.memoryUsage().rss;
  let events = 0;
  for await (const upload of new UploadStream(cipher, pieces(), panel)) {
    events += upload.events;
  }
  assert.equal(events, 100_000);
  assert.ok(process.memoryUsage().rss - before < 150 << 20);
});
