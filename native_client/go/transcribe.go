package deepspeech

/*
#include "deepspeech.h"
*/
import "C"

import "context"

// transcribe calls a function that transcribes samples and converts its result.
func transcribe[N any, R any](m *Model, function string, samples []int16, numResults uint,
	call func(handle *C.ModelState, size, count C.uint) *N, convert func(*N) R, free func(*N)) (result R, err error) {
	size, err := unsigned(function, "number of samples", uint64(len(samples)))
	if err != nil {
		return result, err
	}
	count, err := unsigned(function, "number of results", uint64(numResults))
	if err != nil {
		return result, err
	}
	err = m.use(func(handle *C.ModelState) (failed error) {
		native := func() (*N, Code) { return call(handle, size, count), CodeOK }
		result, failed = take(function, native, convert, free)
		return failed
	})
	return result, err
}

// SpeechToText transcribes 16-bit samples, mono, at the sampling rate of the model.
func (m *Model) SpeechToText(buffer []int16) (string, error) {
	call := func(handle *C.ModelState, size, _ C.uint) *C.char {
		return C.DS_SpeechToText(handle, pointerTo(buffer), size)
	}
	return transcribe(m, "SpeechToText", buffer, 1, call, convertText, freeText)
}

// SpeechToTextWithMetadata returns up to numResults transcripts with tokens, times and confidence.
func (m *Model) SpeechToTextWithMetadata(buffer []int16, numResults uint) (*Metadata, error) {
	call := func(handle *C.ModelState, size, count C.uint) *C.Metadata {
		return C.DS_SpeechToTextWithMetadata(handle, pointerTo(buffer), size, count)
	}
	return transcribe(m, "SpeechToTextWithMetadata", buffer, numResults, call, convertMetadata, freeMetadata)
}

// SpeechToTextWithEmissions is SpeechToTextWithMetadata with the outputs of the acoustic model.
func (m *Model) SpeechToTextWithEmissions(buffer []int16, numResults uint) (*Metadata, error) {
	call := func(handle *C.ModelState, size, count C.uint) *C.MetadataWithEmissions {
		return C.DS_SpeechToTextWithEmissions(handle, pointerTo(buffer), size, count)
	}
	return transcribe(m, "SpeechToTextWithEmissions", buffer, numResults, call, convertWithEmissions, freeWithEmissions)
}

// SpeechToTextWithWords returns the words of the best transcript, with times and confidences.
func (m *Model) SpeechToTextWithWords(buffer []int16) (*TimedWords, error) {
	call := func(handle *C.ModelState, size, _ C.uint) *C.TimedWords {
		return C.DS_SpeechToTextWithWords(handle, pointerTo(buffer), size)
	}
	return transcribe(m, "SpeechToTextWithWords", buffer, 1, call, convertWords, freeWords)
}

// SpeechToTextContext is SpeechToText that ends with the error of the context once that is done, after at most one
// second of audio.
func (m *Model) SpeechToTextContext(ctx context.Context, buffer []int16) (string, error) {
	return withStream(ctx, m, buffer, (*Stream).Finish)
}

// SpeechToTextWithMetadataContext is SpeechToTextWithMetadata with a context, like SpeechToTextContext.
func (m *Model) SpeechToTextWithMetadataContext(ctx context.Context, buffer []int16, numResults uint) (*Metadata, error) {
	return withStream(ctx, m, buffer, func(s *Stream) (*Metadata, error) { return s.FinishWithMetadata(numResults) })
}

// SpeechToTextWithWordsContext is SpeechToTextWithWords with a context, like SpeechToTextContext.
func (m *Model) SpeechToTextWithWordsContext(ctx context.Context, buffer []int16) (*TimedWords, error) {
	return withStream(ctx, m, buffer, (*Stream).FinishWithWords)
}

func withStream[R any](ctx context.Context, m *Model, buffer []int16, finish func(*Stream) (R, error)) (R, error) {
	var none R
	stream, err := m.NewStreamContext(ctx)
	if err != nil {
		return none, err
	}
	defer stream.Discard()
	if err := stream.WriteSamples(buffer); err != nil {
		return none, err
	}
	return finish(stream)
}

// Resample converts a recording of one channel, in which full scale is 1.0, from one sampling rate in Hz to another, and
// rounds it to 16 bits. Chunks of a stream must not be resampled separately, as each call takes its ends for silence.
func Resample(samples []float32, fromRate, toRate uint) ([]int16, error) {
	var numbers [3]C.uint
	for i, value := range []uint64{uint64(len(samples)), uint64(fromRate), uint64(toRate)} {
		number, err := unsigned("ResampleAudio", "number of samples or the sampling rate", value)
		if err != nil {
			return nil, err
		}
		numbers[i] = number
	}
	var size C.uint
	run := func(result *C.short, room C.uint) error {
		return check("ResampleAudio", func() C.int {
			return C.DS_ResampleAudio(floats(samples), numbers[0], numbers[1], numbers[2], result, room, &size)
		})
	}
	if err := run(nil, 0); err != nil || size == 0 {
		return nil, err
	}
	result := make([]int16, size)
	if err := run(pointerTo(result), size); err != nil {
		return nil, err
	}
	return result, nil
}
