'use strict';

const native = require('./native.js');
const { bytes, options, seconds, text } = require('./arguments.js');
const { utf8 } = require('./bytes.js');
const { EventsError, unwrap, wrongType } = require('./errors.js');

function checkEvents(payload, settings) {
  return unwrap(native.checkEvents(...checkArguments(payload, settings)));
}

async function checkEventsAsync(payload, settings) {
  return unwrap(await native.checkEventsAsync(...checkArguments(payload, settings)));
}

function checkArguments(payload, settings) {
  const { assetId, now } = options(settings, 'assetId, now');
  const asset = assetId === undefined || assetId === null ? undefined : text('assetId', assetId);
  return [payloadOf('payload', payload), asset, seconds(now)];
}

/** The JSON of events, as bytes. */
function payloadOf(name, events) {
  if (typeof events === 'string' || ArrayBuffer.isView(events)) {
    return bytes(name, events);
  }
  if (events === null || typeof events !== 'object') {
    throw wrongType(name, 'an array of events, an event, a string or a Uint8Array', events);
  }
  return utf8(toJson(name, Array.isArray(events) ? events : [events]));
}

/** Throws if one of the problems is an error. */
function refuse(problems) {
  if (problems.some((problem) => problem.severity === 'error')) {
    throw new EventsError(problems);
  }
}

/** The JSON of a value, by `JSON.stringify`. */
function toJson(name, value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    const path = error instanceof TypeError ? pathOfBigInt(value) : undefined;
    if (path === undefined) {
      throw error;
    }
    throw new TypeError(`${name} has a BigInt at ${path}, which JSON has no number for; pass it as a string or as a number`);
  }
}

/** The JSON pointer of the first BigInt; undefined if there is none, as in a circular value. */
function pathOfBigInt(value) {
  const paths = new Map([[value, '']]);
  let found;
  try {
    JSON.stringify(value, function (key, item) {
      const path = key === '' && !paths.has(this) ? '' : `${paths.get(this)}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (typeof item === 'bigint') {
        found ??= path;
        return null;
      }
      if (typeof item === 'object' && item !== null) {
        paths.set(item, path);
      }
      return item;
    });
  } catch {
    return found;
  }
  return found;
}

module.exports = { checkEvents, checkEventsAsync, payloadOf, refuse, toJson };
