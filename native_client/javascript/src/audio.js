'use strict';

/** Resamples recordings. Documented in index.d.ts. */

const { call } = require('./library.js');
const { check } = require('./errors.js');
const { samples, unsigned } = require('./arguments.js');

/** Samples from -1 to 1. */
function scale(audio) {
  const scaled = new Float32Array(audio.length);
  for (let i = 0; i < audio.length; i++) scaled[i] = audio[i] / 32768;
  return scaled;
}

function resample(audio, fromRate, toRate) {
  const scaled = audio instanceof Float32Array ? audio : scale(samples(audio));
  const rates = [unsigned('fromRate', fromRate), unsigned('toRate', toRate)];
  const length = [0];
  check('ResampleAudio', call('DS_ResampleAudio', scaled, scaled.length, ...rates, null, 0, length));
  const result = new Int16Array(length[0]);
  check('ResampleAudio', call('DS_ResampleAudio', scaled, scaled.length, ...rates, result, result.length, length));
  return result;
}

module.exports = { resample };
