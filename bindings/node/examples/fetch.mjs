// Checks an event, encrypts it and posts it to Netcore CE by fetch.
//
// It reads NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY from the environment, and posts to NETCORE_AES_ENDPOINT if that is set,
// such as a sandbox's URL. The exit status is 0 if the event was accepted, 75 if a retry may help, and 1 otherwise.

import { Cipher, NetcoreAesError, UploadRequest } from 'netcore-aes';

const { NETCORE_AES_KEY, NETCORE_AES_IV, NETCORE_API_KEY, NETCORE_AES_ENDPOINT } = process.env;

const event = {
  asset_id: 'my-asset',
  activity_name: 'form_submitted',
  timestamp: new Date(),
  identity: '9999911111',
  activity_source: 'web',
  activity_params: { user_name: 'Mahesh', day: 'Tuesday' },
};

try {
  const cipher = new Cipher(NETCORE_AES_KEY, NETCORE_AES_IV);
  const request = UploadRequest.fromEvents(cipher, [event], { assetId: 'my-asset', apiKey: NETCORE_API_KEY });
  process.exitCode = await post(request);
} catch (error) {
  if (!(error instanceof NetcoreAesError)) {
    throw error;
  }
  console.error(`not sent: ${error.message}`);
  process.exitCode = 1;
}

async function post(request) {
  let response;
  try {
    response = await fetch(NETCORE_AES_ENDPOINT ?? request.url, request);
  } catch (error) {
    console.error(`no answer: ${error.cause?.code ?? error.message}; try again later`);
    return 75;
  }
  console.log(`status ${response.status}`);
  if (response.ok) {
    return 0;
  }
  return [408, 425, 429].includes(response.status) || response.status >= 500 ? 75 : 1;
}
