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

/**
 * Samples as an Int16Array. They are copied if `copy` is set, or if they are not aligned; a call on another thread
 * needs a copy, because the caller may reuse the buffer.
 */
function samples(value, copy = false) {
  const expected = '16-bit samples: a Buffer or Uint8Array of an even length, or an Int16Array';
  const isBytes = value instanceof Uint8Array || value instanceof ArrayBuffer;
  if (!isBytes && !(value instanceof Int16Array)) throw wrongType('audio', expected, value);
  if (value.byteLength % 2 !== 0) {
    throw new RangeError(`audio must be ${expected}. Received: ${value.byteLength} bytes`);
  }
  const view = bytes('audio', value);
  if (!copy && view.byteOffset % 2 === 0) return new Int16Array(view.buffer, view.byteOffset, view.byteLength / 2);
  const copied = new Int16Array(view.byteLength / 2);
  new Uint8Array(copied.buffer).set(view);
  return copied;
}

module.exports = { text, unsigned, number, bytes, samples, wrongType };
