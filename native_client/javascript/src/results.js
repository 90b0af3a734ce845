'use strict';

/** Copies results of the library into objects, and frees them. */

const koffi = require('koffi');
const { ERRORS } = require('./declarations.js');
const { call, read, sizeOf } = require('./library.js');
const { failure } = require('./errors.js');

const REPLACED = '\uFFFD'; // stands for bytes that are not valid UTF-8

/** The elements of an array of structures. */
function list(name, address, count, convert = (element) => element) {
  const result = new Array(count);
  for (let i = 0; i < count; i++) result[i] = convert(read(name, address, i));
  return result;
}

/** The bytes of tokens, joined: in bytes mode, a token may be a part of a character. */
function joinBytes(address, count) {
  const size = sizeOf('TokenMetadata'); // begins with the address of its text
  const bytes = [];
  for (let i = 0; i < count; i++) {
    let at = koffi.decode(address, i * size, 'void*');
    for (let byte = koffi.decode.uint8(at); byte !== 0; byte = koffi.decode.uint8(at)) {
      bytes.push(byte);
      at += 1n;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

function transcript({ tokens: address, num_tokens: count, confidence }) {
  const tokens = list('TokenMetadata', address, count);
  const damaged = tokens.some((token) => token.text.includes(REPLACED));
  const text = damaged ? joinBytes(address, count) : tokens.map((token) => token.text).join('');
  return { tokens, confidence, text };
}

const metadata = (value) => ({
  transcripts: list('CandidateTranscript', value.transcripts, value.num_transcripts, transcript),
});

function emissions(value) {
  const { num_symbols: columns, num_timesteps: rows } = value;
  const symbols = Array.from({ length: columns }, (_, i) => koffi.decode(value.symbols, i * 8, 'str'));
  const count = columns * rows;
  const probabilities = count === 0
    ? new Float64Array(0) : new Float64Array(koffi.view(value.emissions, count * 8)).slice();
  return { symbols, timesteps: rows, probabilities };
}

const metadataWithEmissions = (value) => ({
  ...metadata(value),
  emissions: value.emissions === null ? null : emissions(read('AcousticModelEmissions', value.emissions)),
});

const words = (value) => ({
  words: list('TimedWord', value.words, value.num_words),
  confidence: value.confidence,
});

/** A function that copies and frees a result; `code` is the status of the error if there is none. */
function taker(struct, freeName, copy) {
  return (name, address, sameThread, code = ERRORS.FAIL_RUN_SESS) => {
    if (address === null) throw failure(name, code || ERRORS.FAIL_RUN_SESS, sameThread);
    try {
      return copy(read(struct, address));
    } finally {
      call(freeName, address);
    }
  };
}

function takeText(name, text, sameThread, code = ERRORS.FAIL_RUN_SESS) {
  if (text === null) throw failure(name, code || ERRORS.FAIL_RUN_SESS, sameThread);
  return text;
}

module.exports = {
  list,
  takeText,
  takeMetadata: taker('Metadata', 'DS_FreeMetadata', metadata),
  takeMetadataWithEmissions: taker('MetadataWithEmissions', 'DS_FreeMetadataWithEmissions', metadataWithEmissions),
  takeWords: taker('TimedWords', 'DS_FreeTimedWords', words),
  takeEmissions: taker('AcousticModelEmissions', 'DS_FreeEmissions', emissions),
};
