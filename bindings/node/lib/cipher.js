'use strict';

const native = require('./native.js');
const { aadOf, bytes, bytesOnly, message, options, whole } = require('./arguments.js');
const { INSPECT, allocated, concatenated, decoded, utf8 } = require('./bytes.js');
const { NetcoreAesError, unwrap, wrongType } = require('./errors.js');

const ENCRYPT = 0;
const DECRYPT = 1;
const DECRYPT_BYTES = 2;
/** The most messages in one call of the compiled half. */
const ITEMS = 64;
const EMPTY = new Uint8Array(0);

/** The scheme that is meant without one. */
const DEFAULT_SCHEME = 11256;

/** The handle of a cipher in the compiled half, for the other modules. */
let handleOf;

class Cipher {
  #handle;
  #crypt;
  #cryptMany;
  #cryptFlat;
  #scheme;
  #keyForm;
  #keyIsPublished;

  constructor(key, iv, settings) {
    // Without an IV, the options may be the second argument.
    if (settings === undefined && iv !== null && typeof iv === 'object' && !ArrayBuffer.isView(iv)) {
      [iv, settings] = [undefined, iv];
    }
    const { scheme = DEFAULT_SCHEME } = options(settings, 'scheme');
    const opened = open(key, iv, scheme);
    this.#handle = opened.handle;
    this.#crypt = opened.crypt;
    this.#cryptMany = opened.cryptMany;
    this.#cryptFlat = opened.cryptFlat;
    this.#scheme = opened.scheme;
    this.#keyForm = opened.keyForm;
    this.#keyIsPublished = opened.keyIsPublished;
  }

  static {
    handleOf = (cipher) => {
      if (typeof cipher !== 'object' || cipher === null || !(#handle in cipher)) {
        throw wrongType('cipher', 'a Cipher', cipher);
      }
      return cipher.#open();
    };
  }

  get scheme() {
    return this.#scheme;
  }

  get keyForm() {
    return this.#keyForm;
  }

  get keyIsPublished() {
    return this.#keyIsPublished;
  }

  encrypt(plaintext, settings) {
    return this.#run(ENCRYPT, message('plaintext', plaintext), settings);
  }

  decrypt(text, settings) {
    return this.#run(DECRYPT, message('text', text), settings);
  }

  decryptBytes(text, settings) {
    return this.#run(DECRYPT_BYTES, message('text', text), settings);
  }

  encryptBatch(items, settings) {
    return isFlat(items) ? this.#runFlat(ENCRYPT, items, settings) : this.#runMany(ENCRYPT, items);
  }

  decryptBatch(items, settings) {
    return isFlat(items) ? this.#runFlat(DECRYPT_BYTES, items, settings) : this.#runMany(DECRYPT, items);
  }

  async encryptAsync(plaintext, settings) {
    return decoded(await this.#start(ENCRYPT, 'plaintext', plaintext, settings), 'latin1');
  }

  async decryptAsync(text, settings) {
    return decoded(await this.#start(DECRYPT, 'text', text, settings), 'utf8');
  }

  async decryptBytesAsync(text, settings) {
    return this.#start(DECRYPT_BYTES, 'text', text, settings);
  }

  async encryptBatchAsync(items) {
    return isFlat(items) ? this.#startFlat(ENCRYPT, items) : this.#startMany(ENCRYPT, items);
  }

  async decryptBatchAsync(items) {
    return isFlat(items) ? this.#startFlat(DECRYPT_BYTES, items) : this.#startMany(DECRYPT, items);
  }

  close() {
    if (this.#handle !== undefined) {
      native.closeCipher(this.#handle);
      this.#handle = this.#cryptMany = this.#cryptFlat = undefined;
      this.#crypt = closed;
    }
  }

  [Symbol.dispose ?? Symbol.for('nodejs.dispose')]() {
    this.close();
  }

  toJSON() {
    return { scheme: this.#scheme };
  }

  [/** @type {any} */ (INSPECT)](_depth, settings, show) {
    return `Cipher ${show({ scheme: this.#scheme }, settings)}`;
  }

  #open() {
    return this.#handle ?? closed();
  }

  #run(operation, value, settings) {
    const aad = settings === undefined ? undefined : aadOf(settings);
    const result = aad === undefined ? this.#crypt(operation, value) : this.#crypt(operation, value, aad);
    return typeof result === 'string' ? result : unwrap(result);
  }

  #runMany(operation, items) {
    this.#open();
    const list = messages(items);
    const results = [];
    const collect = (...some) => results.push(...some);
    for (let first = 0; first < list.length; first += ITEMS) {
      unwrap(this.#cryptMany(operation, first, collect, ...list.slice(first, first + ITEMS)));
    }
    return results;
  }

  #runFlat(operation, items, settings) {
    const handle = this.#open();
    const [data, offsets] = flatArguments(items);
    const room = () => unwrap(native.flatLen(handle, operation, offsets));
    const out = bytesOnly('out', options(settings, 'out').out ?? allocated(room()));
    const outOffsets = new Int32Array(offsets.length);
    const len = unwrap(this.#cryptFlat(operation, data, offsets, out, outOffsets));
    return { data: out.subarray(0, len), offsets: outOffsets };
  }

  async #start(operation, name, value, settings) {
    const aad = aadOf(settings);
    const input = bytes(name, value);
    return unwrap(await native.cryptAsync(this.#open(), operation, input, aad === undefined ? EMPTY : bytes('aad', aad)));
  }

  async #startMany(operation, items) {
    const handle = this.#open();
    const list = messages(items);
    const { data, offsets } = unwrap(await native.cryptFlatAsync(handle, operation, ...joined(list)));
    const encoding = operation === ENCRYPT ? 'latin1' : 'utf8';
    return list.map((_, index) => decoded(data, encoding, offsets[index], offsets[index + 1]));
  }

  async #startFlat(operation, items) {
    return unwrap(await native.cryptFlatAsync(this.#open(), operation, ...flatArguments(items)));
  }
}

function open(key, iv, scheme) {
  const code = typeof scheme === 'number' ? scheme : whole('scheme', scheme);
  const secrets = [ownBytes('key', key), iv === undefined || iv === null ? EMPTY : ownBytes('iv', iv)];
  try {
    if (!Number.isInteger(code) || code < 0 || code > 0xffffffff) {
      const sentence = 'the scheme is out of range; use x-eCode 11256, 11257 or 11258';
      throw new NetcoreAesError(sentence, 'NETCORE_AES_ERR_SCHEME', 2);
    }
    return unwrap(native.openCipher(...secrets, code));
  } finally {
    secrets.forEach((secret) => secret.fill(0));
  }
}

/** A copy of a secret, not in the pool of Node's buffers. */
function ownBytes(name, value) {
  const copy = bytes(name, value);
  if (typeof value !== 'string') {
    return Uint8Array.from(copy);
  }
  const own = Uint8Array.from(copy);
  copy.fill(0);
  return own;
}

function closed() {
  throw new TypeError('the cipher is closed; make a new one');
}

/** Checks the items of a batch, and returns them as an array. */
function messages(items) {
  const isOne = typeof items === 'string' || items instanceof String || ArrayBuffer.isView(items);
  if (isOne || items === null || typeof items !== 'object' || typeof items[Symbol.iterator] !== 'function') {
    throw wrongType('items', 'an array (or other iterable) of messages, or { data, offsets }', items);
  }
  const list = Array.isArray(items) ? items : [...items];
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item !== 'string' || !item.isWellFormed()) {
      message(`item ${index}`, item, index);
    }
  }
  return list;
}

function isFlat(items) {
  return items !== null && typeof items === 'object' && !Array.isArray(items) && 'data' in items && 'offsets' in items;
}

function flatArguments({ data, offsets }) {
  bytesOnly('data', data);
  if (!(offsets instanceof Int32Array)) {
    throw wrongType('offsets', 'an Int32Array', offsets);
  }
  bytesOnly('offsets', new Uint8Array(offsets.buffer));
  return [data, offsets];
}

/** Messages end to end, and their offsets. */
function joined(list) {
  const parts = list.map((item) => (typeof item === 'string' ? utf8(item) : item));
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, index) => {
    offsets[index + 1] = offsets[index] + part.length;
  });
  return [concatenated(parts), offsets];
}

module.exports = { Cipher, handleOf: (cipher) => handleOf(cipher) };
