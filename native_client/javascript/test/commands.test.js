'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Commands, DeepSpeechError, ErrorCodes } = require('../index.js');

// "light [on]": the intent Light, with the slots "what", which is said, and "level" and "sure", which are not.
const GRAMMAR = `deepspeech-commands 1
words 2
light
on
intents 1
Light
values 3
s what\tlamp
n level\t0.5
b sure\ttrue
marks 4

0
1
2 3 4 5
skip 0
states 3
1 0
0 3
1 1
0 3
1 0 0 0
0 1
0 1 1 2
`;

test('commands, and a grammar that is damaged or freed', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deepspeech-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'light.commands');
  fs.writeFileSync(file, GRAMMAR);
  const commands = new Commands(file);
  const command = commands.match(['nothing', 'light on']);
  assert.equal(command.intent, 'Light');
  assert.deepEqual(command.slots, [
    { name: 'what', value: 'lamp', text: 'light' },
    { name: 'level', value: 0.5, text: '' },
    { name: 'sure', value: true, text: '' },
  ]);
  assert.deepEqual([command.sentence, command.transcript, command.distance], ['light on', 1, 0]);
  assert.equal(commands.match('something else'), null);
  assert.equal(commands.match({ transcripts: [{ text: 'light on' }] }).intent, 'Light');
  assert.throws(() => commands.match(7), TypeError);
  assert.throws(() => commands.match('light', 2), (error) => error instanceof DeepSpeechError);
  commands.free();
  assert.throws(() => commands.free(), (error) => error.code === ErrorCodes.INVALID_VALUE);
  assert.throws(() => commands.match('light'), (error) => error.code === ErrorCodes.INVALID_VALUE);
  fs.writeFileSync(file, GRAMMAR.slice(0, -9));
  assert.throws(() => new Commands(file), (error) => error.code === ErrorCodes.INVALID_COMMANDS && error.details !== '');
});
