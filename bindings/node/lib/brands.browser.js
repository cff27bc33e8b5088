'use strict';

// In place of brands.js where there is no Node. No other thread's memory is read there: what is passed is copied.

const nameOfArray = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

const isUint8Array = (value) => ArrayBuffer.isView(value) && nameOfArray.call(value) === 'Uint8Array';
const isSharedArrayBuffer = (value) => Object.prototype.toString.call(value) === '[object SharedArrayBuffer]';

module.exports = { isSharedArrayBuffer, isUint8Array };
