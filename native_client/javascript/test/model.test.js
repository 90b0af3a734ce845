'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Model, DeepSpeechError, ErrorCodes, FreeMetadata, FreeModel, Version, resample } = require('../index.js');
const { MODEL, SCORER, ANSWERS, HOT_WORDS, recording, loadModel } = require('./golden.js');

const { wav: NAME, stt: TEXT } = ANSWERS[1];

/** A matcher of DeepSpeechError for assert.throws. */
const failed = (name, code, details) => (error) => {
  assert.ok(error instanceof DeepSpeechError, String(error));
  assert.equal(error.code, code);
  assert.equal(error.function, name);
  assert.match(error.message, new RegExp(`^${name} failed: .+ \\(0x${code.toString(16)}\\)$`));
  if (details) assert.match(error.details, details);
  return true;
};

test('transcripts, tokens and times are those of 0.9.3', () => {
  const model = loadModel();
  assert.equal(model.sampleRate(), 16000);
  assert.equal(ANSWERS.length, 3);
  for (const answer of ANSWERS) {
    const audio = recording(answer.wav);
    assert.equal(model.stt(audio), answer.stt);
    const { transcripts } = model.sttWithMetadata(audio, 3);
    assert.equal(transcripts.length, 3);
    transcripts.forEach((one, i) => assert.ok(Math.abs(one.confidence - answer.meta[i].confidence) < 1e-3));
    const tokens = transcripts[0].tokens.map((token) => [token.text, token.timestep]);
    assert.deepEqual(tokens, answer.meta[0].tokens.map(([text, timestep]) => [text, timestep]));
    assert.equal(transcripts[0].text, answer.stt);
  }
});

test('audio is accepted in all its forms, aligned or not', () => {
  const model = loadModel();
  const bytes = recording(NAME);
  const shifted = Buffer.alloc(bytes.length + 1);
  bytes.copy(shifted, 1);
  const unaligned = new Uint8Array(shifted.buffer, shifted.byteOffset + 1, bytes.length);
  const plain = new Uint8Array(bytes);
  for (const audio of [bytes, plain, plain.buffer, new Int16Array(plain.buffer), unaligned]) {
    assert.equal(model.stt(audio), TEXT);
  }
  assert.equal(model.stt(Buffer.alloc(0)), '');
  for (const audio of [undefined, null, 'audio', [1, 2], new Float32Array(4)]) {
    assert.throws(() => model.stt(audio), { name: 'TypeError', message: /^audio must be 16-bit samples/ });
  }
});

test('asynchronous calls give the same, several at once, and the event loop goes on', async () => {
  const model = await Model.load(MODEL);
  await model.enableExternalScorerAsync(SCORER);
  let turns = 0;
  let ended = false;
  const count = () => ended || (turns++, setImmediate(count));
  setImmediate(count);
  const texts = await Promise.all(ANSWERS.map((answer) => model.sttAsync(recording(answer.wav))));
  ended = true;
  assert.deepEqual(texts, ANSWERS.map((answer) => answer.stt));
  assert.ok(turns > 1, `${turns} turns of the event loop`);
  const audio = recording(NAME);
  assert.deepEqual(await model.sttWithMetadataAsync(audio, 3), model.sttWithMetadata(audio, 3));
  assert.deepEqual(await model.sttWithWordsAsync(audio), model.sttWithWords(audio));
  assert.deepEqual(await model.sttWithEmissionsAsync(audio), model.sttWithEmissions(audio));
  const many = await Promise.all(Array.from({ length: 100 }, () => model.sttAsync(audio.subarray(0, 640))));
  assert.equal(new Set(many).size, 1);
});

test('an asynchronous call has its own copy of the audio', async () => {
  const model = loadModel();
  const audio = Buffer.from(recording(NAME));
  const text = model.sttAsync(audio);
  audio.fill(0);
  assert.equal(await text, TEXT);
});

test('words with times and confidences, and emissions', () => {
  const model = loadModel();
  const { words, confidence } = model.sttWithWords(recording(NAME));
  assert.deepEqual(words.map((word) => word.text), TEXT.split(' '));
  assert.ok(confidence > 0 && confidence <= 1);
  for (const word of words) assert.ok(word.start_time < word.end_time && word.confidence <= 1);
  const { emissions, transcripts } = model.sttWithEmissions(recording(NAME), 2);
  assert.equal(transcripts.length, 2);
  assert.equal(emissions.symbols.length, 29);
  assert.equal(emissions.symbols.at(-1), '');
  assert.ok(emissions.timesteps > 50);
  assert.equal(emissions.probabilities.length, 29 * emissions.timesteps);
  const last = emissions.probabilities.subarray(-29).reduce((sum, value) => sum + value);
  assert.ok(Math.abs(last - 1) < 1e-5);
});

test('models and scorers from memory', () => {
  const model = Model.fromBuffer(fs.readFileSync(MODEL));
  model.enableExternalScorerFromBuffer(fs.readFileSync(SCORER));
  assert.equal(model.stt(recording(NAME)), TEXT);
  assert.throws(() => Model.fromBuffer(Buffer.from('no model')), failed('CreateModelFromBuffer', 0x3000));
  assert.throws(() => model.enableExternalScorerFromBuffer(Buffer.from('no scorer')),
    failed('EnableExternalScorerFromBuffer', 0x2002));
});

test('settings', () => {
  const model = loadModel();
  model.setBeamWidth(100);
  assert.equal(model.beamWidth(), 100);
  model.setThreads(2);
  assert.ok(model.threads() >= 1);
  model.setScorerAlphaBeta(0.5, NaN);
  model.setDecoderCompat(false);
  assert.equal(model.stt(recording(NAME)), TEXT);
  assert.throws(() => model.setBeamWidth(0), failed('SetModelBeamWidth', 0x200a));
  assert.throws(() => model.setBeamWidth(-1), RangeError);
  assert.throws(() => model.setBeamWidth(1.5), RangeError);
  assert.throws(() => model.setBeamWidth('1'), TypeError);
  assert.throws(() => model.setScorerAlphaBeta(Infinity, 0), failed('SetScorerAlphaBeta', 0x200a));
  assert.match(Version(), /^\d+\.\d+\.\d+/);
  model.disableExternalScorer();
  assert.throws(() => model.disableExternalScorer(), failed('DisableExternalScorer', 0x2004));
});

test('hot-words', async () => {
  const model = loadModel();
  assert.throws(() => model.eraseHotWord('her'), failed('EraseHotWord', 0x3010));
  for (const [word, boost] of Object.entries(HOT_WORDS)) model.addHotWord(word, boost);
  for (const answer of ANSWERS) assert.equal(model.stt(recording(answer.wav)), answer.hot);
  assert.throws(() => model.addHotWord('her', 1), failed('AddHotWord', 0x3008));
  assert.throws(() => model.addHotWord('two words', 1), failed('AddHotWord', 0x200b));
  assert.throws(() => model.addHotWord('a\0b', 1), TypeError);
  model.eraseHotWord('her');
  model.clearHotWords();
  model.addHotWord('her', -100);
  assert.ok(!model.stt(recording(NAME)).split(' ').includes('her'));
  const warning = new Promise((resolve) => process.once('warning', resolve));
  model.addHotWord('xqxqx', 1);
  assert.equal((await warning).name, 'DeepSpeechWarning');
  assert.match(model.warnings().join(), /xqxqx/);
});

test('a missing model and a bad scorer are errors', async () => {
  assert.throws(() => new Model('/none/model.tflite'), failed('CreateModel', 0x3000, /none\/model\.tflite/));
  assert.throws(() => new Model(''), failed('CreateModel', 0x1000));
  assert.throws(() => new Model(), { name: 'TypeError', message: /^modelPath must be a string/ });
  await assert.rejects(Model.load('/none/model.tflite'), failed('CreateModel', 0x3000));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deepspeech-'));
  const bad = path.join(folder, 'bad.scorer');
  fs.writeFileSync(bad, 'no scorer');
  const model = loadModel();
  assert.throws(() => model.enableExternalScorer(bad), failed('EnableExternalScorer', 0x2002, /bad\.scorer/));
  await assert.rejects(model.enableExternalScorerAsync(bad), failed('EnableExternalScorer', 0x2002));
  assert.equal(model.stt(recording(NAME)), TEXT);
  fs.rmSync(folder, { recursive: true });
});

test('a model that was freed is refused, freed twice too', async () => {
  const model = loadModel();
  const stream = model.createStream();
  const pending = model.sttAsync(recording(NAME));
  FreeModel(model);
  assert.throws(() => FreeModel(model), failed('FreeModel', ErrorCodes.INVALID_VALUE));
  assert.throws(() => model.stt(recording(NAME)), failed('SpeechToText', ErrorCodes.INVALID_VALUE));
  assert.throws(() => model.createStream(), failed('CreateStream', ErrorCodes.INVALID_VALUE));
  await assert.rejects(model.sttAsync(recording(NAME)), failed('SpeechToText', ErrorCodes.INVALID_VALUE));
  assert.equal(await pending, TEXT);
  stream.feedAudioContent(recording(NAME));
  assert.equal(stream.finishStream(), TEXT);
  assert.throws(() => FreeModel({}), TypeError);
  FreeMetadata({ transcripts: [] });
});

test('resampling', () => {
  const tone = Float32Array.from({ length: 4800 }, (_, i) => 0.5 * Math.sin(i / 20));
  assert.equal(resample(tone, 48000, 16000).length, 1600);
  assert.deepEqual(resample(new Int16Array(0), 8000, 16000), new Int16Array(0));
  assert.throws(() => resample(tone, 1, 16000), failed('ResampleAudio', 0x200a));
});
