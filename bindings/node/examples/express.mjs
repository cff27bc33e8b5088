// A server by Express that takes events from a page or an app, and passes them on to Netcore CE encrypted.
//
// It reads NETCORE_AES_KEY, NETCORE_AES_IV, NETCORE_API_KEY and PORT from the environment, and posts to NETCORE_AES_ENDPOINT if that is
// set, such as a sandbox's URL. POST /events with a JSON array of { name, identity, params }.

import express from 'express';
import { Cipher, EventsError, UploadRequest } from 'netcore-aes';

const { NETCORE_AES_KEY, NETCORE_AES_IV, NETCORE_API_KEY, NETCORE_AES_ENDPOINT, PORT = '3000' } = process.env;
const cipher = new Cipher(NETCORE_AES_KEY, NETCORE_AES_IV);
const panel = { assetId: 'my-asset', apiKey: NETCORE_API_KEY };

const app = express();
app.use(express.json());

app.post('/events', async (incoming, outgoing) => {
  const events = incoming.body.map(({ name, identity, params }) => ({
    asset_id: panel.assetId,
    activity_name: name,
    timestamp: new Date(),
    identity,
    activity_source: 'web',
    activity_params: params,
  }));
  const request = UploadRequest.fromEvents(cipher, events, panel);
  const response = await fetch(NETCORE_AES_ENDPOINT ?? request.url, request);
  outgoing.status(response.ok ? 202 : 502).end();
});

app.use((error, _incoming, outgoing, next) => {
  if (error instanceof EventsError) {
    outgoing.status(422).json(error.problems);
  } else {
    next(error);
  }
});

const server = app.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
