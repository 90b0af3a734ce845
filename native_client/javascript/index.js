'use strict';

/** Speech to text: the JavaScript API of DeepSpeech 0.9.3, and more. Documented in index.d.ts. */

const { ERRORS } = require('./src/declarations.js');
const { call } = require('./src/library.js');
const { DeepSpeechError } = require('./src/errors.js');
const { Model } = require('./src/model.js');
const { Stream } = require('./src/stream.js');
const { StreamWriter } = require('./src/writer.js');
const { Commands } = require('./src/commands.js');
const { resample } = require('./src/audio.js');
const { wrongType } = require('./src/arguments.js');

function FreeModel(model) {
  if (!(model instanceof Model)) throw wrongType('model', 'a Model', model);
  model.free();
}

function FreeStream(stream) {
  if (!(stream instanceof Stream)) throw wrongType('stream', 'a Stream', stream);
  stream.free();
}

function FreeMetadata(metadata) {
  if (!Array.isArray(metadata?.transcripts)) throw wrongType('metadata', 'metadata', metadata);
}

const Version = () => call('DS_Version');

module.exports = {
  Model, Stream, StreamWriter, Commands, DeepSpeechError,
  ErrorCodes: Object.freeze({ ...ERRORS }),
  FreeModel, FreeStream, FreeMetadata, Version, resample,
};
