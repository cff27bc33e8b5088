'use strict';

// The conformance driver of Node: runs every shared vector and prints the results, as ../README.md says. Argument: the folder of the
// vectors.

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { Cipher, NetcoreAesError, SCHEMES, UploadRequest, VERSION, checkEvents } = require('../../../bindings/node');
const { CODES } = require('../../../bindings/node/lib/errors.js');

const FILES = ['11256.json', '11257.json', '11258.json', 'golden.json'];
/** Stands for a `now` of null. */
const NOW = 1756209943;

function main(folder) {
  const print = (fields) => process.stdout.write(`${fields.join('\t')}\n`);
  library().forEach(print);
  const lines = outcomes(folder);
  lines.forEach(print);
  print(['end', lines.length]);
}

/** The lines of the library itself. */
function library() {
  const schemes = Object.entries(SCHEMES).sort(([, one], [, other]) => one - other);
  return [
    ['version', VERSION],
    ...schemes.map(([name, code]) => ['scheme', code, name.replace('AES_256_', '')]),
    ...[...CODES].map(([status, code]) => ['status', status, named(code)]),
  ];
}

function named(code) {
  return code.replace('NETCORE_AES_ERR_', '');
}

/** A line for each case. */
function outcomes(folder) {
  const load = (file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).cases;
  const events = load('events.json');
  const [golden] = load('golden.json');
  const batches = [[11256, 'AAAA'], [11257, '00']];
  return [
    ...FILES.flatMap((file) => load(file).map((each) => ['case', file, each.id, ...ofCase(each)])),
    ...batches.flatMap(([scheme, wrong]) => ofBatch(golden, scheme, events, wrong).map((line) => ['batch', scheme, ...line])),
    ...events.map((each) => ['events', each.id, ...ofEvents(each)]),
    ...load('requests.json').map((each) => ['request', each.id, ...ofRequest(each)]),
  ];
}

/** What `call` returns, or the error that it throws with `more` of it. */
function attempt(call, more = () => []) {
  try {
    return ['ok', ...call()];
  } catch (error) {
    if (!(error instanceof NetcoreAesError)) {
      throw error;
    }
    return ['error', named(error.code), error.status, ...more(error)];
  }
}

function hexed(data) {
  return Buffer.from(data).toString('hex') || '-';
}

function ofCase({ op, scheme, key, iv, text, ...data }) {
  const [plaintext, aad] = [Buffer.from(data.plaintext, 'hex'), Buffer.from(data.aad, 'hex')];
  let cipher;
  const made = attempt(() => [(cipher = new Cipher(key, iv, { scheme }))], (error) => [hexed(error.message)]);
  return cipher === undefined ? made : attempt(() => ofOperation(cipher, op, plaintext, text, aad));
}

function ofOperation(cipher, op, plaintext, text, aad) {
  switch (op) {
    case 'new':
      return [cipher.scheme, cipher.keyForm];
    case 'roundtrip': {
      const encrypted = cipher.encrypt(plaintext);
      return [encrypted, hexed(cipher.decryptBytes(encrypted))];
    }
    case 'decrypt': {
      const decrypted = cipher.decryptBytes(text, { aad });
      const encrypted = cipher.encrypt(decrypted, { aad });
      return [hexed(decrypted), encrypted.length, hexed(cipher.decryptBytes(encrypted, { aad }))];
    }
    case 'encrypt':
      return [cipher.encrypt(plaintext, { aad })];
    default:
      throw new Error(`unknown op ${op}`);
  }
}

function ofBatch({ key, iv }, scheme, events, wrong) {
  const cipher = new Cipher(key, iv, { scheme });
  const texts = cipher.encryptBatch(events.map((each) => each.payload));
  const plaintexts = cipher.decryptBatch(texts);
  const spoilt = texts.with(2, wrong);
  return [
    ['ok', texts.length, texts.join(','), plaintexts.map(hexed).join(',')],
    attempt(() => cipher.decryptBatch(spoilt), (error) => [error.index]),
  ];
}

function ofEvents({ payload, asset_id: assetId, now }) {
  const problems = checkEvents(payload, { assetId, now: new Date((now ?? NOW) * 1000) });
  const count = (severity) => problems.filter((problem) => problem.severity === severity).length;
  const fields = problems.flatMap((each) => [hexed(each.pointer), each.rule, each.severity, hexed(each.message)]);
  return ['ok', count('error'), count('warning'), ...fields];
}

function ofRequest({ scheme, region, asset_id: assetId, api_key: apiKey, text }) {
  return attempt(() => {
    const { url, headers, body } = new UploadRequest(text, { scheme, assetId, apiKey, region });
    return [url, ...Object.entries(headers).flatMap(([name, value]) => [name, hexed(value)]), hexed(body)];
  });
}

main(process.argv[2]);
