'use strict';

const native = require('./native.js');
const { options, text, whole } = require('./arguments.js');
const { INSPECT } = require('./bytes.js');
const { handleOf } = require('./cipher.js');
const { unwrap } = require('./errors.js');
const { payloadOf, refuse } = require('./events.js');

class UploadRequest {
  #panel;
  #request;

  constructor(encrypted, settings) {
    const { scheme, ...panel } = options(settings, 'scheme, assetId, apiKey, region');
    const { assetId, apiKey, region } = panelOf(panel);
    this.#panel = [whole('scheme', scheme), assetId, apiKey, region];
    this.#request = unwrap(native.uploadRequest(text('text', encrypted), ...this.#panel));
  }

  static fromEvents(cipher, events, settings) {
    handleOf(cipher);
    const panel = panelOf(settings);
    const payload = payloadOf('events', events);
    refuse(unwrap(native.checkEvents(payload, panel.assetId, Math.floor(Date.now() / 1000))));
    return new UploadRequest(cipher.encrypt(payload), { ...panel, scheme: cipher.scheme });
  }

  static async fromEventsAsync(cipher, events, settings) {
    handleOf(cipher);
    const panel = panelOf(settings);
    const payload = payloadOf('events', events);
    refuse(unwrap(await native.checkEventsAsync(payload, panel.assetId, Math.floor(Date.now() / 1000))));
    return new UploadRequest(await cipher.encryptAsync(payload), { ...panel, scheme: cipher.scheme });
  }

  get method() {
    return 'POST';
  }

  get url() {
    return this.#request.url;
  }

  get headers() {
    return Object.fromEntries(this.#request.headers);
  }

  get body() {
    return this.#request.body;
  }

  curl() {
    const { encryptedRequest } = JSON.parse(this.body);
    return unwrap(native.uploadCurl(encryptedRequest, ...this.#panel));
  }

  toJSON() {
    return { url: this.url, scheme: this.headers['x-eCode'] };
  }

  [INSPECT]() {
    const { 'x-eCode': scheme, 'x-asset': asset } = this.headers;
    return `UploadRequest { url: '${this.url}', scheme: ${scheme}, assetId: '${asset}' }`;
  }
}

/** The options that name a panel. */
function panelOf(settings) {
  const { assetId, apiKey, region = 'us' } = options(settings, 'assetId, apiKey, region');
  return { assetId: text('assetId', assetId), apiKey: text('apiKey', apiKey), region: text('region', region) };
}

module.exports = { UploadRequest, panelOf };
