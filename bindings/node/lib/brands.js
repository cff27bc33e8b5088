'use strict';

// What a value is, whatever it says of itself.

const { isSharedArrayBuffer, isUint8Array } = require('node:util').types;

module.exports = { isSharedArrayBuffer, isUint8Array };
