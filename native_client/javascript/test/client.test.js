'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { MODEL, SCORER, ANSWERS, wav } = require('./golden.js');

const { wav: NAME, stt: TEXT } = ANSWERS[1];
const BASE = ['--model', MODEL, '--scorer', SCORER, '--audio', wav(NAME)];

function client(...parameters) {
  const program = path.join(__dirname, '..', 'client.js');
  return spawnSync(process.execPath, [program, ...parameters], { encoding: 'utf8' });
}

test('transcripts on stdout, whatever the options', () => {
  const settings = ['--beam_width', '200', '--hot_words', 'her:5.0,cat:-1', '--lm_alpha', '0.9', '--lm_beta', '1.2'];
  for (const options of [[], ['--extended'], ['--stream'], ['--stream', '--extended', ...settings]]) {
    const { status, stdout, stderr } = client(...BASE, ...options);
    assert.equal(status, 0, stderr);
    assert.equal(stdout, `${TEXT}\n`);
    if (options.includes('--stream')) assert.match(stderr, /^intermediate: her king/m);
  }
  const { words, metadata, alternatives } = JSON.parse(client(...BASE, '--json', '--candidate_transcripts', '2').stdout);
  assert.equal(words.map(({ word }) => word).join(' '), TEXT);
  assert.ok(metadata.confidence < 0);
  assert.equal(alternatives.length, 1);
  const version = client('--version');
  assert.match(version.stdout, /^DeepSpeech: \d/);
  assert.match(version.stderr, /Runtime: Node/);
});

test('stereo at another rate', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deepspeech-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const mono = fs.readFileSync(wav(NAME));
  const header = Buffer.from(mono.subarray(0, 44));
  header.writeUInt16LE(2, 22); // channels
  header.writeUInt32LE(32000, 24); // Hz
  const frames = (mono.length - 44) / 2;
  const stereo = Buffer.alloc(frames * 8); // each frame twice, in two channels
  for (let i = 0; i < 4 * frames; i++) stereo.writeInt16LE(mono.readInt16LE(44 + 2 * Math.floor(i / 4)), 2 * i);
  header.writeUInt32LE(stereo.length, 40);
  const file = path.join(folder, 'stereo.wav');
  fs.writeFileSync(file, Buffer.concat([header, stereo]));
  const { status, stdout, stderr } = client('--model', MODEL, '--scorer', SCORER, '--audio', file);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, `${TEXT}\n`);
});

test('what is wrong is said in one message, without a stack', () => {
  const cases = [
    [['--audio', 'x'], /--model is required/],
    [['--model', 'none', '--audio', 'x'], /CreateModel failed: .*0x3000/],
    [[...BASE.slice(0, 5), '/none.wav'], /no such file.*none\.wav/],
    [[...BASE.slice(0, 5), MODEL], /output_graph\.tflite: expected a WAV file/],
    [[...BASE, '--scorer', MODEL], /EnableExternalScorer failed: .*0x2002/],
    [[...BASE, '--hot_words', 'two'], /--hot_words must be word:boost.*Received: two/],
    [[...BASE, '--beam_width', 'wide'], /--beam_width must be a number. Received: wide/],
    [[...BASE, '--nonsense'], /Unknown option '--nonsense'/],
  ];
  for (const [parameters, message] of cases) {
    const { status, stderr } = client(...parameters);
    assert.equal(status, 1, parameters.join(' '));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /^\s+at /m);
  }
});
