package main

import (
	"fmt"

	"deepspeech.internal/deepspeech"
)

// recognizer is what all recordings share.
type recognizer struct {
	model   *deepspeech.Model
	grammar *deepspeech.CommandGrammar // nil: none
	options *options
}

// candidates returns the number of transcripts: that of the command line, or another one.
func (r *recognizer) candidates(otherwise uint) uint {
	if r.options.candidates > 0 {
		return r.options.candidates
	}
	return otherwise
}

// wanted returns how many transcripts to ask for when printed ones are shown.
func (r *recognizer) wanted(printed uint) uint {
	if r.grammar == nil {
		return printed
	}
	return r.candidates(10)
}

func (r *recognizer) match(m *deepspeech.Metadata) (*deepspeech.CommandMatch, error) {
	texts := make([]string, 0, m.NumTranscripts())
	for _, transcript := range m.Transcripts() {
		texts = append(texts, transcript.Text())
	}
	return r.grammar.Match(texts, float32(r.options.maxDistance))
}

// transcribe returns what is printed about a recording.
func (r *recognizer) transcribe(samples []int16) (string, error) {
	o := r.options
	switch {
	case o.extended:
		return r.fromTokens(r.model.SpeechToTextWithMetadata(samples, r.wanted(1)))
	case o.json:
		return r.toJSON(samples)
	case o.stream > 0:
		return r.stream(samples, o.stream, false)
	case o.extendedStream > 0:
		return r.stream(samples, o.extendedStream, true)
	case r.grammar != nil:
		return r.fromTokens(r.model.SpeechToTextWithMetadata(samples, r.wanted(1)))
	}
	return r.model.SpeechToText(samples)
}

// fromTokens returns the best transcript, and with a grammar the command of all of them in the next line.
func (r *recognizer) fromTokens(m *deepspeech.Metadata, err error) (string, error) {
	if err != nil {
		return "", err
	}
	text := ""
	if m.NumTranscripts() > 0 {
		text = m.Transcripts()[0].Text()
	}
	if r.grammar == nil {
		return text, nil
	}
	match, err := r.match(m)
	return text + "\n" + commandText(match), err
}

func (r *recognizer) stream(samples []int16, chunk int, tokens bool) (string, error) {
	stream, err := r.model.NewStream()
	if err != nil {
		return "", err
	}
	defer stream.Discard()
	last := ""
	for len(samples) > 0 {
		if chunk > len(samples) {
			chunk = len(samples)
		}
		if err := stream.WriteSamples(samples[:chunk]); err != nil {
			return "", err
		}
		samples = samples[chunk:]
		text, err := soFar(stream, tokens)
		if err != nil {
			return "", err
		}
		if text != last {
			fmt.Println(text)
		}
		last = text
	}
	if tokens || r.grammar != nil {
		return r.fromTokens(stream.FinishWithMetadata(r.wanted(1)))
	}
	return stream.Finish()
}

func soFar(stream *deepspeech.Stream, tokens bool) (string, error) {
	if !tokens {
		return stream.IntermediateDecode()
	}
	m, err := stream.IntermediateDecodeWithMetadata(1)
	if err != nil || m.NumTranscripts() == 0 {
		return "", err
	}
	return m.Transcripts()[0].Text(), nil
}

func (r *recognizer) toJSON(samples []int16) (string, error) {
	printed := r.candidates(3)
	call := r.model.SpeechToTextWithMetadata
	if r.options.keepEmissions {
		call = r.model.SpeechToTextWithEmissions
	}
	m, err := call(samples, r.wanted(printed))
	if err != nil {
		return "", err
	}
	command := ""
	if r.grammar != nil {
		match, err := r.match(m)
		if err != nil {
			return "", err
		}
		command = commandJSON(match)
	}
	transcripts := m.Transcripts()
	if uint(len(transcripts)) > printed {
		transcripts = transcripts[:printed]
	}
	return document(transcripts, m.Emissions(), command), nil
}
