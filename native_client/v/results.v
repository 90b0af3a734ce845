module deepspeech

// TokenMetadata is one token: a character, or a byte in bytes mode.
pub struct TokenMetadata {
pub:
	text       string
	timestep   u32 // row of the model's output
	start_time f32 // seconds from the start of the audio
}

// CandidateTranscript is one of several transcripts.
pub struct CandidateTranscript {
pub:
	tokens     []TokenMetadata
	confidence f64 // natural logarithm of the score; comparable only for the same audio
}

// get_text returns the tokens as one text.
pub fn (transcript CandidateTranscript) get_text() string {
	return transcript.tokens.map(it.text).join('')
}

// Emissions has the outputs of the acoustic model before decoding.
pub struct Emissions {
pub:
	symbols       []string // the labels of the alphabet; the last one, empty, is the CTC blank
	num_timesteps int
	values        []f64 // of symbol s at timestep t: values[t * symbols.len + s]
}

// Metadata has transcripts, best first.
pub struct Metadata {
pub:
	transcripts []CandidateTranscript
	emissions   ?Emissions // if the call returns them and the stream kept them
}

// TimedWord is a word with its times.
pub struct TimedWord {
pub:
	text       string
	start_time f32 // of the first token, in seconds from the start of the audio
	end_time   f32 // of the following space, at most 0.2 s after the last token, in seconds
	confidence f64 // proportion of the hypotheses that contain the word here, from 0 to 1
}

// TimedWords has the words of the best transcript.
pub struct TimedWords {
pub:
	words      []TimedWord
	confidence f64 // proportion of the hypotheses with exactly these words, from 0 to 1
}

fn convert_transcripts(first &C.CandidateTranscript, count u32) []CandidateTranscript {
	mut transcripts := []CandidateTranscript{cap: int(count)}
	for i in 0 .. int(count) {
		native := unsafe { first[i] }
		mut tokens := []TokenMetadata{cap: int(native.num_tokens)}
		for j in 0 .. int(native.num_tokens) {
			token := unsafe { native.tokens[j] }
			tokens << TokenMetadata{copy_text(token.text), token.timestep, token.start_time}
		}
		transcripts << CandidateTranscript{tokens, native.confidence}
	}
	return transcripts
}

fn take_metadata(native &C.Metadata) Metadata {
	defer {
		C.DS_FreeMetadata(native)
	}
	return Metadata{
		transcripts: convert_transcripts(native.transcripts, native.num_transcripts)
	}
}

fn take_metadata_with_emissions(native &C.MetadataWithEmissions) Metadata {
	defer {
		C.DS_FreeMetadataWithEmissions(native)
	}
	transcripts := convert_transcripts(native.transcripts, native.num_transcripts)
	if native.emissions == unsafe { nil } {
		return Metadata{
			transcripts: transcripts
		}
	}
	return Metadata{
		transcripts: transcripts
		emissions:   convert_emissions(native.emissions)
	}
}

fn convert_emissions(native &C.AcousticModelEmissions) Emissions {
	mut symbols := []string{cap: native.num_symbols}
	for i in 0 .. native.num_symbols {
		symbols << copy_text(unsafe { native.symbols[i] })
	}
	mut values := []f64{cap: native.num_symbols * native.num_timesteps}
	for i in 0 .. native.num_symbols * native.num_timesteps {
		values << unsafe { native.emissions[i] }
	}
	return Emissions{symbols, native.num_timesteps, values}
}

fn take_words(native &C.TimedWords) TimedWords {
	defer {
		C.DS_FreeTimedWords(native)
	}
	mut words := []TimedWord{cap: int(native.num_words)}
	for i in 0 .. int(native.num_words) {
		word := unsafe { native.words[i] }
		words << TimedWord{copy_text(word.text), word.start_time, word.end_time, word.confidence}
	}
	return TimedWords{words, native.confidence}
}
