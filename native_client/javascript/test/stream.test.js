'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { DeepSpeechError, ErrorCodes, FreeStream } = require('../index.js');
const { ANSWERS, recording, loadModel } = require('./golden.js');

const CHUNK_BYTES = 6400;
const { wav: NAME, finish: TEXT } = ANSWERS[1];
const refused = (error) => error instanceof DeepSpeechError && error.code === ErrorCodes.INVALID_VALUE;

function* chunks(audio, size = CHUNK_BYTES) {
  for (let at = 0; at < audio.length; at += size) yield audio.subarray(at, at + size);
}

test('intermediate and final results are those of 0.9.3', () => {
  const model = loadModel();
  for (const answer of ANSWERS) {
    const stream = model.createStream();
    const intermediate = [];
    for (const chunk of chunks(recording(answer.wav))) {
      stream.feedAudioContent(chunk);
      intermediate.push(stream.intermediateDecode());
    }
    assert.deepEqual(intermediate, answer.intermediate);
    assert.equal(stream.intermediateDecodeFlushBuffers(), answer.finish);
    const [flushed] = stream.intermediateDecodeWithMetadataFlushBuffers().transcripts;
    const { transcripts } = stream.finishStreamWithMetadata(3);
    assert.equal(transcripts.length, 3);
    assert.deepEqual(transcripts[0], flushed);
    assert.deepEqual(transcripts[0], model.sttWithMetadata(recording(answer.wav)).transcripts[0]);
  }
});

test('all other results of a stream', () => {
  const model = loadModel();
  model.setKeepEmissions(true);
  const audio = recording(NAME);
  const open = () => {
    const stream = model.createStream();
    stream.feedAudioContent(audio);
    return stream;
  };
  const stream = open();
  assert.equal(stream.intermediateDecodeWithMetadata(2).transcripts.length, 2);
  assert.ok(stream.intermediateDecodeWithWords().words.length > 3);
  const all = stream.emissions();
  const rest = stream.emissions(10);
  assert.equal(rest.timesteps, all.timesteps - 10);
  assert.deepEqual(rest.probabilities, all.probabilities.slice(10 * 29));
  stream.feedAudioContent(Buffer.alloc(32000));
  assert.ok(stream.trailingSilence() >= 1);
  assert.deepEqual(stream.finishStreamWithWords().words.map((word) => word.text), TEXT.split(' '));
  const { emissions } = open().finishStreamWithEmissions();
  assert.ok(emissions.timesteps > all.timesteps);
  model.setKeepEmissions(false);
  const without = open();
  assert.equal(without.emissions(), null);
  assert.equal(without.finishStreamWithEmissions().emissions, null);
});

test('asynchronous calls of a stream run in order', async () => {
  const model = loadModel();
  const results = ANSWERS.map(async (answer) => {
    const stream = model.createStream();
    const pending = [...chunks(recording(answer.wav))].flatMap((chunk) => [
      stream.feedAudioContentAsync(chunk), stream.intermediateDecodeAsync()]);
    const last = stream.finishStreamAsync();
    const intermediate = (await Promise.all(pending)).filter((_, i) => i % 2 === 1);
    return { intermediate, finish: await last };
  });
  assert.deepEqual(await Promise.all(results), ANSWERS.map(({ intermediate, finish }) => ({ intermediate, finish })));
  const stream = model.createStream();
  await stream.feedAudioContentAsync(recording(NAME));
  assert.deepEqual(await stream.intermediateDecodeWithWordsAsync(), stream.intermediateDecodeWithWords());
  assert.equal(await stream.intermediateDecodeFlushBuffersAsync(), TEXT);
  assert.deepEqual(await stream.intermediateDecodeWithMetadataAsync(2), stream.intermediateDecodeWithMetadata(2));
  assert.deepEqual(
    await stream.intermediateDecodeWithMetadataFlushBuffersAsync(2), await stream.finishStreamWithMetadataAsync(2));
});

test('a call during an asynchronous one is refused; the stream stays usable', async () => {
  const stream = loadModel().createStream();
  const pending = stream.feedAudioContentAsync(recording(NAME));
  assert.throws(() => stream.intermediateDecode(), refused);
  assert.throws(() => stream.finishStream(), refused);
  await pending;
  assert.equal(stream.finishStream(), TEXT);
});

test('a stream that was finished or freed is refused', async () => {
  const model = loadModel();
  const finished = model.createStream();
  finished.feedAudioContent(recording(NAME));
  finished.finishStream();
  const freed = model.createStream();
  const pending = freed.feedAudioContentAsync(recording(NAME));
  FreeStream(freed);
  await pending;
  for (const stream of [finished, freed]) {
    const calls = [
      () => stream.feedAudioContent(Buffer.alloc(2)), () => stream.intermediateDecode(), () => stream.finishStream(),
      () => stream.finishStreamWithMetadata(), () => stream.finishStreamWithWords(), () => stream.emissions(),
      () => stream.trailingSilence(), () => FreeStream(stream), () => stream.free(),
    ];
    for (const call of calls) assert.throws(call, refused);
    await assert.rejects(stream.feedAudioContentAsync(Buffer.alloc(2)), refused);
    await assert.rejects(stream.finishStreamAsync(), refused);
  }
});

test('a stream of Node is transcribed, wherever it is split', async () => {
  const model = loadModel();
  const seen = [];
  const writer = model.createStreamWriter({ intermediate: true }).on('intermediate', (text) => seen.push(text));
  const emitted = new Promise((resolve) => writer.once('transcript', resolve));
  await pipeline(Readable.from(chunks(recording(NAME), 3333)), writer);
  assert.equal(await writer.result, TEXT);
  assert.equal(await emitted, TEXT);
  assert.equal(writer.stream, null);
  assert.ok(seen.some((text) => text.startsWith('her king')));
  const metadata = model.createStreamWriter({ numResults: 2 });
  Readable.from([recording(NAME)]).pipe(metadata);
  assert.equal((await metadata.result).transcripts.length, 2);
});

test('a stream of Node that is destroyed frees its stream', async () => {
  const model = loadModel();
  const writer = model.createStreamWriter();
  const { stream } = writer;
  writer.destroy();
  await assert.rejects(writer.result, /destroyed before its end/);
  assert.throws(() => stream.intermediateDecode(), refused);
  const broken = new Readable({ read() { this.destroy(new Error('no microphone')); } });
  const other = model.createStreamWriter();
  await assert.rejects(pipeline(broken, other), /no microphone/);
  await assert.rejects(other.result, /no microphone|destroyed|premature/i);
});
