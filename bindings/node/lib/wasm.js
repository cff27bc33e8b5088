'use strict';

// The compiled half as WebAssembly: the functions of the compiled half, with the same results. Everything runs on the calling thread.

const { decoded, encoder } = require('./bytes.js');
const { Memory, NONE } = require('./wasm_memory.js');

/** The operations whose result is a string, and its encoding. */
const ENCODINGS = ['latin1', 'utf8'];
/** The size of a piece of long messages, so that memory stays bounded. */
const LARGE_BYTES = 16 << 20;
const EMPTY = new Uint8Array(0);

const memory = new Memory();

/** Frees the cipher or the stream of an object that is garbage. */
const garbage = typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry(freed);

function freed({ free, place }) {
  attempt(() => memory.run(free, place));
}

/** Calls a function with its arguments, each a string or bytes; `numbers` makes its parameters of their lengths. */
function call(name, values, numbers, read) {
  return attempt(() => {
    try {
      const result = memory.run(name, ...numbers(memory.write(values)));
      return result === NONE ? fault(memory.result()) : read(memory.result(), result);
    } finally {
      memory.wipe();
    }
  });
}

/** What `work` returns, or the fault that it throws. */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    if (typeof error.status !== 'number') {
      throw error;
    }
    return error;
  }
}

/** A fault as the compiled half returns it. */
function fault(reader) {
  const [status, index, message] = [reader.number(), reader.number(), reader.text()];
  return { status, message, index: index < 0 ? undefined : index };
}

const pairs = (reader) => Array.from({ length: reader.number() }, () => [reader.text(), reader.text()]);

function openCipher(key, iv, scheme) {
  return call('cipher_new', [key, iv], (lens) => [scheme, ...lens], (reader) => {
    const place = reader.number();
    const handle = { free: 'cipher_free', place };
    garbage?.register(handle, { ...handle }, handle);
    const [code, keyForm, keyIsPublished] = [reader.number(), reader.text(), reader.number() === 1];
    // Each holds the handle, so that the cipher lives as long as one of them.
    const crypt = (operation, value, aad = EMPTY) => cryptOne(handle, operation, value, aad);
    const cryptMany = (operation, first, collect, ...items) => cryptItems(handle, operation, first, collect, items);
    const cryptFlat = (...batch) => cryptInto(handle, ...batch);
    return { handle, scheme: code, keyForm, keyIsPublished, crypt, cryptMany, cryptFlat };
  });
}

function closeCipher(handle) {
  garbage?.unregister(handle);
  freed(handle);
}

function cryptOne({ place }, operation, value, aad) {
  return call('crypt', [value, aad], (lens) => [place, operation, ...lens], (reader, len) => {
    const encoding = ENCODINGS[operation];
    return encoding === undefined ? reader.copy(len) : string(reader.bytes(len), encoding);
  });
}

/** The string of bytes. Engines limit the length of a string. */
function string(bytes, encoding) {
  try {
    return decoded(bytes, encoding);
  } catch {
    memory.run('too_large', bytes.length);
    throw fault(memory.result());
  }
}

/** The items of a call, in pieces of which each is a batch. */
function cryptItems(handle, operation, first, collect, items) {
  let [piece, len, result] = [[], 0, undefined];
  for (const [index, item] of items.entries()) {
    const bytes = typeof item === 'string' ? encoder.encode(item) : item;
    piece.push(bytes);
    len += bytes.length;
    if (len >= LARGE_BYTES || index === items.length - 1) {
      result = cryptPiece(handle, operation, first + index + 1 - piece.length, collect, piece);
      if (typeof result?.status === 'number') {
        return result;
      }
      [piece, len] = [[], 0];
    }
  }
  return result;
}

function cryptPiece({ place }, operation, first, collect, piece) {
  const offsets = new Int32Array(piece.length + 1);
  piece.forEach((bytes, index) => { offsets[index + 1] = offsets[index] + bytes.length; });
  const results = batch(place, operation, first, piece, offsets, NONE, (reader, len) => {
    const [all, ends] = [reader.bytes(len), memory.offsets(offsets.length)];
    return piece.map((_, index) => string(all.subarray(ends[index], ends[index + 1]), ENCODINGS[operation]));
  });
  return Array.isArray(results) ? collect(...results) : results;
}

function batch(place, operation, first, parts, offsets, capacity, read) {
  const numbers = (lens) => [place, operation, first, lens.reduce((sum, len) => sum + len, 0), capacity];
  return withOffsets(offsets, () => call('batch', parts, numbers, read));
}

/** A batch into the caller's memory. */
function cryptInto({ place }, operation, data, offsets, out, outOffsets) {
  if ([[out, data], [out, offsets], [outOffsets, data], [outOffsets, offsets], [out, outOffsets]].some(overlap)) {
    return { status: 7, message: 'out overlaps the data or the offsets; pass memory of its own' };
  }
  return batch(place, operation, 0, [data], offsets, Math.min(out.length, NONE - 1), (reader, len) => {
    out.set(reader.bytes(len));
    outOffsets.set(memory.offsets(offsets.length));
    return len;
  });
}

function overlap([one, other]) {
  const [start, otherStart] = [one.byteOffset, other.byteOffset];
  const isEmpty = one.byteLength === 0 || other.byteLength === 0;
  return one.buffer === other.buffer && !isEmpty && start < otherStart + other.byteLength && otherStart < start + one.byteLength;
}

function flatLen({ place }, operation, offsets) {
  return withOffsets(offsets, () => call('batch_len', [], () => [place, operation], (reader) => reader.number()));
}

function withOffsets(offsets, work) {
  return attempt(() => {
    memory.writeOffsets(offsets);
    return work();
  });
}

function cryptBytes({ place }, operation, value, aad) {
  return call('crypt', [value, aad], (lens) => [place, operation, ...lens], (reader, len) => reader.copy(len));
}

function cryptFlatCopy({ place }, operation, data, offsets) {
  return batch(place, operation, 0, [data], offsets, NONE, (reader, len) => {
    return { data: reader.copy(len), offsets: memory.offsets(offsets.length).slice() };
  });
}

function problems(reader) {
  return Array.from({ length: reader.number() }, () => {
    const [pointer, event, rule, severity, message] = [reader.text(), reader.number(), reader.text(), reader.text(), reader.text()];
    return { pointer, event: event < 0 ? null : event, rule, severity, message };
  });
}

function checkEvents(payload, assetId, now) {
  const numbers = ([len, assetLen]) => [len, assetId === undefined ? NONE : assetLen, BigInt(now)];
  return call('check', [payload, assetId ?? EMPTY], numbers, problems);
}

function requestOf(name, read) {
  return (text, scheme, assetId, apiKey, region) => {
    return call(name, [text, assetId, apiKey, region], (lens) => [scheme, ...lens], read);
  };
}

function uploadPieces(handle, assetId, apiKey, region, limits) {
  return call('stream_new', [assetId, apiKey, region], (lens) => [handle.place, ...lens, ...limits], (reader) => {
    const [place, url, headers] = [reader.number(), reader.text(), pairs(reader)];
    const pieces = { url, headers, push: async (piece, now) => push(place, piece, now) };
    garbage?.register(pieces, { free: 'stream_free', place });
    return pieces;
  });
}

function push(place, piece, now) {
  const numbers = ([len]) => [place, piece === undefined ? NONE : len, BigInt(now)];
  return call('stream_push', [piece ?? EMPTY], numbers, (reader) => {
    const found = Array.from({ length: reader.number() }, () => (reader.number() === 1 ? body(reader) : eventProblems(reader)));
    return { found, fault: reader.number() === 1 ? fault(reader) : undefined };
  });
}

function body(reader) {
  return { body: reader.ownBytes(), events: reader.number(), first: reader.number(), last: reader.number() };
}

function eventProblems(reader) {
  const [index, event, found] = [reader.number(), reader.ownBytes(), problems(reader)];
  return { index, event, problems: found, isRefused: reader.number() === 1, isLast: reader.number() === 1 };
}

const about = call('about', [], () => [], (reader) => {
  const version = reader.text();
  return { version, schemes: Array.from({ length: reader.number() }, () => [reader.number(), reader.text()]) };
});

module.exports = {
  VERSION: about.version,
  schemes: () => about.schemes,
  openCipher,
  closeCipher,
  cryptAsync: async (...call) => cryptBytes(...call),
  cryptFlatAsync: async (...call) => cryptFlatCopy(...call),
  flatLen,
  checkEvents,
  checkEventsAsync: async (...call) => checkEvents(...call),
  uploadRequest: requestOf('request', (reader) => ({ url: reader.text(), headers: pairs(reader), body: reader.text() })),
  uploadCurl: requestOf('curl', (reader) => reader.text()),
  uploadPieces,
  keygen: () => call('keygen', [], () => [], (reader) => ({ key: reader.text(), iv: reader.text() })),
  generateGcmKey: () => call('gcm_keygen', [], () => [], (reader) => reader.text()),
};
