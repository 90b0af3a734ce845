package deepspeech

/*
#include <stdlib.h>
#include "deepspeech.h"
*/
import "C"

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Model is an acoustic model, optionally with a scorer.
type Model struct {
	mutex  sync.RWMutex // locked for writing to close only
	handle *C.ModelState
}

// New loads an exported .tflite file, or a .pb or .pbmm file of DeepSpeech 0.7 to 0.9.3.
func New(modelPath string) (*Model, error) {
	var handle *C.ModelState
	err := withText("CreateModel", "path", modelPath, func(path *C.char) C.int {
		return C.DS_CreateModel(path, &handle)
	})
	return own(handle, err)
}

// NewFromBytes loads a model from the contents of its file, which are copied.
func NewFromBytes(model []byte) (*Model, error) {
	var handle *C.ModelState
	err := withBytes("CreateModelFromBuffer", "model", model, func(data *C.char, size C.uint) C.int {
		return C.DS_CreateModelFromBuffer(data, size, &handle)
	})
	return own(handle, err)
}

func own(handle *C.ModelState, err error) (*Model, error) {
	if err != nil {
		return nil, err
	}
	model := &Model{handle: handle}
	runtime.SetFinalizer(model, (*Model).Close)
	return model, nil
}

// withBytes calls a function that takes a buffer and returns a status code.
func withBytes(function, name string, data []byte, call func(*C.char, C.uint) C.int) error {
	size, err := unsigned(function, "size of the "+name, uint64(len(data)))
	if err != nil {
		return err
	}
	return check(function, func() C.int {
		if len(data) == 0 {
			return call(nil, 0)
		}
		return call((*C.char)(unsafe.Pointer(&data[0])), size)
	})
}

// Close releases the model. Streams of it go on. Closing it again does nothing.
func (m *Model) Close() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	C.DS_FreeModel(m.handle)
	m.handle = nil
	runtime.SetFinalizer(m, nil)
}

// use runs an action on the open model.
func (m *Model) use(action func(handle *C.ModelState) error) error {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	if m.handle == nil {
		return ErrClosed
	}
	return action(m.handle)
}

// set calls a function that returns a status code.
func (m *Model) set(function string, call func(handle *C.ModelState) C.int) error {
	return m.use(func(handle *C.ModelState) error {
		return check(function, func() C.int { return call(handle) })
	})
}

// BeamWidth returns the number of hypotheses that the decoder keeps; 0 after Close.
func (m *Model) BeamWidth() (width uint) {
	_ = m.use(func(handle *C.ModelState) error {
		width = uint(C.DS_GetModelBeamWidth(handle))
		return nil
	})
	return width
}

// SetBeamWidth sets the beam width of streams created later.
func (m *Model) SetBeamWidth(width uint) error {
	number, err := unsigned("SetModelBeamWidth", "beam width", uint64(width))
	if err != nil {
		return err
	}
	return m.set("SetModelBeamWidth", func(handle *C.ModelState) C.int {
		return C.DS_SetModelBeamWidth(handle, number)
	})
}

// SampleRate returns the sampling rate in Hz that the model expects; 0 after Close.
func (m *Model) SampleRate() (rate int) {
	_ = m.use(func(handle *C.ModelState) error {
		rate = int(C.DS_GetModelSampleRate(handle))
		return nil
	})
	return rate
}

// Threads returns the number of threads that run the acoustic model; 0 after Close.
func (m *Model) Threads() (threads uint) {
	_ = m.use(func(handle *C.ModelState) error {
		threads = uint(C.DS_GetModelThreads(handle))
		return nil
	})
	return threads
}

// SetThreads sets the number of threads of the acoustic model; 0 means one per processor, which is also the limit.
func (m *Model) SetThreads(threads uint) error {
	number, err := unsigned("SetModelThreads", "number of threads", uint64(threads))
	if err != nil {
		return err
	}
	return m.set("SetModelThreads", func(handle *C.ModelState) C.int {
		return C.DS_SetModelThreads(handle, number)
	})
}

// SetKeepEmissions sets whether streams created later keep the outputs of the acoustic model; see Stream.Emissions.
func (m *Model) SetKeepEmissions(keep bool) error {
	return m.set("SetModelKeepEmissions", func(handle *C.ModelState) C.int {
		return C.DS_SetModelKeepEmissions(handle, truth(keep))
	})
}

// SetDecoderCompat sets whether streams created later treat the last word as DeepSpeech 0.9.3, the default, or
// correctly. In 0.9.3, intermediate results show words only when they are complete, and a hot-word at the end of an
// utterance is not boosted.
func (m *Model) SetDecoderCompat(like09 bool) error {
	return m.set("SetModelDecoderCompat", func(handle *C.ModelState) C.int {
		return C.DS_SetModelDecoderCompat(handle, truth(like09))
	})
}

func truth(value bool) C.int {
	if value {
		return 1
	}
	return 0
}

// EnableExternalScorer uses a .scorer package instead of any other. If it cannot be loaded, the previous one stays.
func (m *Model) EnableExternalScorer(scorerPath string) error {
	return m.use(func(handle *C.ModelState) error {
		return withText("EnableExternalScorer", "path", scorerPath, func(path *C.char) C.int {
			return C.DS_EnableExternalScorer(handle, path)
		})
	})
}

// EnableExternalScorerFromBytes uses the contents of a .scorer package, which are copied, instead of any other.
func (m *Model) EnableExternalScorerFromBytes(scorer []byte) error {
	return m.use(func(handle *C.ModelState) error {
		return withBytes("EnableExternalScorerFromBuffer", "scorer", scorer, func(data *C.char, size C.uint) C.int {
			return C.DS_EnableExternalScorerFromBuffer(handle, data, size)
		})
	})
}

// DisableExternalScorer makes streams created later decode without a scorer.
func (m *Model) DisableExternalScorer() error {
	return m.set("DisableExternalScorer", func(handle *C.ModelState) C.int {
		return C.DS_DisableExternalScorer(handle)
	})
}

// SetScorerAlphaBeta sets the weights of the language model and of each word. NaN leaves a weight unchanged.
func (m *Model) SetScorerAlphaBeta(alpha, beta float32) error {
	return m.set("SetScorerAlphaBeta", func(handle *C.ModelState) C.int {
		return C.DS_SetScorerAlphaBeta(handle, C.float(alpha), C.float(beta))
	})
}

// AddHotWord boosts a word in streams created later; a negative boost suppresses it. It needs a scorer.
func (m *Model) AddHotWord(word string, boost float32) error {
	return m.use(func(handle *C.ModelState) error {
		return withText("AddHotWord", "word", word, func(copied *C.char) C.int {
			return C.DS_AddHotWord(handle, copied, C.float(boost))
		})
	})
}

// EraseHotWord removes the boost of a word.
func (m *Model) EraseHotWord(word string) error {
	return m.use(func(handle *C.ModelState) error {
		return withText("EraseHotWord", "word", word, func(copied *C.char) C.int {
			return C.DS_EraseHotWord(handle, copied)
		})
	})
}

// ClearHotWords removes all boosts.
func (m *Model) ClearHotWords() error {
	return m.set("ClearHotWords", func(handle *C.ModelState) C.int {
		return C.DS_ClearHotWords(handle)
	})
}

// Warnings returns what is accepted, but probably wrong, in the settings: a beam width above the limit, a scorer for another
// alphabet, hot-words that the scorer does not know.
func (m *Model) Warnings() (warnings []string, err error) {
	err = m.use(func(handle *C.ModelState) error {
		if text := goText(C.DS_GetModelWarnings(handle)); text != "" {
			warnings = strings.Split(strings.TrimRight(text, "\n"), "\n")
		}
		return nil
	})
	return warnings, err
}

// NewStream starts an utterance.
func (m *Model) NewStream() (*Stream, error) {
	return m.NewStreamContext(context.Background())
}

// NewStreamContext starts an utterance whose methods return the error of the context once it is done. This is noticed
// after at most one second of audio. Such a stream must still be discarded, or is by the garbage collector.
func (m *Model) NewStreamContext(ctx context.Context) (*Stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var handle *C.StreamingState
	err := m.set("CreateStream", func(model *C.ModelState) C.int {
		return C.DS_CreateStream(model, &handle)
	})
	if err != nil {
		return nil, err
	}
	stream := &Stream{ctx: ctx, handle: handle}
	runtime.SetFinalizer(stream, (*Stream).Discard)
	return stream, nil
}
