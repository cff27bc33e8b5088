'use strict';

// The memory of the WebAssembly half: arguments are written into it, and results are read from it.

const { allocated, decoded, encoder } = require('./bytes.js');
// Cloudflare's runtime has compiled it; elsewhere it is bytes.
const code = /** @type {any} */ (require('#code'));

const { Instance, Module } = /** @type {any} */ (globalThis).WebAssembly;

const half = code.default ?? new Module(code);

/** The most random bytes in one call of `crypto`. */
const RANDOM_BYTES = 65536;

/** In place of a length or an index: there is none, or the result is a fault. */
const NONE = 0xffffffff;
const PANIC = Object.freeze({ status: 100, message: 'the library failed; please report it' });

/** Thrown where the memory cannot grow. */
const noMemory = (bytes) => ({ status: 11, message: `${bytes} bytes of memory could not be allocated` });

class Memory {
  #isFailed = false;
  #exports;
  #bytes = new Uint8Array(0);

  constructor() {
    const random = (start, len) => this.#random(start >>> 0, len >>> 0);
    this.#exports = new Instance(half, { environment: { random } }).exports;
  }

  /** Writes arguments one after the other, and returns their lengths in bytes. */
  write(values) {
    // A character of a string takes at most three bytes.
    const most = values.reduce((sum, value) => sum + (typeof value === 'string' ? value.length * 3 : value.length), 0);
    let at = this.#address('input', most);
    return values.map((value) => {
      const len = typeof value === 'string' ? encoder.encodeInto(value, this.#all().subarray(at)).written : value.length;
      if (typeof value !== 'string') {
        this.#all().set(value, at);
      }
      at += len;
      return len;
    });
  }

  /** Writes the offsets of a batch. */
  writeOffsets(offsets) {
    const at = this.#address('input_offsets', offsets.length);
    new Int32Array(this.#exports.memory.buffer, at, offsets.length).set(offsets);
  }

  /** Reads the result from its start. */
  result() {
    return new Reader(this.#all(), this.run('output'));
  }

  /** The offsets of a batch's results. */
  offsets(count) {
    return new Int32Array(this.#exports.memory.buffer, this.run('output_offsets'), count);
  }

  wipe() {
    this.run('wipe');
  }

  /** Calls a function. After one did not come to its end, as when the stack is too small for it, nothing runs there any more. */
  run(name, ...numbers) {
    if (this.#isFailed) {
      throw PANIC;
    }
    try {
      return this.#exports[name](...numbers) >>> 0;
    } catch {
      this.#isFailed = true;
      this.#all().fill(0);
      throw PANIC;
    }
  }

  #address(reserve, len) {
    const address = len >= NONE ? 0 : this.run(reserve, len);
    if (address === 0) {
      throw noMemory(len);
    }
    return address;
  }

  /** All bytes; their object is another one after the memory has grown. */
  #all() {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) {
      this.#bytes = new Uint8Array(buffer);
    }
    return this.#bytes;
  }

  #random(start, len) {
    try {
      for (let at = start; at < start + len; at += RANDOM_BYTES) {
        globalThis.crypto.getRandomValues(this.#all().subarray(at, Math.min(at + RANDOM_BYTES, start + len)));
      }
      return 0;
    } catch {
      return 1;
    }
  }
}

/** Reads the parts of a result in their order. */
class Reader {
  #bytes;
  #view;
  #at;

  constructor(bytes, start) {
    this.#bytes = bytes;
    this.#at = start;
  }

  number() {
    this.#view ??= new DataView(this.#bytes.buffer);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  text() {
    return decoded(this.#next(), 'utf8');
  }

  ownBytes() {
    return copied(this.#next());
  }

  /** The next bytes, in the memory. */
  bytes(len) {
    this.#at += len;
    return this.#bytes.subarray(this.#at - len, this.#at);
  }

  copy(len) {
    return copied(this.bytes(len));
  }

  #next() {
    this.#view ??= new DataView(this.#bytes.buffer);
    this.#at += 4;
    return this.bytes(this.#view.getUint32(this.#at - 4, true));
  }
}

function copied(bytes) {
  const copy = allocated(bytes.length);
  copy.set(bytes);
  return copy;
}

module.exports = { Memory, NONE };
