// The WebAssembly half in Chromium: a page loads the module as it is packed, and runs shared vectors. Prints how many.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const VECTORS = ['11256.json', '11257.json', '11258.json', 'golden.json'];
const FILES = Object.fromEntries([
  ['/wasm.mjs', new URL('../lib/generated/wasm.mjs', import.meta.url)],
  ['/no_node.mjs', new URL('no_node.mjs', import.meta.url)],
  ...VECTORS.map((file) => [`/${file}`, new URL(`../../../tests/vectors/${file}`, import.meta.url)]),
]);
/** As a careful page would have it: WebAssembly, and no eval. */
const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'nonce-a' 'wasm-unsafe-eval'";

const PAGE = `<!doctype html><title>vectors</title><p></p><script type="module" nonce="a">
import run from './no_node.mjs';
import * as n from './wasm.mjs';
const shown = document.querySelector('p');
try {
  shown.textContent = 'right: ' + await run(n, await Promise.all(${JSON.stringify(VECTORS)}.map(async (file) => (await fetch(file)).json())));
} catch (error) {
  shown.textContent = 'wrong: ' + error;
}
</script>`;

const server = createServer(({ url }, response) => {
  const file = FILES[url];
  const type = url === '/' ? 'text/html' : url.endsWith('.mjs') ? 'text/javascript' : 'application/json';
  response.writeHead(file || url === '/' ? 200 : 404, { 'Content-Type': type, 'Content-Security-Policy': POLICY });
  response.end(file ? readFileSync(file) : url === '/' ? PAGE : '');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const profile = mkdtempSync(path.join(tmpdir(), 'netcore-aes-'));
try {
  const browser = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const address = `http://127.0.0.1:${server.address().port}/`;
  const { stdout } = await promisify(execFile)('chromium', [...browser, `--user-data-dir=${profile}`, '--virtual-time-budget=60000', '--dump-dom', address], { timeout: 120_000 });
  const [, shown] = /<p>(.*?)<\/p>/s.exec(stdout) ?? [undefined, stdout];
  const wanted = VECTORS.reduce((sum, file) => sum + JSON.parse(readFileSync(FILES[`/${file}`], 'utf8')).count, 0);
  assert.equal(shown, `right: ${wanted}`);
  assert.ok(wanted > 180, `${wanted}`);
  console.log(`${wanted} cases right in Chromium`);
} finally {
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
