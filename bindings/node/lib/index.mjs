import netcoreAes from './index.js';

export const {
  Cipher,
  EventProblems,
  EventsError,
  NetcoreAesError,
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
} = netcoreAes;
