'use strict';

/** Resamples recordings. Documented in index.d.ts. */

const { call } = require('./library.js');
const { check } = require('./errors.js');
const { samples, unsigned } = require('./arguments.js');

function resample(audio, fromRate, toRate) {
  const scaled = audio instanceof Float32Array ? audio : Float32Array.from(samples(audio), (value) => value / 32768);
  const rates = [unsigned('fromRate', fromRate), unsigned('toRate', toRate)];
  const length = [0];
  check('ResampleAudio', call('DS_ResampleAudio', scaled, scaled.length, ...rates, null, 0, length));
  const result = new Int16Array(length[0]);
  check('ResampleAudio', call('DS_ResampleAudio', scaled, scaled.length, ...rates, result, result.length, length));
  return result;
}

module.exports = { resample };
