'use strict';

const { isSharedArrayBuffer, isUint8Array } = require('./brands.js');
const { utf8 } = require('./bytes.js');
const { surrogate, wrongType } = require('./errors.js');

/** Checks an argument that may be a string or bytes; `index` is its place in a batch. */
function message(name, value, index) {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) {
      throw surrogate(name, index);
    }
  } else {
    bytesOnly(name, value, 'a string or a Uint8Array');
  }
  return value;
}

/** Checks an argument that must be bytes. */
function bytesOnly(name, value, expected = 'a Uint8Array') {
  if (!isUint8Array(value)) {
    throw wrongType(name, expected, value);
  }
  if (isSharedArrayBuffer(value.buffer)) {
    throw new TypeError(`${name} is in shared memory, which another thread may change meanwhile; pass a copy of it`);
  }
  return value;
}

/** The bytes of an argument that may be a string or bytes. */
function bytes(name, value) {
  return typeof message(name, value) === 'string' ? utf8(value) : value;
}

/** Checks an argument that must be a string. */
function text(name, value) {
  if (typeof value !== 'string') {
    throw wrongType(name, 'a string', value);
  }
  return message(name, value);
}

/** The optional argument `options`, an object. */
function options(value, known) {
  if (value === undefined) {
    return {};
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw wrongType('options', `an object such as { ${known} }`, value);
  }
  return value;
}

/** The option `aad`, or undefined. */
function aadOf(value) {
  const { aad } = options(value, 'aad');
  return aad === undefined || aad === null ? undefined : message('aad', aad);
}

/** An option that must be a whole number from 0 to 2^32 - 1. */
function whole(name, value) {
  if (typeof value !== 'number') {
    throw wrongType(name, 'a number', value);
  }
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new RangeError(`${name} must be a whole number from 0 to 4294967295`);
  }
  return value;
}

/** The option `now`, in seconds since 1970. */
function seconds(now) {
  if (now === undefined || now === null) {
    return Math.floor(Date.now() / 1000);
  }
  const time = now instanceof Date ? now.getTime() : NaN;
  if (Number.isNaN(time)) {
    throw now instanceof Date ? new RangeError('now is not a valid Date; pass one such as new Date()') : wrongType('now', 'a Date', now);
  }
  return Math.floor(time / 1000);
}

/** An option that must be a whole number from 1 to 2^32 - 1. */
function limit(name, value) {
  if (whole(name, value) === 0) {
    throw new RangeError(`${name} is 0; it must be at least 1`);
  }
  return value;
}

module.exports = { aadOf, bytes, bytesOnly, limit, message, options, seconds, text, whole };
