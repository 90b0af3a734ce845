'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { ANSWERS, recording, loadModel } = require('./golden.js');

function run(wav) {
  return new Promise((resolve, reject) => {
    let result;
    const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData: { wav, rounds: 3 } });
    worker.once('message', (message) => (result = message)).once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve(result) : reject(new Error(`exit status ${code}`))));
  });
}

test('two streams on two threads, and threads that end, give the same as one', async () => {
  const model = loadModel();
  const names = [ANSWERS[0].wav, ANSWERS[1].wav];
  const expected = names.map((name) => model.sttWithMetadata(recording(name)).transcripts[0].tokens);
  for (let round = 0; round < 2; round++) {
    const received = await Promise.all(names.map(run));
    received.forEach((rounds, i) => assert.deepEqual(rounds, [expected[i], expected[i], expected[i]]));
  }
  assert.equal(model.stt(recording(names[0])), ANSWERS[0].stt); // this thread goes on
});
