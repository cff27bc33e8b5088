// The types of netcore-aes, and its documentation for editors.
//
// Text and bytes: where a `string` is taken, its UTF-8 encoding is meant; a string with half of a surrogate pair has none, and is an
// error. A `Uint8Array` may be a `Buffer`; one in shared memory is refused. Every function throws a `TypeError` that names an argument
// of the wrong type, and a `RangeError` for a number out of range.

/** A message or a text: a string, or its bytes. */
export type Data = string | Uint8Array;

/** The x-eCode of a scheme: 11256 (CBC, base64), 11257 (CBC, hexadecimal) or 11258 (GCM, base64). */
export type Scheme = 11256 | 11257 | 11258;

/** Where a panel stores its data. */
export type Region = 'us' | 'in' | 'eu';

/** The schemes by the vendor's names. */
export declare const SCHEMES: {
  readonly AES_256_CBC_BASE64: 11256;
  readonly AES_256_CBC_HEX: 11257;
  readonly AES_256_GCM_BASE64: 11258;
};

/** The version of this package, such as "1.2.3". */
export declare const VERSION: string;

/** What went wrong: the name of the cause, as in the C header, and of two causes that only this package has. */
export type ErrorCode =
  | 'NETCORE_AES_ERR_SCHEME'
  | 'NETCORE_AES_ERR_KEY'
  | 'NETCORE_AES_ERR_IV'
  | 'NETCORE_AES_ERR_BUFFER_TOO_SMALL'
  | 'NETCORE_AES_ERR_TOO_LARGE'
  | 'NETCORE_AES_ERR_OVERLAP'
  | 'NETCORE_AES_ERR_ENCODING'
  | 'NETCORE_AES_ERR_DECRYPT'
  | 'NETCORE_AES_ERR_RANDOM'
  | 'NETCORE_AES_ERR_MEMORY'
  | 'NETCORE_AES_ERR_LIMIT'
  | 'NETCORE_AES_ERR_OFFSETS'
  | 'NETCORE_AES_ERR_EVENT_STREAM'
  | 'NETCORE_AES_ERR_EVENT_TOO_LONG'
  | 'NETCORE_AES_ERR_ASSET_ID'
  | 'NETCORE_AES_ERR_API_KEY'
  | 'NETCORE_AES_ERR_REGION'
  | 'NETCORE_AES_ERR_PANIC'
  | 'NETCORE_AES_ERR_EVENTS'
  | 'NETCORE_AES_ERR_SURROGATE';

/**
 * Every failure that is not a wrong type. The message says how to mend the cause. Neither message, stack nor properties contain a key,
 * an IV, a plaintext or a ciphertext.
 */
export declare class NetcoreAesError extends Error {
  protected constructor();
  readonly name: string;
  /** The cause. `NETCORE_AES_ERR_DECRYPT` is one code for all causes of a failed decryption. */
  readonly code: ErrorCode;
  /** The number of the cause, the same in every language; -1 for a cause that only this package has. */
  readonly status: number;
  /** The index of the item at fault in a batch, from 0; undefined if no single item is at fault. */
  readonly index: number | undefined;
}

/** The vendor would refuse or drop the events, or could not use them: code `NETCORE_AES_ERR_EVENTS`. Nothing was encrypted. */
export declare class EventsError extends NetcoreAesError {
  private constructor();
  /** Every problem of the events, warnings included, in the order of the payload. */
  readonly problems: Problem[];
}

/** The options of one message. */
export interface MessageOptions {
  /** Associated data, which scheme 11258 authenticates and does not encrypt. The CBC schemes take none. */
  aad?: Data | null | undefined;
}

/** Many messages end to end: message i is `data[offsets[i]..offsets[i + 1]]`, as in Apache Arrow's strings. */
export interface Batch {
  /** The bytes of all messages, at most 2^31 - 1. */
  data: Uint8Array;
  /** The start of each message in bytes, and the end of the last: one offset more than there are messages. They do not decrease. */
  offsets: Int32Array;
}

/** The options of a batch as bytes. */
export interface BatchOptions {
  /** Memory for the results, which then are part of it; new memory takes longer than the encryption. It must overlap nothing. */
  out?: Uint8Array | undefined;
}

/**
 * Encrypts and decrypts under one scheme, key and IV.
 *
 * Make it once and use it for every message. It belongs to its thread: a worker makes its own. Methods whose names end in `Async` work
 * on a thread of Node's pool, on a copy of their arguments; use them for what takes longer than a millisecond: messages of a megabyte,
 * batches of some thousand events. As WebAssembly they work on the calling thread. The key is wiped by {@link close}, or when the cipher
 * is garbage. `console.log`, `JSON.stringify` and `structuredClone` show nothing of the key.
 */
export declare class Cipher {
  /**
   * Makes a cipher.
   *
   * @param key 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters of base64. It is copied: a
   * `Uint8Array` can be wiped afterwards.
   * @param iv Likewise 16 characters, or 16 bytes as 24 characters of base64. None for scheme 11258, which draws a nonce for each message.
   * @param options `scheme`: the x-eCode, by default 11256.
   * @throws {NetcoreAesError} `SCHEME`, `KEY`, `IV`, `SURROGATE`, `MEMORY`; `PANIC` if the AES self-test fails on this CPU.
   */
  constructor(key: Data, iv?: Data | null, options?: { scheme?: number | undefined });
  constructor(key: Data, options: { scheme: number });

  /** The x-eCode. */
  readonly scheme: Scheme;
  /** The form of the key: `text` for its 32 characters, `base64` for 44 characters of base64. */
  readonly keyForm: 'text' | 'base64';
  /** Whether the vendor has published the key as a sample. Anyone can decrypt its texts: never send events under it. */
  readonly keyIsPublished: boolean;

  /**
   * Encrypts a message and returns the text: base64, or hexadecimal for scheme 11257.
   *
   * @throws {NetcoreAesError} `SCHEME` if associated data is not taken, `SURROGATE`, `TOO_LARGE` (a string of V8 has at most 2^29 - 24
   * characters), `MEMORY`; under 11258 also `RANDOM` and `LIMIT`.
   */
  encrypt(plaintext: Data, options?: MessageOptions): string;

  /**
   * Decrypts a text and returns the message as a string.
   *
   * CBC does not detect a change to a text, and the error itself is a padding oracle for anyone who may submit texts at will: never
   * decrypt for a stranger.
   *
   * @param options `aad`: the associated data that was passed to {@link encrypt}.
   * @throws {NetcoreAesError} `ENCODING` if the text is not strict base64 or hexadecimal, `DECRYPT` for every other cause, including a
   * message that is not UTF-8; `SCHEME`, `SURROGATE`, `TOO_LARGE`, `MEMORY`.
   */
  decrypt(text: Data, options?: MessageOptions): string;

  /** Decrypts a text and returns the message as bytes, a new `Buffer`, which need not be UTF-8; otherwise like {@link decrypt}. */
  decryptBytes(text: Data, options?: MessageOptions): Uint8Array;

  /**
   * Encrypts many messages in one call and returns their texts in order. It takes no associated data.
   *
   * All or nothing: if one item is at fault, the call throws, and the error names the item in its message and in `index`.
   *
   * @param items Messages, or a {@link Batch}, whose texts are then a `Batch` too: the bytes of their characters.
   * @throws {NetcoreAesError} Those of {@link encrypt}; for a `Batch` also `OFFSETS`, `OVERLAP` and `BUFFER_TOO_SMALL`.
   */
  encryptBatch(items: Iterable<Data>): string[];
  encryptBatch(items: Batch, options?: BatchOptions): Batch;

  /** Decrypts many texts in one call and returns their messages in order; otherwise like {@link encryptBatch} and {@link decrypt}. */
  decryptBatch(items: Iterable<Data>): string[];
  decryptBatch(items: Batch, options?: BatchOptions): Batch;

  /** Like {@link encrypt}, on another thread. */
  encryptAsync(plaintext: Data, options?: MessageOptions): Promise<string>;
  /** Like {@link decrypt}, on another thread. */
  decryptAsync(text: Data, options?: MessageOptions): Promise<string>;
  /** Like {@link decryptBytes}, on another thread. */
  decryptBytesAsync(text: Data, options?: MessageOptions): Promise<Uint8Array>;
  /** Like {@link encryptBatch}, on another thread. All messages together have at most 2^31 - 1 bytes. */
  encryptBatchAsync(items: Iterable<Data>): Promise<string[]>;
  encryptBatchAsync(items: Batch): Promise<Batch>;
  /** Like {@link decryptBatch}, on another thread. All texts together have at most 2^31 - 1 characters. */
  decryptBatchAsync(items: Iterable<Data>): Promise<string[]>;
  decryptBatchAsync(items: Batch): Promise<Batch>;

  /** Wipes the key, as soon as no other thread uses it. Every later call throws a `TypeError`. Closing twice does nothing. */
  close(): void;
  /** {@link close}, for `using`. */
  [Symbol.dispose](): void;
  /** `{ scheme }`, for `JSON.stringify`. */
  toJSON(): { scheme: number };
}

/**
 * Generates a key and an IV for schemes 11256 and 11257: 32 and 16 letters and digits, drawn by the operating system's generator.
 *
 * @throws {NetcoreAesError} `RANDOM`, `MEMORY`.
 */
export declare function keygen(): { key: string; iv: string };

/**
 * Generates a key for scheme 11258: 32 random bytes, as 44 characters of base64.
 *
 * @throws {NetcoreAesError} `RANDOM`, `MEMORY`.
 */
export declare function generateGcmKey(): string;

/**
 * Events: JSON as a string or bytes, an array of events, or one event.
 *
 * Objects become JSON by `JSON.stringify`: `undefined` and functions are left out, a `Date` is written as UTC with milliseconds, `NaN` is
 * null, and a `Map` or `Set` is `{}`, so spread it first. A `BigInt` is a `TypeError` that names its place.
 */
export type Events = Data | readonly object[] | object;

/** A problem of a payload. It names fields and contains no value. */
export interface Problem {
  /** A JSON pointer into the payload, such as `/3/activity_params/items`; empty for the payload itself. */
  pointer: string;
  /** The index of the event, from 0; null for a problem of the payload itself. */
  event: number | null;
  /** The name of the rule, which never changes, such as `missing`. */
  rule: string;
  /** `error`: the vendor refuses or drops the event, or cannot use it. `warning`: the vendor stores it, perhaps not as intended. */
  severity: 'error' | 'warning';
  /** How to mend it. */
  message: string;
}

/** The options of a check. */
export interface CheckOptions {
  /** The asset id of the request, which each event must have; without it that rule is skipped. */
  assetId?: string | null | undefined;
  /** The time to compare timestamps with; by default the system's. */
  now?: Date | null | undefined;
}

/**
 * Checks a payload against the vendor's rules for events, and returns every problem in the order of the payload.
 *
 * It returns at most 100 errors and 100 warnings of one event, and 10 000 problems in all, beyond which it returns only the first error
 * of each event; it does not check events after the thousandth. A pointer of more than 1024 bytes is cut.
 *
 * @throws {NetcoreAesError} `SURROGATE`, `MEMORY`.
 */
export declare function checkEvents(payload: Events, options?: CheckOptions): Problem[];

/** Like {@link checkEvents}, on another thread, on a copy. */
export declare function checkEventsAsync(payload: Events, options?: CheckOptions): Promise<Problem[]>;

/** The panel that events are sent to. */
export interface Panel {
  /** The panel's asset id, the same as in the events: printable ASCII without a space. */
  assetId: string;
  /** The panel's API key: printable ASCII without a space. */
  apiKey: string;
  /** Where the panel stores its data, by default `us`. */
  region?: string | undefined;
}

/**
 * A request to upload events, ready for any HTTP client: `fetch(request.url, request)`. Plain data: nothing is sent.
 *
 * It is immutable. `console.log` and `JSON.stringify` show neither the API key nor the body.
 */
export declare class UploadRequest {
  /**
   * Makes a request of a text that a cipher of `scheme` returned.
   *
   * @throws {NetcoreAesError} In this order: `REGION`, `SCHEME`, `ASSET_ID` and `API_KEY` if one is empty or not a valid header value,
   * `ENCODING` if the text is not in the encoding of the scheme, such as a payload that was never encrypted.
   */
  constructor(text: string, options: Panel & { scheme: number });

  /**
   * Checks events, encrypts them and makes the request.
   *
   * @throws {EventsError} With every problem, if {@link checkEvents} finds an error: nothing was encrypted.
   * @throws {NetcoreAesError} Those of the constructor and of {@link Cipher.encrypt}.
   */
  static fromEvents(cipher: Cipher, events: Events, panel: Panel): UploadRequest;

  /** Like {@link fromEvents}, on another thread but for `JSON.stringify`. */
  static fromEventsAsync(cipher: Cipher, events: Events, panel: Panel): Promise<UploadRequest>;

  readonly method: 'POST';
  /** The URL to post to. */
  readonly url: string;
  /** The headers, a new object each time. `Authorization` contains the API key: keep it out of logs. */
  readonly headers: Record<string, string>;
  /** The body: `{"encryptedRequest":"..."}`. */
  readonly body: string;
  /** The request as a `curl` command for a POSIX shell. It takes the API key from the variable `NETCORE_API_KEY`. */
  curl(): string;
  /** Neither the API key nor the body, for `JSON.stringify`. */
  toJSON(): { url: string; scheme: string };
}

/** The body of a request that came out of a stream. */
export declare class UploadBody {
  private constructor();
  /** `{"encryptedRequest":"..."}`, a `Buffer`. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The number of events in it. */
  readonly events: number;
  /** The index of the first event in the stream, from 0. */
  readonly first: number;
  /** The index of the last event. Refused events between the two are not in the body. */
  readonly last: number;
}

/** An event of a stream that has problems. */
export declare class EventProblems {
  private constructor();
  /** The event's index in the stream, from 0. */
  readonly index: number;
  /** The event as it was written, a `Buffer`; if it is longer than `maxEventBytes`, its next bytes. */
  readonly event: Uint8Array<ArrayBuffer>;
  /** Its problems, at least one. Pointers begin with the index, as if the stream were one array. */
  readonly problems: Problem[];
  /** Whether one of them is an error, so that the event is in no body. With warnings alone it is in one. */
  readonly isRefused: boolean;
  /** Whether these are the last bytes of the event. */
  readonly isLast: boolean;
}

/** The options of a stream. */
export interface StreamOptions extends Panel {
  /** The most events in a body, 1 to 1000; by default 1000. */
  maxEvents?: number | undefined;
  /** The longest payload in bytes of JSON, by default 2 MiB; a longer event has a body of its own. */
  maxPayloadBytes?: number | undefined;
  /** The longest event in bytes of JSON, by default 1 MiB; a longer one is a problem, and comes in parts. */
  maxEventBytes?: number | undefined;
}

/** A piece of a stream of events: a part of its JSON of any length, or an event as an object, which is written as a line. */
export type Piece = Data | object;

/**
 * Makes upload requests of a stream of events: splits it, checks each event as {@link checkEvents} does, puts events together, and
 * encrypts up to 16 payloads side by side, on a thread of Node's pool.
 *
 * The stream is a JSON array of events, one event per line (NDJSON), or event objects. Problems come in the order of their events, and so
 * do bodies; problems of later events may come before a body. Memory is bounded by the limits, whatever the length of the stream.
 * Iterate once, and await each step before the next.
 *
 * Iteration throws a {@link NetcoreAesError} with code `EVENT_STREAM` where the next event cannot be found, and those of
 * {@link Cipher.encrypt}, after everything before the fault came out.
 */
export declare class UploadStream implements AsyncIterable<UploadBody | EventProblems> {
  /**
   * @param source Such as a `Readable` of Node or a web `ReadableStream`: an iterable, sync or async, of pieces; or all of it as one
   * string or `Uint8Array`. A piece must not change until the next one is asked for.
   * @throws {NetcoreAesError} `REGION`, `ASSET_ID`, `API_KEY`.
   */
  constructor(cipher: Cipher, source: Data | Iterable<Piece> | AsyncIterable<Piece>, options: StreamOptions);
  /** The URL to post each body to. */
  readonly url: string;
  /** The headers, a new object each time. `Authorization` contains the API key: keep it out of logs. */
  readonly headers: Record<string, string>;
  [Symbol.asyncIterator](): AsyncGenerator<UploadBody | EventProblems, void, void>;
}

/** {@link UploadStream} as a transform stream, for `pipeThrough`. An error of the stream ends it. */
export declare class UploadTransform {
  /** @throws {NetcoreAesError} `REGION`, `ASSET_ID`, `API_KEY`. */
  constructor(cipher: Cipher, options: StreamOptions);
  readonly readable: ReadableStream<UploadBody | EventProblems>;
  readonly writable: WritableStream<Piece>;
  /** The URL to post each body to. */
  readonly url: string;
  /** The headers, a new object each time. `Authorization` contains the API key: keep it out of logs. */
  readonly headers: Record<string, string>;
}
