'use strict';

// Whether memory stays where it is over a million calls of every kind. Run with --expose-gc; prints a line for each, exits with 1 if one
// grows.

const { setImmediate: turn } = require('node:timers/promises');
const { Cipher, NetcoreAesError, UploadRequest, UploadStream, checkEvents } = require('netcore-aes');
const { API_KEY, IV, KEY, event } = require('./support.js');

const cipher = new Cipher(KEY, IV);
const panel = { assetId: 'my-asset', apiKey: API_KEY };
const message = 'x'.repeat(400);
const text = cipher.encrypt(message);
const items = Array(100).fill(message);
const texts = cipher.encryptBatch(items);
const flat = { data: Buffer.alloc(40_000, 'x'), offsets: Int32Array.from({ length: 101 }, (_, index) => index * 400) };
const one = event();
const lines = `${JSON.stringify(one)}\n`.repeat(100);
/** How often all calls of a kind run, and what memory may grow by in one of them, in bytes. */
const ROUNDS = 4;
const ALLOWED = 8 << 20;

const refused = (call) => {
  try {
    call();
  } catch (error) {
    if (error instanceof NetcoreAesError) {
      return;
    }
  }
  throw new Error('not refused');
};

/** The number of calls, and the call. */
const CALLS = {
  encrypt: [300_000, () => cipher.encrypt(message)],
  decrypt: [300_000, () => cipher.decrypt(text)],
  decryptBytes: [100_000, () => cipher.decryptBytes(text)],
  refusal: [40_000, () => refused(() => cipher.decrypt('AAAA'))],
  encryptBatch: [4_000, () => cipher.encryptBatch(items)],
  decryptBatch: [4_000, () => cipher.decryptBatch(texts)],
  'encryptBatch of bytes': [4_000, () => cipher.encryptBatch(flat)],
  encryptAsync: [10_000, () => cipher.encryptAsync(message)],
  encryptBatchAsync: [1_000, () => cipher.encryptBatchAsync(items)],
  checkEvents: [25_000, () => checkEvents([one, {}])],
  'new Cipher': [25_000, () => new Cipher(KEY, IV)],
  'new Cipher, closed': [25_000, () => new Cipher(KEY, IV).close()],
  fromEvents: [25_000, () => UploadRequest.fromEvents(cipher, one, panel)],
  UploadStream: [1_000, async () => {
    for await (const upload of new UploadStream(cipher, lines, panel)) {
      void upload;
    }
  }],
};

async function memory() {
  for (let round = 0; round < 4; round++) {
    global.gc();
    await turn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

async function calls(count, call) {
  for (let done = 0; done < count; done++) {
    const result = call();
    if (result instanceof Promise) {
      await result;
    } else if (done % 1000 === 0) {
      // Node runs finalizers between turns.
      await turn();
    }
  }
}

async function main() {
  let grown = 0;
  for (const [name, [count, call]] of Object.entries(CALLS)) {
    const found = [];
    for (let round = 0; round < ROUNDS; round++) {
      await calls(count, call);
      found.push(await memory());
    }
    // The least that a round added: an allocator adds to its pools once, a leak adds each time.
    const least = (of) => Math.min(...found.slice(1).map((each, round) => each[of] - found[round][of]));
    const isGrown = least('heap') > ALLOWED / 8 || least('rss') > ALLOWED;
    grown += Number(isGrown);
    console.log(`${name}: ${count} calls, heap ${least('heap') >> 10} KB, RSS ${least('rss') >> 10} KB${isGrown ? ': GROWN' : ''}`);
  }
  process.exitCode = grown === 0 ? 0 : 1;
}

main();
