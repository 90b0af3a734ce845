package deepspeech

/*
#include "deepspeech.h"
*/
import "C"

import (
	"context"
	"encoding/binary"
	"runtime"
	"sync"
)

// samplesAtOnce is the audio between two looks at the context; one second for most models.
const samplesAtOnce = 16000

// Stream is one utterance, created by Model.NewStream. It is an io.WriteCloser for 16-bit little-endian samples.
// It ends with Finish, FinishWithMetadata, FinishWithEmissions, FinishWithWords, Discard or Close.
type Stream struct {
	mutex   sync.Mutex
	ctx     context.Context
	handle  *C.StreamingState
	half    byte // first byte of an incomplete sample
	hasHalf bool
}

// check returns why the stream cannot be used. The mutex is locked by the caller.
func (s *Stream) check() error {
	if s.handle == nil {
		return ErrClosed
	}
	return s.ctx.Err()
}

// feed appends samples and returns how many. The mutex is locked by the caller.
func (s *Stream) feed(samples []int16) (fed int, err error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	for fed < len(samples) {
		if err := s.ctx.Err(); err != nil {
			return fed, err
		}
		chunk := samples[fed:]
		if len(chunk) > samplesAtOnce {
			chunk = chunk[:samplesAtOnce]
		}
		err := check("FeedAudioContent", func() C.int {
			C.DS_FeedAudioContent(s.handle, pointerTo(chunk), C.uint(len(chunk)))
			return C.DS_GetStreamStatus(s.handle)
		})
		if err != nil {
			return fed, err
		}
		fed += len(chunk)
	}
	return fed, nil
}

// FeedAudioContent appends samples. It has no result, as in go-astideepspeech: if it fails, so do the methods that return
// results. WriteSamples returns the error.
func (s *Stream) FeedAudioContent(buffer []int16) {
	_ = s.WriteSamples(buffer)
}

// WriteSamples appends samples. The result does not depend on how the audio is split.
func (s *Stream) WriteSamples(samples []int16) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, err := s.feed(samples)
	return err
}

// Write appends 16-bit little-endian samples. An incomplete sample at the end is completed by the next call; at the
// end of the utterance it is ignored.
func (s *Stream) Write(data []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.check(); err != nil || len(data) == 0 {
		return 0, err
	}
	bytes, begun := data, 0
	if s.hasHalf {
		begun = 1
		bytes = append([]byte{s.half}, data...)
	}
	samples := make([]int16, len(bytes)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(bytes[2*i:]))
	}
	if fed, err := s.feed(samples); err != nil {
		if fed == 0 {
			return 0, err
		}
		s.hasHalf = false
		return 2*fed - begun, err
	}
	s.hasHalf = len(bytes)%2 == 1
	s.half = bytes[len(bytes)-1]
	return len(data), nil
}

// decode calls a function that leaves the stream as it is.
func decode[N any, R any](s *Stream, function string, call func() *N, convert func(*N) R, free func(*N)) (R, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.check(); err != nil {
		var none R
		return none, err
	}
	native := func() (*N, Code) {
		result := call()
		return result, Code(C.DS_GetStreamStatus(s.handle))
	}
	return take(function, native, convert, free)
}

// finish calls a function that ends the stream.
func finish[N any, R any](s *Stream, function string, call func() *N, convert func(*N) R, free func(*N)) (R, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.check(); err != nil {
		var none R
		return none, err
	}
	native := func() (*N, Code) {
		status := Code(C.DS_GetStreamStatus(s.handle))
		result := call()
		s.handle = nil
		runtime.SetFinalizer(s, nil)
		return result, status
	}
	return take(function, native, convert, free)
}

// decodeWithMetadata is decode for functions that take a number of results.
func decodeWithMetadata(s *Stream, function string, numResults uint, call func(C.uint) *C.Metadata) (*Metadata, error) {
	count, err := unsigned(function, "number of results", uint64(numResults))
	if err != nil {
		return nil, err
	}
	native := func() *C.Metadata { return call(count) }
	return decode(s, function, native, convertMetadata, freeMetadata)
}

// IntermediateDecode returns the transcript so far.
func (s *Stream) IntermediateDecode() (string, error) {
	call := func() *C.char { return C.DS_IntermediateDecode(s.handle) }
	return decode(s, "IntermediateDecode", call, convertText, freeText)
}

// IntermediateDecodeWithMetadata returns up to numResults transcripts so far.
func (s *Stream) IntermediateDecodeWithMetadata(numResults uint) (*Metadata, error) {
	call := func(count C.uint) *C.Metadata { return C.DS_IntermediateDecodeWithMetadata(s.handle, count) }
	return decodeWithMetadata(s, "IntermediateDecodeWithMetadata", numResults, call)
}

// IntermediateDecodeFlushBuffers returns the transcript that Finish would return now. The stream is unchanged.
func (s *Stream) IntermediateDecodeFlushBuffers() (string, error) {
	call := func() *C.char { return C.DS_IntermediateDecodeFlushBuffers(s.handle) }
	return decode(s, "IntermediateDecodeFlushBuffers", call, convertText, freeText)
}

// IntermediateDecodeWithMetadataFlushBuffers returns what FinishWithMetadata would return now. The stream is unchanged.
func (s *Stream) IntermediateDecodeWithMetadataFlushBuffers(numResults uint) (*Metadata, error) {
	call := func(count C.uint) *C.Metadata {
		return C.DS_IntermediateDecodeWithMetadataFlushBuffers(s.handle, count)
	}
	return decodeWithMetadata(s, "IntermediateDecodeWithMetadataFlushBuffers", numResults, call)
}

// IntermediateDecodeWithWords returns the words so far; the last one may be incomplete.
func (s *Stream) IntermediateDecodeWithWords() (*TimedWords, error) {
	call := func() *C.TimedWords { return C.DS_IntermediateDecodeWithWords(s.handle) }
	return decode(s, "IntermediateDecodeWithWords", call, convertWords, freeWords)
}

// Emissions returns the outputs of the acoustic model from a timestep on, nil if the stream does not keep them
// (Model.SetKeepEmissions).
func (s *Stream) Emissions(firstTimestep uint) (*Emissions, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	first, err := unsigned("GetStreamEmissions", "timestep", uint64(firstTimestep))
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := check("GetStreamEmissions", func() C.int { return C.DS_GetStreamStatus(s.handle) }); err != nil {
		return nil, err
	}
	emissions := C.DS_GetStreamEmissions(s.handle, first)
	if emissions == nil {
		return nil, nil
	}
	defer freeEmissions(emissions)
	return convertEmissions(emissions), nil
}

// TrailingSilence returns the seconds from the end of the last speech to the last sample. To detect the end of an
// utterance, wait until it reaches, for example, 0.8 after text was recognized.
func (s *Stream) TrailingSilence() (float32, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.check(); err != nil {
		return 0, err
	}
	return float32(C.DS_GetStreamTrailingSilence(s.handle)), nil
}

// Finish computes the rest of the audio, returns the transcript and ends the stream.
func (s *Stream) Finish() (string, error) {
	call := func() *C.char { return C.DS_FinishStream(s.handle) }
	return finish(s, "FinishStream", call, convertText, freeText)
}

// FinishWithMetadata is Finish with tokens, times and confidence of up to numResults transcripts.
func (s *Stream) FinishWithMetadata(numResults uint) (*Metadata, error) {
	count, err := unsigned("FinishStreamWithMetadata", "number of results", uint64(numResults))
	if err != nil {
		return nil, err
	}
	call := func() *C.Metadata { return C.DS_FinishStreamWithMetadata(s.handle, count) }
	return finish(s, "FinishStreamWithMetadata", call, convertMetadata, freeMetadata)
}

// FinishWithEmissions is FinishWithMetadata with the outputs of the acoustic model, if the stream keeps them.
func (s *Stream) FinishWithEmissions(numResults uint) (*Metadata, error) {
	count, err := unsigned("FinishStreamWithEmissions", "number of results", uint64(numResults))
	if err != nil {
		return nil, err
	}
	call := func() *C.MetadataWithEmissions { return C.DS_FinishStreamWithEmissions(s.handle, count) }
	return finish(s, "FinishStreamWithEmissions", call, convertWithEmissions, freeWithEmissions)
}

// FinishWithWords is Finish with the words of the best transcript, their times and confidences.
func (s *Stream) FinishWithWords() (*TimedWords, error) {
	call := func() *C.TimedWords { return C.DS_FinishStreamWithWords(s.handle) }
	return finish(s, "FinishStreamWithWords", call, convertWords, freeWords)
}

// Discard releases the stream without decoding it. It does nothing to a stream that has ended.
func (s *Stream) Discard() {
	_ = s.Close()
}

// Close is Discard, but returns ErrClosed for a stream that has ended.
func (s *Stream) Close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.handle == nil {
		return ErrClosed
	}
	C.DS_FreeStream(s.handle)
	s.handle = nil
	runtime.SetFinalizer(s, nil)
	return nil
}
