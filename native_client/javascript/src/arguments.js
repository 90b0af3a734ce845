'use strict';

/** Checks arguments and brings them into the form that the library takes. */

const { inspect } = require('node:util');

const LARGEST = 2 ** 32 - 1;

function wrongType(name, expected, value) {
  const shown = inspect(value, { maxStringLength: 80, maxArrayLength: 3, depth: 0, breakLength: Infinity });
  return new TypeError(`${name} must be ${expected}. Received: ${shown} (${typeof value})`);
}

function text(name, value) {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
  if (value.includes('\0')) throw wrongType(name, 'a string without null characters', value);
  if (!value.isWellFormed()) throw wrongType(name, 'valid Unicode', value);
  return value;
}

function unsigned(name, value) {
  if (typeof value !== 'number') throw wrongType(name, 'an integer', value);
  if (!Number.isInteger(value) || value < 0 || value > LARGEST) {
    throw new RangeError(`${name} must be an integer from 0 to ${LARGEST}. Received: ${value}`);
  }
  return value;
}

function number(name, value) {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value);
  return value;
}

/** The bytes of a buffer or typed array, not copied. */
function bytes(name, value) {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) throw wrongType(name, 'a Buffer or Uint8Array', value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

let warned = false;

/** Warns, once in a process, that the last byte of the audio is ignored. */
function warnOfOddLength(length) {
  if (warned) return;
  warned = true;
  process.emitWarning(`audio must be 16-bit samples, of an even length. Received: ${length} bytes; the last byte, and ` +
    'that of later audio with an odd length, is ignored, as by DeepSpeech 0.9.3. createStreamWriter takes audio that ' +
    'is split anywhere.', 'DeepSpeechWarning');
}

/**
 * Samples as an Int16Array. They are copied if `copy` is set, or if they are not aligned; a call on another thread
 * needs a copy, because the caller may reuse the buffer.
 */
function samples(value, copy = false) {
  const expected = '16-bit samples: a Buffer, Uint8Array, ArrayBuffer or Int16Array';
  const isBytes = value instanceof Uint8Array || value instanceof ArrayBuffer;
  if (!isBytes && !(value instanceof Int16Array)) throw wrongType('audio', expected, value);
  if (value.byteLength % 2 !== 0) warnOfOddLength(value.byteLength);
  const view = bytes('audio', value);
  const count = Math.floor(view.byteLength / 2);
  if (!copy && view.byteOffset % 2 === 0) return new Int16Array(view.buffer, view.byteOffset, count);
  const copied = new Int16Array(count);
  new Uint8Array(copied.buffer).set(view.subarray(0, 2 * count));
  return copied;
}

module.exports = { text, unsigned, number, bytes, samples, wrongType };
