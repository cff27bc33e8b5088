'use strict';

const native = require('./native.js');
const { bytes, limit, options } = require('./arguments.js');
const { INSPECT } = require('./bytes.js');
const { handleOf } = require('./cipher.js');
const { fromFault, unwrap, wrongType } = require('./errors.js');
const { toJson } = require('./events.js');
const { panelOf } = require('./request.js');

const PIECE_BYTES = 1 << 20;

/** The body of a request. */
class UploadBody {
  constructor({ body, events, first, last }) {
    this.body = body;
    this.events = events;
    this.first = first;
    this.last = last;
  }

  [INSPECT]() {
    return `UploadBody { events: ${this.events}, first: ${this.first}, last: ${this.last} }`;
  }
}

/** An event of a stream that has problems. */
class EventProblems {
  constructor({ index, event, problems, isRefused, isLast }) {
    this.index = index;
    this.event = event;
    this.problems = problems;
    this.isRefused = isRefused;
    this.isLast = isLast;
  }

  [INSPECT]() {
    return `EventProblems { index: ${this.index}, rules: '${this.problems.map((problem) => problem.rule).join(', ')}' }`;
  }
}

/** Pieces of a stream on their way to what comes out of it. */
class Pieces {
  #pieces;
  #error;

  constructor(cipher, settings) {
    const handle = handleOf(cipher);
    const { maxEvents = 1000, maxPayloadBytes = 2 << 20, maxEventBytes = 1 << 20, ...panel } = options(settings, 'assetId, apiKey');
    const { assetId, apiKey, region } = panelOf(panel);
    const limits = [
      limit('maxEvents', maxEvents),
      limit('maxPayloadBytes', maxPayloadBytes),
      limit('maxEventBytes', maxEventBytes),
    ];
    this.#pieces = unwrap(native.uploadPieces(handle, assetId, apiKey, region, limits));
  }

  get url() {
    return this.#pieces.url;
  }

  get headers() {
    return Object.fromEntries(this.#pieces.headers);
  }

  /** Passes on what comes out of a piece of the source. */
  async *push(piece) {
    for (const part of parts(piece)) {
      yield* this.#pass(part);
    }
  }

  /** Passes on the rest. */
  async *finish() {
    yield* this.#pass(undefined);
  }

  async *#pass(part) {
    if (this.#error !== undefined) {
      throw this.#error;
    }
    const { found, fault } = unwrap(await this.#pieces.push(part, Math.floor(Date.now() / 1000)));
    for (const each of found) {
      yield 'body' in each ? new UploadBody(each) : new EventProblems(each);
    }
    if (fault) {
      this.#error = fromFault(fault);
      throw this.#error;
    }
  }
}

class UploadStream {
  #pieces;
  #found;

  constructor(cipher, source, settings) {
    this.#pieces = new Pieces(cipher, settings);
    this.#found = run(this.#pieces, piecesOf(source));
  }

  get url() {
    return this.#pieces.url;
  }

  get headers() {
    return this.#pieces.headers;
  }

  [Symbol.asyncIterator]() {
    return this.#found;
  }

  [INSPECT]() {
    return `UploadStream { url: '${this.url}' }`;
  }
}

class UploadTransform {
  #pieces;

  constructor(cipher, settings) {
    this.#pieces = new Pieces(cipher, settings);
    const pass = async (found, controller) => {
      for await (const each of found) {
        controller.enqueue(each);
      }
    };
    const { readable, writable } = new TransformStream({
      transform: (piece, controller) => pass(this.#pieces.push(piece), controller),
      flush: (controller) => pass(this.#pieces.finish(), controller),
    });
    this.readable = readable;
    this.writable = writable;
  }

  get url() {
    return this.#pieces.url;
  }

  get headers() {
    return this.#pieces.headers;
  }

  [INSPECT]() {
    return `UploadTransform { url: '${this.url}' }`;
  }
}

async function* run(pieces, source) {
  for await (const piece of source) {
    yield* pieces.push(piece);
  }
  yield* pieces.finish();
}

/** The pieces of a source. */
function piecesOf(source) {
  if (typeof source === 'string' || ArrayBuffer.isView(source)) {
    return [source];
  }
  const isObject = source !== null && typeof source === 'object';
  if (!isObject || (typeof source[Symbol.asyncIterator] !== 'function' && typeof source[Symbol.iterator] !== 'function')) {
    throw wrongType('source', 'a string, a Uint8Array, or an iterable (also async) of pieces or events', source);
  }
  return source;
}

/** A piece in parts that take a moment each. An event as an object is a line. */
function* parts(piece) {
  const isEvent = piece !== null && typeof piece === 'object' && !ArrayBuffer.isView(piece);
  const all = bytes('a piece of the source', isEvent ? `${toJson('an event of the source', piece)}\n` : piece);
  for (let start = 0; start < all.length; start += PIECE_BYTES) {
    yield all.subarray(start, start + PIECE_BYTES);
  }
}

module.exports = { EventProblems, UploadBody, UploadStream, UploadTransform };
