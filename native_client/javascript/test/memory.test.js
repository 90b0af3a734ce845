'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const v8 = require('node:v8');
const vm = require('node:vm');
const { setImmediate: turn } = require('node:timers/promises');
const { FreeModel, Model } = require('../index.js');
const { MODEL, SCORER, recording, ANSWERS } = require('./golden.js');

const ROUNDS = 1000;
const WARM_UP = 100;
const GROWTH_BYTES = 24e6; // a leaked model is about 1 MB, and a leaked stream 30 kB

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

async function residentBytes() {
  for (let i = 0; i < 5; i++) {
    collect();
    await turn(); // finalizers run between turns
  }
  return process.memoryUsage.rss();
}

async function growth(action, rounds) {
  for (let i = 0; i < WARM_UP; i++) await action();
  const before = await residentBytes();
  for (let i = 0; i < rounds; i++) await action();
  return (await residentBytes()) - before;
}

const audio = recording(ANSWERS[0].wav).subarray(0, 3200);

test('models that are freed leave nothing', async () => {
  const grown = await growth(() => {
    const model = new Model(MODEL);
    model.enableExternalScorer(SCORER);
    model.createStream().free();
    FreeModel(model);
  }, ROUNDS);
  assert.ok(grown < GROWTH_BYTES, `${grown} bytes more`);
});

test('models and streams that are forgotten are freed', async () => {
  let rounds = 0;
  const grown = await growth(async () => {
    new Model(MODEL).createStream().feedAudioContent(audio);
    if (++rounds % 20 === 0) await residentBytes();
  }, 200);
  assert.ok(grown < GROWTH_BYTES, `${grown} bytes more`);
});

test('results leave nothing', async () => {
  const model = new Model(MODEL);
  model.setKeepEmissions(true);
  const grown = await growth(async () => {
    model.sttWithMetadata(audio, 3);
    model.sttWithEmissions(audio);
    model.sttWithWords(audio);
    await model.sttAsync(audio);
  }, 200);
  assert.ok(grown < GROWTH_BYTES, `${grown} bytes more`);
});
