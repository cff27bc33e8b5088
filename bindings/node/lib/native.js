'use strict';

// The compiled half. It is in a package for each system; `NETCORE_AES_NATIVE` names a file in place of it.

const { platformPackage } = require('./platform.js');

function load() {
  const file = process.env.NETCORE_AES_NATIVE;
  if (file) {
    return require(file);
  }
  const name = platformPackage();
  try {
    return require(name);
  } catch (cause) {
    throw new Error(
      `netcore-aes: the package ${name}, which has the compiled half for this system, cannot be loaded; install netcore-aes on ` +
        'the system that runs it, without --omit=optional, and leave it out of bundles (mark it as external)',
      { cause },
    );
  }
}

module.exports = load();
