module deepspeech

// CommandGrammar is a grammar of spoken commands, written by data/lm/commands.py. Release it with close.
@[heap]
pub struct CommandGrammar {
mut:
	handle &C.CommandGrammar = unsafe { nil }
}

// SlotKind is the kind of a slot's value: a text, a number, "true" or "false".
pub enum SlotKind {
	text
	number
	truth
}

// CommandSlot is a slot of a command.
pub struct CommandSlot {
pub:
	name  string
	kind  SlotKind
	value string // what the grammar gives for the words
	text  string // the words; empty for a slot that a command has without words
}

// CommandMatch is a command that was recognized.
pub struct CommandMatch {
pub:
	intent     string
	slots      []CommandSlot // in the order of the sentence
	sentence   string        // the words of the command as the grammar has them
	text_index u32           // the transcript that was used
	distance   f64           // words that differ, divided by the words of the transcript; 0: none
}

// load_commands loads a grammar.
pub fn load_commands(path string) !&CommandGrammar {
	mut grammar := &CommandGrammar{}
	text := text_argument('CreateCommands', path)!
	check('CreateCommands', C.DS_CreateCommands(text, &grammar.handle))!
	return grammar
}

// close releases the grammar. Closing it again does nothing.
pub fn (mut grammar CommandGrammar) close() {
	C.DS_FreeCommands(grammar.handle)
	grammar.handle = unsafe { nil }
}

// match_command finds the command of an utterance, given its transcripts, best first. At most max_distance (0 to 1; 0.25
// is usual) of the words may differ. A result without intent means that there is none.
pub fn (grammar &CommandGrammar) match_command(texts []string, max_distance f32) !CommandMatch {
	name := 'MatchCommand'
	if grammar.handle == unsafe { nil } {
		return ClosedError{}
	}
	mut pointers := []&char{cap: texts.len}
	for text in texts {
		pointers << text_argument(name, text)!
	}
	count := size_argument(name, texts.len)!
	mut found := &C.CommandMatch(unsafe { nil })
	code := C.DS_MatchCommand(grammar.handle, &&char(pointers.data), count, max_distance, &found)
	check(name, code)!
	if found == unsafe { nil } {
		return CommandMatch{}
	}
	defer {
		C.DS_FreeCommandMatch(found)
	}
	return convert_match(found)
}

fn convert_match(native &C.CommandMatch) CommandMatch {
	mut slots := []CommandSlot{cap: int(native.num_slots)}
	for i in 0 .. int(native.num_slots) {
		slot := unsafe { native.slots[i] }
		slots << CommandSlot{
			name:  copy_text(slot.name)
			kind:  unsafe { SlotKind(slot.kind) }
			value: copy_text(slot.value)
			text:  copy_text(slot.text)
		}
	}
	return CommandMatch{
		intent:     copy_text(native.intent)
		slots:      slots
		sentence:   copy_text(native.sentence)
		text_index: native.text_index
		distance:   native.distance
	}
}
