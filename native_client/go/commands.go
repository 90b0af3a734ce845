package deepspeech

/*
#include <stdlib.h>
#include "deepspeech.h"
*/
import "C"

import (
	"runtime"
	"sync"
	"unsafe"
)

// SlotKind is the kind of a slot's value.
type SlotKind int

// The kinds of values: a text, a number, "true" or "false".
const (
	SlotText SlotKind = iota
	SlotNumber
	SlotTruth
)

// CommandSlot is a slot of a command.
type CommandSlot struct {
	Name  string
	Kind  SlotKind
	Value string // what the grammar gives for the words
	Text  string // the words; empty for a slot that a command has without words
}

// CommandMatch is a command that was recognized.
type CommandMatch struct {
	Intent    string
	Slots     []CommandSlot // in the order of the sentence
	Sentence  string        // the words of the command as the grammar has them
	TextIndex uint          // the transcript that was used
	Distance  float64       // words that differ, divided by the words of the transcript; 0: none
}

// CommandGrammar is a grammar of spoken commands.
type CommandGrammar struct {
	mutex  sync.RWMutex // locked for writing to close only
	handle *C.CommandGrammar
}

// LoadCommands loads a grammar that was written by data/lm/commands.py.
func LoadCommands(path string) (*CommandGrammar, error) {
	var handle *C.CommandGrammar
	err := withText("CreateCommands", "path", path, func(copied *C.char) C.int {
		return C.DS_CreateCommands(copied, &handle)
	})
	if err != nil {
		return nil, err
	}
	grammar := &CommandGrammar{handle: handle}
	runtime.SetFinalizer(grammar, (*CommandGrammar).Close)
	return grammar, nil
}

// Close releases the grammar. Closing it again does nothing.
func (g *CommandGrammar) Close() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	C.DS_FreeCommands(g.handle)
	g.handle = nil
	runtime.SetFinalizer(g, nil)
}

// Match finds the command of an utterance, given its transcripts, best first; nil if there is none. At most maxDistance
// (0 to 1; 0.25 is usual) of the words may differ.
func (g *CommandGrammar) Match(texts []string, maxDistance float32) (*CommandMatch, error) {
	g.mutex.RLock()
	defer g.mutex.RUnlock()
	if g.handle == nil {
		return nil, ErrClosed
	}
	count, err := unsigned("MatchCommand", "number of transcripts", uint64(len(texts)))
	if err != nil || count == 0 {
		return nil, err
	}
	array := (**C.char)(C.calloc(C.size_t(count), C.size_t(unsafe.Sizeof((*C.char)(nil)))))
	defer C.free(unsafe.Pointer(array))
	for i, text := range texts {
		copied, err := cString("MatchCommand", "transcript", text)
		if err != nil {
			return nil, err
		}
		defer C.free(unsafe.Pointer(copied))
		unsafe.Slice(array, len(texts))[i] = copied
	}
	var match *C.CommandMatch
	err = check("MatchCommand", func() C.int {
		return C.DS_MatchCommand(g.handle, array, count, C.float(maxDistance), &match)
	})
	if err != nil || match == nil {
		return nil, err
	}
	defer freeMatch(match)
	return convertMatch(match), nil
}

func convertMatch(m *C.CommandMatch) *CommandMatch {
	slots := make([]CommandSlot, m.num_slots)
	for i, slot := range unsafe.Slice(m.slots, int(m.num_slots)) {
		slots[i] = CommandSlot{
			Name:  C.GoString(slot.name),
			Kind:  SlotKind(slot.kind),
			Value: C.GoString(slot.value),
			Text:  C.GoString(slot.text),
		}
	}
	return &CommandMatch{
		Intent:    C.GoString(m.intent),
		Slots:     slots,
		Sentence:  C.GoString(m.sentence),
		TextIndex: uint(m.text_index),
		Distance:  float64(m.distance),
	}
}
