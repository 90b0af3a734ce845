package deepspeech

/*
#cgo CFLAGS: -I${SRCDIR}/include -I${SRCDIR}/../include
#cgo LDFLAGS: -L${SRCDIR}/lib -Wl,-rpath,${SRCDIR}/lib -L${SRCDIR}/../python/deepspeech/lib -ldeepspeech
#include <stdlib.h>
#include "deepspeech.h"
*/
import "C"

import (
	"math"
	"runtime"
	"strings"
	"unsafe"
)

// The status codes of the library.
const (
	CodeOK                    = Code(C.DS_ERR_OK)
	CodeNoModel               = Code(C.DS_ERR_NO_MODEL)
	CodeInvalidAlphabet       = Code(C.DS_ERR_INVALID_ALPHABET)
	CodeInvalidShape          = Code(C.DS_ERR_INVALID_SHAPE)
	CodeInvalidScorer         = Code(C.DS_ERR_INVALID_SCORER)
	CodeModelIncompatible     = Code(C.DS_ERR_MODEL_INCOMPATIBLE)
	CodeScorerNotEnabled      = Code(C.DS_ERR_SCORER_NOT_ENABLED)
	CodeScorerUnreadable      = Code(C.DS_ERR_SCORER_UNREADABLE)
	CodeScorerInvalidLM       = Code(C.DS_ERR_SCORER_INVALID_LM)
	CodeScorerNoTrie          = Code(C.DS_ERR_SCORER_NO_TRIE)
	CodeScorerInvalidTrie     = Code(C.DS_ERR_SCORER_INVALID_TRIE)
	CodeScorerVersionMismatch = Code(C.DS_ERR_SCORER_VERSION_MISMATCH)
	CodeInvalidValue          = Code(C.DS_ERR_INVALID_VALUE)
	CodeHotWordWithoutEffect  = Code(C.DS_ERR_HOTWORD_WITHOUT_EFFECT)
	CodeInvalidCommands       = Code(C.DS_ERR_INVALID_COMMANDS)
	CodeFailInitMmap          = Code(C.DS_ERR_FAIL_INIT_MMAP)
	CodeFailInitSession       = Code(C.DS_ERR_FAIL_INIT_SESS)
	CodeFailInterpreter       = Code(C.DS_ERR_FAIL_INTERPRETER)
	CodeFailRunSession        = Code(C.DS_ERR_FAIL_RUN_SESS)
	CodeFailCreateStream      = Code(C.DS_ERR_FAIL_CREATE_STREAM)
	CodeFailReadProtobuf      = Code(C.DS_ERR_FAIL_READ_PROTOBUF)
	CodeFailCreateSession     = Code(C.DS_ERR_FAIL_CREATE_SESS)
	CodeFailCreateModel       = Code(C.DS_ERR_FAIL_CREATE_MODEL)
	CodeFailInsertHotWord     = Code(C.DS_ERR_FAIL_INSERT_HOTWORD)
	CodeFailClearHotWord      = Code(C.DS_ERR_FAIL_CLEAR_HOTWORD)
	CodeFailEraseHotWord      = Code(C.DS_ERR_FAIL_ERASE_HOTWORD)
)

func codeMessage(code Code) string {
	return goText(C.DS_ErrorCodeToErrorMessage(C.int(code)))
}

// goText copies and frees a string of the library; a null pointer becomes an empty string.
func goText(text *C.char) string {
	defer C.DS_FreeString(text)
	return C.GoString(text)
}

// failure is the error of the last call in this operating system thread.
func failure(function string, code Code) error {
	return &Error{
		Function: function,
		Code:     code,
		Message:  codeMessage(code),
		Details:  goText(C.DS_GetErrorDetails()),
	}
}

// check calls a function that returns a status code. The thread stays the same until the reason of a failure is read, as the
// library keeps it per thread.
func check(function string, call func() C.int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if code := Code(call()); code != CodeOK {
		return failure(function, code)
	}
	return nil
}

// take calls a function that returns a result, or null on failure, converts the result and frees it. status returns the
// code of a failure; it is called before or after, as the caller needs it, and null means that the code is unknown.
func take[N any, R any](function string, call func() (*N, Code), convert func(*N) R, free func(*N)) (R, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	result, code := call()
	if result == nil {
		var none R
		if code == CodeOK {
			code = CodeFailRunSession
		}
		return none, failure(function, code)
	}
	defer free(result)
	return convert(result), nil
}

func freeText(text *C.char)                             { C.DS_FreeString(text) }
func freeMetadata(m *C.Metadata)                        { C.DS_FreeMetadata(m) }
func freeWithEmissions(m *C.MetadataWithEmissions)      { C.DS_FreeMetadataWithEmissions(m) }
func freeEmissions(emissions *C.AcousticModelEmissions) { C.DS_FreeEmissions(emissions) }
func freeWords(words *C.TimedWords)                     { C.DS_FreeTimedWords(words) }
func freeMatch(match *C.CommandMatch)                   { C.DS_FreeCommandMatch(match) }

func convertText(text *C.char) string { return C.GoString(text) }

func convertTranscripts(first *C.CandidateTranscript, count C.uint) []CandidateTranscript {
	transcripts := make([]CandidateTranscript, count)
	for i, transcript := range unsafe.Slice(first, int(count)) {
		tokens := make([]TokenMetadata, transcript.num_tokens)
		for j, token := range unsafe.Slice(transcript.tokens, int(transcript.num_tokens)) {
			tokens[j] = TokenMetadata{C.GoString(token.text), uint(token.timestep), float32(token.start_time)}
		}
		transcripts[i] = CandidateTranscript{tokens, float64(transcript.confidence)}
	}
	return transcripts
}

func convertMetadata(m *C.Metadata) *Metadata {
	return &Metadata{transcripts: convertTranscripts(m.transcripts, m.num_transcripts)}
}

func convertWithEmissions(m *C.MetadataWithEmissions) *Metadata {
	metadata := &Metadata{transcripts: convertTranscripts(m.transcripts, m.num_transcripts)}
	if m.emissions != nil {
		metadata.emissions = convertEmissions(m.emissions)
	}
	return metadata
}

func convertEmissions(e *C.AcousticModelEmissions) *Emissions {
	symbols := make([]string, e.num_symbols)
	for i, symbol := range unsafe.Slice(e.symbols, int(e.num_symbols)) {
		symbols[i] = C.GoString(symbol)
	}
	values := make([]float64, int(e.num_symbols)*int(e.num_timesteps))
	for i, value := range unsafe.Slice(e.emissions, len(values)) {
		values[i] = float64(value)
	}
	return &Emissions{Symbols: symbols, NumTimesteps: int(e.num_timesteps), Values: values}
}

func convertWords(w *C.TimedWords) *TimedWords {
	words := make([]TimedWord, w.num_words)
	for i, word := range unsafe.Slice(w.words, int(w.num_words)) {
		words[i] = TimedWord{
			Text:       C.GoString(word.text),
			StartTime:  float32(word.start_time),
			EndTime:    float32(word.end_time),
			Confidence: float64(word.confidence),
		}
	}
	return &TimedWords{Words: words, Confidence: float64(w.confidence)}
}

// cString copies a string into C memory, which the caller frees. C strings end at a zero byte, so there must be none.
func cString(function, name, text string) (*C.char, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, invalid(function, "the %s contains a zero byte", name)
	}
	return C.CString(text), nil
}

// withText calls a function that takes a string and returns a status code.
func withText(function, name, text string, call func(*C.char) C.int) error {
	copied, err := cString(function, name, text)
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(copied))
	return check(function, func() C.int { return call(copied) })
}

// unsigned converts a number or a size to what the library takes.
func unsigned(function, name string, value uint64) (C.uint, error) {
	if value > math.MaxUint32 {
		return 0, invalid(function, "the %s must be at most %d, got %d", name, uint32(math.MaxUint32), value)
	}
	return C.uint(value), nil
}

// pointerTo returns the address of the samples, null if there are none.
func pointerTo(samples []int16) *C.short {
	if len(samples) == 0 {
		return nil
	}
	return (*C.short)(unsafe.Pointer(&samples[0]))
}

// floats is pointerTo for floating-point samples.
func floats(samples []float32) *C.float {
	if len(samples) == 0 {
		return nil
	}
	return (*C.float)(unsafe.Pointer(&samples[0]))
}

// Version returns the version of the library.
func Version() string {
	return goText(C.DS_Version())
}
