'use strict';

/** The `code` of each status of the core, named as in the C header. */
const CODES = new Map([
  [2, 'NETCORE_AES_ERR_SCHEME'],
  [3, 'NETCORE_AES_ERR_KEY'],
  [4, 'NETCORE_AES_ERR_IV'],
  [5, 'NETCORE_AES_ERR_BUFFER_TOO_SMALL'],
  [6, 'NETCORE_AES_ERR_TOO_LARGE'],
  [7, 'NETCORE_AES_ERR_OVERLAP'],
  [8, 'NETCORE_AES_ERR_ENCODING'],
  [9, 'NETCORE_AES_ERR_DECRYPT'],
  [10, 'NETCORE_AES_ERR_RANDOM'],
  [11, 'NETCORE_AES_ERR_MEMORY'],
  [12, 'NETCORE_AES_ERR_LIMIT'],
  [13, 'NETCORE_AES_ERR_OFFSETS'],
  [20, 'NETCORE_AES_ERR_EVENT_STREAM'],
  [21, 'NETCORE_AES_ERR_EVENT_TOO_LONG'],
  [30, 'NETCORE_AES_ERR_ASSET_ID'],
  [31, 'NETCORE_AES_ERR_API_KEY'],
  [32, 'NETCORE_AES_ERR_REGION'],
  [100, 'NETCORE_AES_ERR_PANIC'],
]);

/** The status of a cause that only this package has. */
const NODE_ONLY = -1;

class NetcoreAesError extends Error {
  // A field, since assigning to it fails where intrinsics are frozen.
  name = 'NetcoreAesError';

  constructor(message, code, status, index) {
    super(message);
    this.code = code;
    this.status = status;
    this.index = index;
  }
}

class EventsError extends NetcoreAesError {
  name = 'EventsError';

  constructor(problems) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (first of ${errors.length} errors)` : '';
    const place = first.pointer === '' ? 'the payload' : first.pointer;
    super(`the events would not arrive: ${place}: ${first.message}${more}`, 'NETCORE_AES_ERR_EVENTS', NODE_ONLY);
    this.problems = problems;
  }
}

/** The error for half of a surrogate pair in an argument. */
function surrogate(name, index) {
  const message =
    `${name} contains half of a surrogate pair, which has no UTF-8 encoding; decode the string correctly at its source, ` +
    'or pass bytes';
  return new NetcoreAesError(message, 'NETCORE_AES_ERR_SURROGATE', NODE_ONLY, index);
}

/** The error for a fault that the compiled half returned. */
function fromFault({ status, message, index }) {
  return new NetcoreAesError(message, CODES.get(status) ?? 'NETCORE_AES_ERR_PANIC', status, index ?? undefined);
}

/** The result of a call of the compiled half; throws if it is a fault. */
function unwrap(result) {
  if (result === undefined || typeof result.status === 'number') {
    throw fromFault(result ?? { status: 100, message: 'the library failed; please report it' });
  }
  return result;
}

/** A `TypeError` that names the argument and the type of its value, never the value. */
function wrongType(name, expected, value) {
  return new TypeError(`${name} must be ${expected}, not ${typeName(value)}`);
}

function typeName(value) {
  if (value === null || typeof value !== 'object') {
    return value === null ? 'null' : typeof value;
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? 'an object' : `a value of type ${tag}`;
}

module.exports = { CODES, EventsError, NetcoreAesError, fromFault, surrogate, unwrap, wrongType };
