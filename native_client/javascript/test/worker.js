'use strict';

/** A thread that streams a golden recording and reports its transcripts. */

const { parentPort, workerData } = require('node:worker_threads');
const { recording, loadModel } = require('./golden.js');

const model = loadModel();
const audio = recording(workerData.wav);
const finished = [];
for (let round = 0; round < workerData.rounds; round++) {
  const stream = model.createStream();
  for (let at = 0; at < audio.length; at += 6400) stream.feedAudioContent(audio.subarray(at, at + 6400));
  finished.push(stream.finishStreamWithMetadata().transcripts[0].tokens);
}
parentPort.postMessage(finished);
