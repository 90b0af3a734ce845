package deepspeech

import "strings"

// TokenMetadata is one token of a transcript: a character, or a byte in bytes mode.
type TokenMetadata struct {
	text      string
	timestep  uint
	startTime float32
}

// Text returns the token, UTF-8.
func (t TokenMetadata) Text() string { return t.text }

// Timestep returns the row of the model's output.
func (t TokenMetadata) Timestep() uint { return t.timestep }

// StartTime returns the time in seconds from the start of the audio.
func (t TokenMetadata) StartTime() float32 { return t.startTime }

// CandidateTranscript is one of several transcripts.
type CandidateTranscript struct {
	tokens     []TokenMetadata
	confidence float64
}

// NumTokens returns the number of tokens.
func (c CandidateTranscript) NumTokens() uint { return uint(len(c.tokens)) }

// Tokens returns the tokens in order.
func (c CandidateTranscript) Tokens() []TokenMetadata { return c.tokens }

// Confidence returns the natural logarithm of the score, including scorer and hot-words. Compare it only between
// transcripts of the same audio.
func (c CandidateTranscript) Confidence() float64 { return c.confidence }

// Text returns the tokens as one string.
func (c CandidateTranscript) Text() string {
	var text strings.Builder
	for _, token := range c.tokens {
		text.WriteString(token.text)
	}
	return text.String()
}

// Metadata has transcripts, best first.
type Metadata struct {
	transcripts []CandidateTranscript
	emissions   *Emissions
}

// NumTranscripts returns the number of transcripts.
func (m *Metadata) NumTranscripts() uint { return uint(len(m.transcripts)) }

// Transcripts returns the transcripts, best first.
func (m *Metadata) Transcripts() []CandidateTranscript { return m.transcripts }

// Emissions returns the outputs of the acoustic model, nil if the call does not return them or the stream did not keep them.
func (m *Metadata) Emissions() *Emissions { return m.emissions }

// Close exists for programs that were written for go-astideepspeech. It does nothing, as often as it is called: the
// results are in Go memory and stay valid.
func (m *Metadata) Close() {}

// TimedWord is a word with its times.
type TimedWord struct {
	Text       string  // UTF-8
	StartTime  float32 // of the first token, in seconds from the start of the audio
	EndTime    float32 // of the following space, at most 0.2 s after the last token, in seconds
	Confidence float64 // proportion of the hypotheses that contain the word here, from 0 to 1
}

// TimedWords has the words of the best transcript.
type TimedWords struct {
	Words      []TimedWord
	Confidence float64 // proportion of the hypotheses with exactly these words, from 0 to 1
}

// Emissions has the outputs of the acoustic model before decoding.
type Emissions struct {
	Symbols      []string  // the labels of the alphabet; the last one, empty, is the CTC blank
	NumTimesteps int       // rows
	Values       []float64 // probability of symbol s at timestep t: Values[t*len(Symbols)+s]
}

// Row returns the probabilities of all symbols at a timestep; it shares memory with Values.
func (e *Emissions) Row(timestep int) []float64 {
	width := len(e.Symbols)
	return e.Values[timestep*width : (timestep+1)*width]
}
