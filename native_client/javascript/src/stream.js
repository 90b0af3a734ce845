'use strict';

/** Streams: the class of the JavaScript API of 0.9.3, with asynchronous calls. Documented in index.d.ts. */

const { call, callAsync } = require('./library.js');
const { check, refused } = require('./errors.js');
const { Handle } = require('./handle.js');
const { samples, unsigned } = require('./arguments.js');
const results = require('./results.js');

class Stream {
  #handle;
  #last = Promise.resolve(); // the asynchronous calls of a stream run one after the other

  constructor(address) {
    this.#handle = new Handle('stream', address, 'DS_FreeStream');
  }

  /** The address for a call now, which must not run beside an asynchronous one. */
  #idle(name) {
    const address = this.#handle.open(name);
    if (this.#handle.busy) throw refused(name, 'An asynchronous call of this stream has not ended yet.');
    return address;
  }

  #enqueue(action) {
    const result = this.#handle.during(() => {
      const turn = this.#last.then(action);
      this.#last = turn.catch(() => {});
      return turn;
    });
    return result;
  }

  #decode(name, take, ...rest) {
    const address = this.#idle(name);
    const result = call(`DS_${name}`, address, ...rest);
    return take(name, result, true, call('DS_GetStreamStatus', address));
  }

  async #decodeAsync(name, take, ...rest) {
    const address = this.#handle.open(name);
    return this.#enqueue(async () => {
      const result = await callAsync(`DS_${name}`, address, ...rest);
      return take(name, result, false, call('DS_GetStreamStatus', address));
    });
  }

  #finish(name, take, ...rest) {
    const status = call('DS_GetStreamStatus', this.#idle(name));
    const address = this.#handle.disown(name);
    return take(name, call(`DS_${name}`, address, ...rest), true, status);
  }

  async #finishAsync(name, take, ...rest) {
    const address = this.#handle.disown(name);
    return this.#enqueue(async () => {
      const status = call('DS_GetStreamStatus', address);
      return take(name, await callAsync(`DS_${name}`, address, ...rest), false, status);
    });
  }

  feedAudioContent(buffer) {
    const audio = samples(buffer);
    const address = this.#idle('FeedAudioContent');
    call('DS_FeedAudioContent', address, audio, audio.length);
    check('FeedAudioContent', call('DS_GetStreamStatus', address));
  }

  async feedAudioContentAsync(buffer) {
    const audio = samples(buffer, true);
    const address = this.#handle.open('FeedAudioContent');
    return this.#enqueue(async () => {
      await callAsync('DS_FeedAudioContent', address, audio, audio.length);
      check('FeedAudioContent', call('DS_GetStreamStatus', address), false);
    });
  }

  intermediateDecode() {
    return this.#decode('IntermediateDecode', results.takeText);
  }

  intermediateDecodeAsync() {
    return this.#decodeAsync('IntermediateDecode', results.takeText);
  }

  intermediateDecodeWithMetadata(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#decode('IntermediateDecodeWithMetadata', results.takeMetadata, count);
  }

  async intermediateDecodeWithMetadataAsync(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#decodeAsync('IntermediateDecodeWithMetadata', results.takeMetadata, count);
  }

  intermediateDecodeFlushBuffers() {
    return this.#decode('IntermediateDecodeFlushBuffers', results.takeText);
  }

  intermediateDecodeFlushBuffersAsync() {
    return this.#decodeAsync('IntermediateDecodeFlushBuffers', results.takeText);
  }

  intermediateDecodeWithMetadataFlushBuffers(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#decode('IntermediateDecodeWithMetadataFlushBuffers', results.takeMetadata, count);
  }

  async intermediateDecodeWithMetadataFlushBuffersAsync(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#decodeAsync('IntermediateDecodeWithMetadataFlushBuffers', results.takeMetadata, count);
  }

  intermediateDecodeWithWords() {
    return this.#decode('IntermediateDecodeWithWords', results.takeWords);
  }

  intermediateDecodeWithWordsAsync() {
    return this.#decodeAsync('IntermediateDecodeWithWords', results.takeWords);
  }

  emissions(firstTimestep = 0) {
    const first = unsigned('firstTimestep', firstTimestep);
    const address = this.#idle('GetStreamEmissions');
    check('GetStreamEmissions', call('DS_GetStreamStatus', address));
    const result = call('DS_GetStreamEmissions', address, first);
    return result === null ? null : results.takeEmissions('GetStreamEmissions', result, true);
  }

  trailingSilence() {
    return call('DS_GetStreamTrailingSilence', this.#idle('GetStreamTrailingSilence'));
  }

  finishStream() {
    return this.#finish('FinishStream', results.takeText);
  }

  finishStreamAsync() {
    return this.#finishAsync('FinishStream', results.takeText);
  }

  finishStreamWithMetadata(numResults = 1) {
    return this.#finish('FinishStreamWithMetadata', results.takeMetadata, unsigned('numResults', numResults));
  }

  async finishStreamWithMetadataAsync(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#finishAsync('FinishStreamWithMetadata', results.takeMetadata, count);
  }

  finishStreamWithEmissions(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#finish('FinishStreamWithEmissions', results.takeMetadataWithEmissions, count);
  }

  async finishStreamWithEmissionsAsync(numResults = 1) {
    const count = unsigned('numResults', numResults);
    return this.#finishAsync('FinishStreamWithEmissions', results.takeMetadataWithEmissions, count);
  }

  finishStreamWithWords() {
    return this.#finish('FinishStreamWithWords', results.takeWords);
  }

  finishStreamWithWordsAsync() {
    return this.#finishAsync('FinishStreamWithWords', results.takeWords);
  }

  free() {
    this.#handle.close('FreeStream');
  }
}

module.exports = { Stream };
