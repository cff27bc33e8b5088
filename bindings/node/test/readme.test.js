'use strict';

// The code on the package's page, and its table of errors.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { CODES } = require('../lib/errors.js');
const { API_KEY, IV, KEY, event } = require('./support.js');

const page = readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');

test('every block runs, and prints what the page says', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netcore-aes-'));
  try {
    symlinkSync(path.join(__dirname, '..', 'node_modules'), path.join(folder, 'node_modules'));
    const events = [event(), event({ activity_source: 'tv' }), event()];
    writeFileSync(path.join(folder, 'events.ndjson'), events.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const environment = { ...process.env, NETCORE_AES_KEY: KEY, NETCORE_AES_IV: IV, NETCORE_API_KEY: API_KEY };
    const blocks = [...page.matchAll(/^```js (\S+)\n(.+?)^```$(?:(?!^```).)*^```text\n(.+?)^```$/gms)];
    assert.equal(blocks.length, page.match(/^```js/gm).length);
    for (const [, name, code, expected] of blocks) {
      writeFileSync(path.join(folder, name), code);
      const printed = execFileSync(process.execPath, [name], { cwd: folder, env: environment, encoding: 'utf8' });
      assert.equal(printed, expected, name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the four headings', () => {
  assert.deepEqual(page.match(/^## .+$/gm), ['## Install', '## Use', '## Errors', '## Threads']);
});

test('the table of errors has every code with its status', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| (-?\d+) \|/gm)].map(([, name, status]) => [`NETCORE_AES_ERR_${name}`, Number(status)]);
  const expected = [...CODES].map(([status, code]) => [code, status]);
  assert.deepEqual(rows, [...expected, ['NETCORE_AES_ERR_EVENTS', -1], ['NETCORE_AES_ERR_SURROGATE', -1]]);
});
