'use strict';

// What several tests use: the vectors, and names of errors as the vectors have them.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { NetcoreAesError } = require('netcore-aes');

const ROOT = path.join(__dirname, '..', '..', '..');
const VECTORS = path.join(ROOT, 'tests', 'vectors');
const KEY = '0123456789abcdefghijklmnopqrstuv';
const IV = '0123456789abcdef';
const GCM_KEY = Buffer.alloc(32, 7).toString('base64');
const API_KEY = 'the-api-key-of-the-tests';

/** Whether the tests run on WebAssembly. */
const IS_WASM = process.env.NETCORE_AES_NATIVE === 'wasm';

/** The cases of a file, whose number is checked. */
function cases(file) {
  const { count, cases: found } = JSON.parse(readFileSync(path.join(VECTORS, file), 'utf8'));
  assert.equal(found.length, count);
  return found;
}

/** The error that `call` throws, which must be one of the package's. */
function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof NetcoreAesError, `${error}`);
    return error;
  }
  throw assert.fail('nothing was thrown');
}

/** An event without problems. */
function event(more = {}) {
  return {
    asset_id: 'my-asset',
    activity_name: 'form_submitted',
    timestamp: new Date(),
    identity: '9999911111',
    activity_source: 'web',
    activity_params: { day: 'Tuesday' },
    ...more,
  };
}

module.exports = { API_KEY, GCM_KEY, IS_WASM, IV, KEY, ROOT, VECTORS, cases, event, refusal };
