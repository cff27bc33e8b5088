'use strict';

// Events as objects, their check, and the request.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Cipher, EventsError, UploadRequest, checkEvents, checkEventsAsync } = require('netcore-aes');
const { API_KEY, IV, KEY, event } = require('./support.js');

const cipher = new Cipher(KEY, IV);
const panel = { assetId: 'my-asset', apiKey: API_KEY };
const sent = (request) => JSON.parse(cipher.decrypt(JSON.parse(request.body).encryptedRequest));

test('one event, an array, JSON and bytes are the same', async () => {
  const one = event();
  const json = JSON.stringify([one]);
  const bodies = [one, [one], json, Buffer.from(json)].map((events) => UploadRequest.fromEvents(cipher, events, panel).body);
  assert.deepEqual(bodies, Array(4).fill(JSON.stringify({ encryptedRequest: cipher.encrypt(json) })));
  assert.equal((await UploadRequest.fromEventsAsync(cipher, one, panel)).body, bodies[0]);
});

test('the habits of JSON.stringify', () => {
  const timestamp = new Date();
  const request = UploadRequest.fromEvents(cipher, event({ timestamp, nothing: undefined, activity_params: { a: undefined, b: null, c: NaN } }), panel);
  const [found] = sent(request);
  assert.equal(found.timestamp, timestamp.toISOString());
  assert.match(found.timestamp, /\.\d{3}Z$/);
  assert.deepEqual(found.activity_params, { b: null, c: null });
  assert.ok(!('nothing' in found));
});

test('a BigInt is refused, with its place', () => {
  const refused = (events) => {
    assert.throws(() => UploadRequest.fromEvents(cipher, events, panel), (error) => {
      assert.ok(error instanceof TypeError && !(error instanceof EventsError));
      assert.ok(!error.message.includes('77777777'));
      refused.place = /at (\S+),/.exec(error.message)[1];
      return true;
    });
    return refused.place;
  };
  assert.equal(refused([event(), event({ activity_params: { 'a/b~': [1, { c: 7777777777n }] } })]), '/1/activity_params/a~1b~0/1/c');
  assert.equal(refused(event({ identity: 7777777777n })), '/0/identity');
  assert.equal(refused([event({ activity_params: { '': { '': 7777777777n } } })]), '/0/activity_params//');
});

test('other values without JSON', () => {
  const loop = event();
  loop.activity_params.loop = loop;
  assert.throws(() => checkEvents(loop), /^TypeError: Converting circular structure/);
  const failing = { toJSON: () => { throw new RangeError('mine'); } };
  assert.throws(() => checkEvents([event({ activity_params: { failing } })]), /^RangeError: mine/);
});

test('half of a surrogate pair is refused, as an object too', () => {
  const [problem] = checkEvents(event({ identity: 'a\ud800' }), { assetId: 'my-asset' });
  assert.equal(problem.rule, 'json');
  assert.match(problem.message, /half of a surrogate pair/);
  assert.throws(() => UploadRequest.fromEvents(cipher, event({ identity: 'a\udfff' }), panel), EventsError);
});

test('an empty array is explained', () => {
  const [problem] = checkEvents(event({ activity_params: { items: [] } }));
  assert.deepEqual([problem.pointer, problem.rule, problem.severity, problem.event], ['/0/activity_params/items', 'empty-array', 'error', 0]);
  assert.match(problem.message, /drops such an event silently; leave the field out/);
});

test('the options of a check', async () => {
  const old = event({ timestamp: '2025-08-26T12:05:43Z' });
  const rules = (options) => checkEvents(old, options).map((problem) => problem.rule);
  assert.deepEqual(rules(), ['timestamp-old']);
  assert.deepEqual(rules({ now: new Date('2025-08-26T12:05:44.999Z') }), []);
  assert.deepEqual(rules({ now: new Date('2025-08-26T12:05:44Z'), assetId: 'other' }), ['asset-id']);
  assert.deepEqual(rules({ now: null, assetId: null }), ['timestamp-old']);
  assert.deepEqual(await checkEventsAsync(old, { assetId: 'other' }), checkEvents(old, { assetId: 'other' }));
  assert.equal(checkEvents('nonsense')[0].event, null);
});

test('warnings alone do not refuse', () => {
  assert.ok(UploadRequest.fromEvents(cipher, event({ timestamp: '2020-01-01T00:00:00Z' }), panel));
});

test('the request for every client', () => {
  const request = UploadRequest.fromEvents(cipher, event(), { ...panel, region: 'eu' });
  assert.equal(request.url, 'https://apieu2.netcoresmartech.com/v1/activity/upload');
  assert.equal(request.method, 'POST');
  assert.deepEqual(request.headers, {
    'Content-Type': 'application/json', 'x-eCode': '11256', 'x-asset': 'my-asset', Authorization: `Bearer ${API_KEY}`,
  });
  const made = new Request(request.url, request);
  assert.deepEqual([made.method, made.headers.get('x-ecode'), made.headers.get('content-type')], ['POST', '11256', 'application/json']);
  request.headers.Authorization = 'changed';
  assert.equal(request.headers.Authorization, `Bearer ${API_KEY}`);
  assert.match(request.curl(), /^curl/);
  assert.ok(!request.curl().includes(API_KEY));
});
