'use strict';

/** A stream of Node that transcribes what is written to it. Documented in index.d.ts. */

const { Writable } = require('node:stream');
const { unsigned } = require('./arguments.js');

class StreamWriter extends Writable {
  #stream;
  #left = Buffer.alloc(0); // half a sample
  #settle;
  #numResults;
  #interim;

  constructor(stream, { numResults, intermediate = false, ...options } = {}) {
    super({ ...options, objectMode: false, decodeStrings: true });
    this.#numResults = numResults === undefined ? undefined : unsigned('numResults', numResults);
    this.#interim = intermediate;
    this.#stream = stream;
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.result.catch(() => {}); // also reported by the event "error"
  }

  get stream() {
    return this.#stream;
  }

  _write(chunk, encoding, done) {
    const audio = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const whole = audio.length - (audio.length % 2);
    this.#left = Buffer.from(audio.subarray(whole));
    this.#feed(audio.subarray(0, whole)).then(() => done(), done);
  }

  async #feed(audio) {
    await this.#stream.feedAudioContentAsync(audio);
    if (this.#interim) this.emit('intermediate', await this.#stream.intermediateDecodeAsync());
  }

  _final(done) {
    const stream = this.#stream;
    this.#stream = null;
    const finished = this.#numResults === undefined
      ? stream.finishStreamAsync() : stream.finishStreamWithMetadataAsync(this.#numResults);
    finished.then((result) => {
      this.#settle.resolve(result);
      this.emit('transcript', result);
      done();
    }).catch(done);
  }

  _destroy(error, done) {
    this.#stream?.free();
    this.#stream = null;
    this.#settle.reject(error ?? new Error('The writer was destroyed before its end.'));
    done(error);
  }
}

module.exports = { StreamWriter };
