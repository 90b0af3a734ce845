'use strict';

/** What the tests share: the golden set of the repository. */

const fs = require('node:fs');
const path = require('node:path');
const { Model } = require('../index.js');

const FOLDER = path.join(__dirname, '..', '..', '..', 'tests', 'golden');
const MODEL = path.join(FOLDER, 'model', 'output_graph.tflite');
const SCORER = path.join(FOLDER, 'kenlm.scorer');
const { files: ANSWERS } = JSON.parse(fs.readFileSync(path.join(FOLDER, 'client', 'stream_tfl.json'), 'utf8'));
const HOT_WORDS = { dog: 8.5, cat: -5, her: 5 };

const wav = (name) => path.join(FOLDER, 'wav', name);

/** The samples of a golden recording as bytes. */
const recording = (name) => fs.readFileSync(wav(name)).subarray(44);

function loadModel() {
  const model = new Model(MODEL);
  model.enableExternalScorer(SCORER);
  return model;
}

module.exports = { MODEL, SCORER, ANSWERS, HOT_WORDS, wav, recording, loadModel };
