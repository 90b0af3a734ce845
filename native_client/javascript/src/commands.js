'use strict';

/** Spoken commands: the intent and the slots of a transcript. Documented in index.d.ts. */

const { call, read } = require('./library.js');
const { check } = require('./errors.js');
const { Handle } = require('./handle.js');
const { list } = require('./results.js');
const { number, text, wrongType } = require('./arguments.js');

const KINDS = [(value) => value, Number, (value) => value === 'true']; // by CommandSlot.kind

function textsOf(transcripts) {
  if (typeof transcripts === 'string') return [transcripts];
  if (Array.isArray(transcripts?.transcripts)) return transcripts.transcripts.map((one) => one.text);
  if (Array.isArray(transcripts)) return transcripts;
  throw wrongType('transcripts', 'a string, strings or metadata', transcripts);
}

class Commands {
  #handle;

  constructor(path) {
    const found = [null];
    check('CreateCommands', call('DS_CreateCommands', text('path', path), found));
    this.#handle = new Handle('grammar', found[0], 'DS_FreeCommands');
  }

  match(transcripts, maxDistance = 0.25) {
    const texts = textsOf(transcripts).map((one) => text('transcripts', one));
    const address = this.#handle.open('MatchCommand');
    const found = [null];
    check('MatchCommand', call('DS_MatchCommand', address, texts, texts.length, number('maxDistance', maxDistance), found));
    if (found[0] === null) return null;
    try {
      const { intent, slots, num_slots: count, sentence, text_index: transcript, distance } = read('CommandMatch', found[0]);
      const convert = ({ name, kind, value, text: words }) => ({ name, value: KINDS[kind](value), text: words });
      return { intent, slots: list('CommandSlot', slots, count, convert), sentence, transcript, distance };
    } finally {
      call('DS_FreeCommandMatch', found[0]);
    }
  }

  free() {
    this.#handle.close('FreeCommands');
  }
}

module.exports = { Commands };
