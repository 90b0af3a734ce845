'use strict';

/** Models: the class of the JavaScript API of 0.9.3, with asynchronous calls. Documented in index.d.ts. */

const { call, callAsync } = require('./library.js');
const { check } = require('./errors.js');
const { Handle } = require('./handle.js');
const { Stream } = require('./stream.js');
const { StreamWriter } = require('./writer.js');
const { bytes, number, samples, text, unsigned } = require('./arguments.js');
const results = require('./results.js');

const FREE = 'DS_FreeModel';

class Model {
  #handle;

  /** Only `true` means a buffer: programs for older versions pass the beam width here, which 0.9.3 ignores. */
  constructor(modelPath, loadFromBytes = false) {
    if (modelPath instanceof Handle) {
      this.#handle = modelPath;
      return;
    }
    if (loadFromBytes === true) {
      this.#handle = Model.#handleOfBuffer(modelPath);
      return;
    }
    const found = [null];
    check('CreateModel', call('DS_CreateModel', text('modelPath', modelPath), found));
    this.#handle = new Handle('model', found[0], FREE);
  }

  static async load(modelPath) {
    const found = [null];
    check('CreateModel', await callAsync('DS_CreateModel', text('modelPath', modelPath), found), false);
    return new Model(new Handle('model', found[0], FREE));
  }

  static fromBuffer(modelBuffer) {
    return new Model(Model.#handleOfBuffer(modelBuffer));
  }

  static #handleOfBuffer(modelBuffer) {
    const data = bytes('modelBuffer', modelBuffer);
    const found = [null];
    const size = unsigned('the size of modelBuffer', data.length);
    check('CreateModelFromBuffer', call('DS_CreateModelFromBuffer', data, size, found));
    return new Handle('model', found[0], FREE);
  }

  #call(name, ...rest) {
    return call(`DS_${name}`, this.#handle.open(name), ...rest);
  }

  #change(name, ...rest) {
    check(name, this.#call(name, ...rest));
  }

  /** As #change, and shows the warnings that it caused. */
  #changeAndWarn(name, known, ...rest) {
    this.#change(name, ...rest);
    this.#warn(known);
  }

  #warn(known) {
    for (const line of this.warnings()) {
      if (!known.includes(line)) process.emitWarning(line, 'DeepSpeechWarning');
    }
  }

  beamWidth() {
    return this.#call('GetModelBeamWidth');
  }

  setBeamWidth(beamWidth) {
    const width = unsigned('beamWidth', beamWidth);
    this.#changeAndWarn('SetModelBeamWidth', this.warnings(), width);
  }

  sampleRate() {
    return this.#call('GetModelSampleRate');
  }

  threads() {
    return this.#call('GetModelThreads');
  }

  setThreads(threads) {
    this.#change('SetModelThreads', unsigned('threads', threads));
  }

  setKeepEmissions(keep) {
    this.#change('SetModelKeepEmissions', keep ? 1 : 0);
  }

  setDecoderCompat(like09) {
    this.#change('SetModelDecoderCompat', like09 ? 1 : 0);
  }

  enableExternalScorer(scorerPath) {
    this.#changeAndWarn('EnableExternalScorer', [], text('scorerPath', scorerPath));
  }

  async enableExternalScorerAsync(scorerPath) {
    const name = 'EnableExternalScorer';
    const address = this.#handle.open(name);
    const file = text('scorerPath', scorerPath);
    await this.#handle.during(async () => check(name, await callAsync(`DS_${name}`, address, file), false));
    if (this.#handle.closed === null) this.#warn([]);
  }

  enableExternalScorerFromBuffer(scorerBuffer) {
    const data = bytes('scorerBuffer', scorerBuffer);
    const size = unsigned('the size of scorerBuffer', data.length);
    this.#changeAndWarn('EnableExternalScorerFromBuffer', [], data, size);
  }

  disableExternalScorer() {
    this.#change('DisableExternalScorer');
  }

  setScorerAlphaBeta(alpha, beta) {
    this.#change('SetScorerAlphaBeta', number('alpha', alpha), number('beta', beta));
  }

  addHotWord(word, boost) {
    const checked = [text('word', word), number('boost', boost)];
    this.#changeAndWarn('AddHotWord', this.warnings(), ...checked);
  }

  eraseHotWord(word) {
    this.#change('EraseHotWord', text('word', word));
  }

  clearHotWords() {
    this.#change('ClearHotWords');
  }

  warnings() {
    return this.#call('GetModelWarnings').split('\n').filter((line) => line !== '');
  }

  #transcribe(name, take, buffer, ...rest) {
    const audio = samples(buffer);
    return take(name, this.#call(name, audio, audio.length, ...rest), true);
  }

  async #transcribeAsync(name, take, buffer, ...rest) {
    const audio = samples(buffer, true);
    const address = this.#handle.open(name);
    return this.#handle.during(async () => {
      return take(name, await callAsync(`DS_${name}`, address, audio, audio.length, ...rest), false);
    });
  }

  stt(buffer) {
    return this.#transcribe('SpeechToText', results.takeText, buffer);
  }

  sttAsync(buffer) {
    return this.#transcribeAsync('SpeechToText', results.takeText, buffer);
  }

  sttWithMetadata(buffer, numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#transcribe('SpeechToTextWithMetadata', results.takeMetadata, buffer, count);
  }

  async sttWithMetadataAsync(buffer, numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#transcribeAsync('SpeechToTextWithMetadata', results.takeMetadata, buffer, count);
  }

  sttWithEmissions(buffer, numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#transcribe('SpeechToTextWithEmissions', results.takeMetadataWithEmissions, buffer, count);
  }

  async sttWithEmissionsAsync(buffer, numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#transcribeAsync('SpeechToTextWithEmissions', results.takeMetadataWithEmissions, buffer, count);
  }

  sttWithWords(buffer) {
    return this.#transcribe('SpeechToTextWithWords', results.takeWords, buffer);
  }

  sttWithWordsAsync(buffer) {
    return this.#transcribeAsync('SpeechToTextWithWords', results.takeWords, buffer);
  }

  createStream() {
    const found = [null];
    this.#change('CreateStream', found);
    return new Stream(found[0]);
  }

  createStreamWriter(options) {
    return new StreamWriter(this.createStream(), options);
  }

  free() {
    this.#handle.close('FreeModel');
  }
}

module.exports = { Model };
