#!/usr/bin/env node
'use strict';

/** The command-line client of DeepSpeech 0.9.3 for Node, for WAV files: an example of the API. */

const fs = require('node:fs');
const { parseArgs } = require('node:util');
const { Model, Version, DeepSpeechError, resample } = require('./index.js');

const OPTIONS = {
  model: { type: 'string', help: 'FILE  Model (.tflite, .pb or .pbmm). Required.' },
  scorer: { type: 'string', help: 'FILE  Scorer package.' },
  audio: { type: 'string', help: 'FILE  WAV file with 16-bit samples. Required.' },
  beam_width: { type: 'string', help: 'N  Beam width. Default: that of the model.' },
  lm_alpha: { type: 'string', help: 'X  Weight of the language model. Default: that of the scorer.' },
  lm_beta: { type: 'string', help: 'X  Weight of the word count. Default: that of the scorer.' },
  hot_words: { type: 'string', help: 'WORD:BOOST,…  Hot-words and their boosts.' },
  extended: { type: 'boolean', help: 'Print the best transcript from the metadata.' },
  json: { type: 'boolean', help: 'Print words with times and confidences as JSON.' },
  candidate_transcripts: { type: 'string', help: 'N  Number of transcripts of --json. Default: 3.' },
  stream: { type: 'boolean', help: 'Stream the audio and print intermediate results on stderr.' },
  version: { type: 'boolean', help: 'Print the version.' },
  help: { type: 'boolean', short: 'h', help: 'Print this help.' },
};
const STREAMED_BYTES = 640; // 20 ms at 16 kHz

class UsageError extends Error {}

function help() {
  const lines = Object.entries(OPTIONS).map(([name, { help: text }]) => `  --${name} ${text}`);
  return `usage: deepspeech --model FILE --audio FILE [options]\n\n${lines.join('\n')}\n`;
}

function numberOption(values, name) {
  if (values[name] === undefined) return undefined;
  const number = Number(values[name]);
  if (values[name].trim() === '' || !Number.isFinite(number)) {
    throw new UsageError(`--${name} must be a number. Received: ${values[name]}`);
  }
  return number;
}

function hotWords(text) {
  return text.split(',').map((item) => {
    const [, word, boost] = item.match(/^(.+):(-?[0-9.]+)$/) ?? [];
    if (word === undefined || !Number.isFinite(Number(boost))) {
      throw new UsageError(`--hot_words must be word:boost, such as two:7.5. Received: ${item}`);
    }
    return [word, Number(boost)];
  });
}

/** The chunks of a WAV file by their names. */
function chunksOf(file, data) {
  if (data.length < 12 || data.toString('latin1', 0, 4) !== 'RIFF' || data.toString('latin1', 8, 12) !== 'WAVE') {
    throw new UsageError(`${file}: expected a WAV file`);
  }
  const chunks = {};
  for (let at = 12; at + 8 <= data.length;) {
    const size = data.readUInt32LE(at + 4);
    chunks[data.toString('latin1', at, at + 4)] ??= data.subarray(at + 8, Math.min(at + 8 + size, data.length));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

/** Reads a WAV file, averages its channels and resamples it. */
function readAudio(file, wantedRate) {
  const { 'fmt ': format, data } = chunksOf(file, fs.readFileSync(file));
  if (format === undefined || format.length < 16 || data === undefined) {
    throw new UsageError(`${file}: expected a WAV file with the chunks "fmt " and "data"`);
  }
  const [kind, channels, rate, bits] = [
    format.readUInt16LE(0), format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)];
  if (![1, 0xfffe].includes(kind) || bits !== 16 || channels === 0) {
    throw new UsageError(`${file}: expected 16-bit PCM. Received: format ${kind}, ${bits} bits, ${channels} channels`);
  }
  if (channels === 1 && rate === wantedRate) {
    return new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + 2 * Math.floor(data.length / 2)));
  }
  const mono = new Float32Array(Math.floor(data.length / 2 / channels));
  for (let i = 0; i < mono.length; i++) {
    for (let c = 0; c < channels; c++) mono[i] += data.readInt16LE(2 * (i * channels + c)) / 32768 / channels;
  }
  if (rate === wantedRate) {
    const samples = new Int16Array(mono.length); // Int16Array.from with a function takes ten times as long
    for (let i = 0; i < mono.length; i++) samples[i] = Math.round(mono[i] * 32768);
    return samples;
  }
  if (rate < wantedRate) {
    console.error(`Warning: original sample rate (${rate}) is lower than ${wantedRate}hz. ` +
      'Up-sampling might produce erratic speech recognition.');
  }
  return resample(mono, rate, wantedRate);
}

/** Words with times from the tokens of a transcript, as the clients of 0.9.3 print them. */
function wordsOf({ tokens }) {
  const words = [];
  let word = null;
  tokens.forEach((token, i) => {
    word ??= { word: '', time: token.start_time, duration: 0 };
    if (token.text !== ' ') word.word += token.text;
    if (token.text !== ' ' && i + 1 < tokens.length) return;
    word.duration = Math.max(0, token.start_time - word.time);
    words.push(word);
    word = null;
  });
  return words;
}

function toJson({ transcripts }) {
  const [best = {}, ...alternatives] = transcripts.map((one) => ({
    metadata: { confidence: one.confidence }, words: wordsOf(one),
  }));
  return JSON.stringify({ ...best, alternatives }, null, 2);
}

function streamed(model, audio, count) {
  const stream = model.createStream();
  const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength);
  let last = '';
  for (let at = 0; at < bytes.length; at += STREAMED_BYTES) {
    stream.feedAudioContent(bytes.subarray(at, at + STREAMED_BYTES));
    const text = stream.intermediateDecode();
    if (text !== last) console.error(`intermediate: ${text}`);
    last = text;
  }
  return count === null ? stream.finishStream() : stream.finishStreamWithMetadata(count);
}

function transcribe(values) {
  const model = new Model(values.model);
  const width = numberOption(values, 'beam_width');
  if (width !== undefined) model.setBeamWidth(width);
  if (values.scorer !== undefined) {
    model.enableExternalScorer(values.scorer);
    const [alpha, beta] = [numberOption(values, 'lm_alpha'), numberOption(values, 'lm_beta')];
    if (alpha !== undefined || beta !== undefined) model.setScorerAlphaBeta(alpha ?? NaN, beta ?? NaN);
  }
  if (values.hot_words !== undefined) hotWords(values.hot_words).forEach((pair) => model.addHotWord(...pair));
  const audio = readAudio(values.audio, model.sampleRate());
  const candidates = values.json ? numberOption(values, 'candidate_transcripts') ?? 3 : 1;
  const count = values.json || values.extended ? candidates : null;
  const direct = () => (count === null ? model.stt(audio) : model.sttWithMetadata(audio, count));
  const result = values.stream ? streamed(model, audio, count) : direct();
  model.free();
  if (values.json) return toJson(result);
  return count === null ? result : result.transcripts[0]?.text ?? '';
}

function main() {
  try {
    const options = Object.fromEntries(Object.entries(OPTIONS).map(([name, { help: _, ...rest }]) => [name, rest]));
    const { values } = parseArgs({ options });
    if (values.help) return void process.stdout.write(help());
    if (values.version) {
      console.error(`Runtime: ${process.versions.electron ? 'Electron' : 'Node'}`);
      return void console.log(`DeepSpeech: ${Version()}`);
    }
    for (const name of ['model', 'audio']) {
      if (values[name] === undefined) throw new UsageError(`--${name} is required. See --help.`);
    }
    console.log(transcribe(values));
  } catch (error) {
    const expected = error instanceof DeepSpeechError || error instanceof UsageError || error instanceof RangeError ||
      typeof error.code === 'string'; // of the file system, and of parseArgs
    if (!expected) throw error;
    console.error(error.message); // the library has written the details
    process.exitCode = 1;
  }
}

main();
