'use strict';

// Bytes and strings. Bytes are a `Buffer` where the environment has it, and else a `Uint8Array`.

const { Buffer } = globalThis;
const encoder = new TextEncoder();
// A byte order mark belongs to the message.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** How a console shows an object. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The UTF-8 of a string. */
const utf8 = (text) => (Buffer ? Buffer.from(text, 'utf8') : encoder.encode(text));

/** Memory for `len` bytes, not in the pool of Node's buffers. */
const allocated = (len) => (Buffer ? Buffer.allocUnsafeSlow(len) : new Uint8Array(len));

/** The string of bytes; `encoding` is latin1 for the characters of a text, which are ASCII, and utf8 for a message. */
function decoded(bytes, encoding, start = 0, end = bytes.length) {
  if (!Buffer) {
    return decoder.decode(bytes.subarray(start, end));
  }
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString(encoding, start, end);
}

/** Parts end to end. */
function concatenated(parts) {
  const all = allocated(parts.reduce((len, part) => len + part.length, 0));
  let len = 0;
  for (const part of parts) {
    all.set(part, len);
    len += part.length;
  }
  return all;
}

module.exports = { INSPECT, allocated, concatenated, decoded, encoder, utf8 };
