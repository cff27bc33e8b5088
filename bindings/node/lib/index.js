'use strict';

const native = require('./native.js');
const { Cipher } = require('./cipher.js');
const { EventsError, NetcoreAesError, unwrap } = require('./errors.js');
const { checkEvents, checkEventsAsync } = require('./events.js');
const { UploadRequest } = require('./request.js');
const { EventProblems, UploadBody, UploadStream, UploadTransform } = require('./uploads.js');

exports.Cipher = Cipher;
exports.EventProblems = EventProblems;
exports.EventsError = EventsError;
exports.NetcoreAesError = NetcoreAesError;
exports.SCHEMES = Object.freeze(Object.fromEntries(native.schemes().map(([code, name]) => [name, code])));
exports.UploadBody = UploadBody;
exports.UploadRequest = UploadRequest;
exports.UploadStream = UploadStream;
exports.UploadTransform = UploadTransform;
exports.VERSION = native.VERSION;
exports.checkEvents = checkEvents;
exports.checkEventsAsync = checkEventsAsync;
exports.generateGcmKey = () => unwrap(native.generateGcmKey());
exports.keygen = () => unwrap(native.keygen());
