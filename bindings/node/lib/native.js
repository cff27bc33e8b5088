'use strict';

// The compiled half. It is in a package for each system; without it, WebAssembly takes its place. `NETCORE_AES_NATIVE` names a file, or
// is `wasm`.

const { resolve } = require('node:path');

const { platformPackage } = require('./platform.js');

function load() {
  const chosen = process.env.NETCORE_AES_NATIVE;
  if (chosen) {
    return chosen === 'wasm' ? require('./wasm.js') : named(chosen);
  }
  const name = platformPackage();
  try {
    return require(name);
  } catch (cause) {
    return inPlaceOf(name, cause);
  }
}

function named(file) {
  try {
    return require(resolve(file));
  } catch (cause) {
    const remedy = 'set it to the path of a netcore-aes.node for this system, or to wasm';
    throw new Error(`netcore-aes: NETCORE_AES_NATIVE names ${file}, which cannot be loaded; ${remedy}`, { cause });
  }
}

function inPlaceOf(name, cause) {
  const why = `the package ${name}, which has the compiled half for this system, cannot be loaded`;
  const remedy = 'install netcore-aes on the system that runs it, without --omit=optional, and leave it out of bundles (mark it as external)';
  let half;
  try {
    half = require('./wasm.js');
  } catch {
    throw new Error(`netcore-aes: ${why}; ${remedy}`, { cause });
  }
  const warning =
    `netcore-aes runs as WebAssembly, some 20 times slower, and in batches 50 times, since ${why}; ${remedy}. ` +
    'Where WebAssembly is meant, load netcore-aes/wasm, or set NETCORE_AES_NATIVE=wasm';
  process.emitWarning(warning, { code: 'NETCORE_AES_WASM', detail: cause.message });
  return half;
}

module.exports = load();
