// Compiled by tsc, never run: what the types allow, and, by @ts-expect-error, what they refuse.

import axios from 'axios';
import { request as post } from 'undici';
import {
  type Batch,
  Cipher,
  type ErrorCode,
  EventProblems,
  EventsError,
  NetcoreAesError,
  type Problem,
  SCHEMES,
  UploadBody,
  UploadRequest,
  UploadStream,
  UploadTransform,
  VERSION,
  checkEvents,
  checkEventsAsync,
  generateGcmKey,
  keygen,
} from 'netcore-aes';

const { key, iv } = keygen();
using cipher = new Cipher(key, iv);
const scheme: 11256 | 11257 | 11258 = cipher.scheme;
new Cipher(generateGcmKey(), { scheme: SCHEMES.AES_256_GCM_BASE64 });
new Cipher(Buffer.from(key), null, { scheme });

const text: string = cipher.encrypt('message', { aad: Buffer.of(1) });
const bytes: Uint8Array = cipher.decryptBytes(text);
const texts: string[] = cipher.encryptBatch(['a', bytes]);
const batch: Batch = cipher.decryptBatch({ data: bytes, offsets: new Int32Array(1) }, { out: new Uint8Array(9) });
const later: Promise<string[]> = cipher.decryptBatchAsync(new Set(texts));
const flatLater: Promise<Batch> = cipher.encryptBatchAsync(batch);

// @ts-expect-error a key is needed
new Cipher();
// @ts-expect-error a message is no number
cipher.encrypt(7);
// @ts-expect-error offsets are an Int32Array
cipher.encryptBatch({ data: bytes, offsets: [0, 1] });
// @ts-expect-error a cipher does not change
cipher.scheme = 11257;
// @ts-expect-error errors are made by the package
new NetcoreAesError('message');
// @ts-expect-error the asset id is needed
UploadRequest.fromEvents(cipher, [], { apiKey: 'key' });
// @ts-expect-error a code that is none
const none: ErrorCode = 'NETCORE_AES_ERR_NONE';

interface Event {
  asset_id: string;
  when: Date;
}
const events: Event[] = [];

async function send(): Promise<void> {
  const request = await UploadRequest.fromEventsAsync(cipher, events, { assetId: 'a', apiKey: 'b', region: 'eu' });
  await fetch(request.url, request);
  const { url, method, headers, body } = request;
  await post(url, { method, headers, body });
  await axios({ url, method, headers, data: body });
}

async function stream(): Promise<void> {
  const uploads = new UploadStream(cipher, process.stdin, { assetId: 'a', apiKey: 'b', maxEvents: 10 });
  for await (const upload of uploads) {
    if (upload instanceof UploadBody) {
      await fetch(uploads.url, { method: 'POST', headers: uploads.headers, body: upload.body });
    } else {
      const { index, problems }: EventProblems = upload;
      problems.forEach(({ event, severity }: Problem) => [index, event, severity]);
    }
  }
  const transform = new UploadTransform(cipher, { assetId: 'a', apiKey: 'b' });
  const reader = new Blob(['[]']).stream().pipeThrough(transform).getReader();
  const { value } = await reader.read();
  if (value !== undefined && 'problems' in value) {
    const refused: boolean = value.isRefused;
    void refused;
  }
}

async function main(): Promise<void> {
  const problems: Problem[] = [...checkEvents(events), ...(await checkEventsAsync('[]', { now: new Date(), assetId: null }))];
  try {
    await Promise.all([send(), stream(), later, flatLater]);
  } catch (error) {
    if (error instanceof EventsError) {
      problems.push(...error.problems);
    } else if (error instanceof NetcoreAesError) {
      const code: ErrorCode = error.code;
      const place: number | undefined = error.index;
      void [code, place, VERSION];
    }
  }
}

void [main, none];
