// For tests/with_sandbox.py: sends an event by each client and by each example. Six requests arrive.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import axios from 'axios';
import { Cipher, UploadRequest, UploadStream } from 'netcore-aes';
import { request as post } from 'undici';
import support from './support.js';

const { NETCORE_AES_KEY, NETCORE_AES_IV, NETCORE_API_KEY, NETCORE_AES_ENDPOINT: endpoint } = process.env;
const cipher = new Cipher(NETCORE_AES_KEY, NETCORE_AES_IV);
const panel = { assetId: 'my-asset', apiKey: NETCORE_API_KEY };
const examples = new URL('../examples/', import.meta.url);

const upload = await UploadRequest.fromEventsAsync(cipher, [support.event()], panel);
assert.equal((await fetch(endpoint, upload)).status, 200);
const { method, headers, body: data } = upload;
assert.equal((await post(endpoint, { method, headers, body: data })).statusCode, 200);
assert.equal((await axios({ url: endpoint, method, headers, data })).status, 200);

const uploads = new UploadStream(cipher, Array.from({ length: 5 }, () => support.event()), panel);
for await (const { body } of uploads) {
  assert.equal((await fetch(endpoint, { method: 'POST', headers: uploads.headers, body })).status, 200);
}

const fetched = spawnSync(process.execPath, [new URL('fetch.mjs', examples).pathname], { encoding: 'utf8' });
assert.equal(fetched.stdout + fetched.stderr, 'status 200\n');

const server = spawn(process.execPath, [new URL('express.mjs', examples).pathname], { env: { ...process.env, PORT: '0' } });
try {
  const [address] = await once(server.stdout, 'data');
  const send = (events) => fetch(`${address.toString().trim()}/events`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(events),
  });
  assert.equal((await send([{ name: 'opened', identity: '1', params: {} }])).status, 202);
  const refused = await send([{ name: 'opened', identity: '1', params: { items: [] } }]);
  assert.equal(refused.status, 422);
  assert.equal((await refused.json())[0].rule, 'empty-array');
} finally {
  server.kill();
}
