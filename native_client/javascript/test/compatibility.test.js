'use strict';

/** Programs that were written for DeepSpeech 0.9.3 and Coqui STT: shapes of calls that they contain. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const deepspeech = require('../index.js');
const { MODEL, SCORER, ANSWERS, recording, loadModel } = require('./golden.js');

const [{ wav: NAME, stt: TEXT }] = ANSWERS;

test('half a sample at the end of audio is ignored, with one warning', async () => {
  const seen = [];
  process.on('warning', (warning) => seen.push(warning));
  const model = loadModel();
  const odd = Buffer.concat([recording(NAME), Buffer.from([7])]);
  assert.equal(model.stt(odd), TEXT);
  assert.equal(await model.sttAsync(odd), TEXT);
  assert.deepEqual(model.sttWithMetadata(odd, 2), model.sttWithMetadata(recording(NAME), 2));
  const stream = model.createStream();
  const audio = recording(NAME);
  for (let at = 0; at < audio.length; at += 640) {
    stream.feedAudioContent(Buffer.concat([audio.subarray(at, at + 640), Buffer.from([7])]));
  }
  assert.equal(stream.finishStream(), TEXT);
  assert.equal(model.stt(Buffer.alloc(1)), '');
  const half = audio.subarray(0, audio.length / 2);
  assert.equal(model.stt(audio.slice(0, audio.length / 2)), model.stt(half.subarray(0, half.length - (half.length % 2))));
  await new Promise(setImmediate);
  assert.equal(seen.filter(({ name, message }) => name === 'DeepSpeechWarning' && /odd length/.test(message)).length, 1);
});

test('a second argument of Model means a buffer only if it is true', () => {
  const audio = recording(NAME);
  const data = fs.readFileSync(MODEL);
  for (const model of [new deepspeech.Model(MODEL, 1024), new deepspeech.Model(MODEL, false),
    new deepspeech.Model(data, true), new deepspeech.Model(new Uint8Array(data), true)]) {
    model.enableExternalScorer(SCORER);
    assert.equal(model.stt(audio), TEXT);
    deepspeech.FreeModel(model);
  }
  assert.throws(() => new deepspeech.Model(data), { name: 'TypeError', message: /^modelPath must be a string/ });
  assert.throws(() => new deepspeech.Model(MODEL, true), { name: 'TypeError', message: /^modelBuffer must be/ });
});
