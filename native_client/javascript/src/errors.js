'use strict';

/** Errors: a function of the library failed, or was used wrongly. */

const { ERRORS } = require('./declarations.js');
const { call } = require('./library.js');

class DeepSpeechError extends Error {
  constructor(functionName, code, message, details = '') {
    super(`${functionName} failed: ${message} (0x${code.toString(16)})`);
    this.name = 'DeepSpeechError';
    this.function = functionName;
    this.code = code;
    this.details = details;
  }
}

/** The error of a call that failed. Only the thread of the call knows the details. */
function failure(name, code, sameThread) {
  const details = sameThread ? call('DS_GetErrorDetails') ?? '' : '';
  return new DeepSpeechError(name, code, call('DS_ErrorCodeToErrorMessage', code), details);
}

function check(name, code, sameThread = true) {
  if (code !== ERRORS.OK) throw failure(name, code, sameThread);
}

/** The error for a model, stream or grammar that was freed, or that another call uses. */
function refused(name, reason) {
  return new DeepSpeechError(name, ERRORS.INVALID_VALUE, reason);
}

module.exports = { DeepSpeechError, failure, check, refused };
