//! Results.
use std::fmt;
use std::str::{from_utf8, Utf8Error};

use crate::native::{array, bytes, lossy};
use crate::sys;

/// One token: a character, or a byte in bytes mode.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenMetadata {
    text: Vec<u8>,
    timestep: u32,
    start_time: f32,
}

impl TokenMetadata {
    /// The text.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8, as parts of characters in bytes mode.
    pub fn text(&self) -> Result<&str, Utf8Error> {
        from_utf8(&self.text)
    }

    /// The row of the model's output.
    pub fn timestep(&self) -> u32 {
        self.timestep
    }

    /// The time in seconds from the start of the audio.
    pub fn start_time(&self) -> f32 {
        self.start_time
    }
}

/// One of several transcripts. `{}` prints its text.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateTranscript {
    tokens: Vec<TokenMetadata>,
    confidence: f64,
}

impl CandidateTranscript {
    /// The tokens in order.
    pub fn tokens(&self) -> &[TokenMetadata] {
        &self.tokens
    }

    /// The natural logarithm of the score, including scorer and hot-words. Compare it only between transcripts of the
    /// same audio.
    pub fn confidence(&self) -> f64 {
        self.confidence
    }

    /// The number of tokens.
    pub fn num_tokens(&self) -> u32 {
        self.tokens.len() as u32
    }
}

impl fmt::Display for CandidateTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: Vec<u8> = self.tokens.iter().flat_map(|token| token.text.iter().copied()).collect();
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// Transcripts, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    transcripts: Vec<CandidateTranscript>,
    emissions: Option<Emissions>,
}

impl Metadata {
    /// The transcripts, best first.
    pub fn transcripts(&self) -> &[CandidateTranscript] {
        &self.transcripts
    }

    /// The number of transcripts.
    pub fn num_transcripts(&self) -> u32 {
        self.transcripts.len() as u32
    }

    /// The outputs of the acoustic model, if they were asked for and kept.
    pub fn emissions(&self) -> Option<&Emissions> {
        self.emissions.as_ref()
    }
}

/// A word with its times.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedWord {
    /// The word; invalid UTF-8 becomes U+FFFD.
    pub text: String,
    /// Time of the first token, in seconds from the start of the audio.
    pub start_time: f32,
    /// Time of the following space, at most 0.2 s after the last token, in seconds.
    pub end_time: f32,
    /// Proportion of the hypotheses that contain the word here, from 0 to 1.
    pub confidence: f64,
}

/// The words of the best transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedWords {
    /// In order.
    pub words: Vec<TimedWord>,
    /// Proportion of the hypotheses with exactly these words, from 0 to 1.
    pub confidence: f64,
}

/// Outputs of the acoustic model before decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Emissions {
    symbols: Vec<String>,
    values: Vec<f64>,
}

impl Emissions {
    /// The labels of the alphabet; the last one, empty, is the CTC blank.
    pub fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// For each timestep, the probabilities of all symbols.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks(self.symbols.len().max(1))
    }
}

unsafe fn transcripts(first: *const sys::CandidateTranscript, count: u32) -> Vec<CandidateTranscript> {
    let convert_token = |token: &sys::TokenMetadata| TokenMetadata {
        text: unsafe { bytes(token.text) },
        timestep: token.timestep,
        start_time: token.start_time,
    };
    let convert = |transcript: &sys::CandidateTranscript| {
        let tokens = unsafe { array(transcript.tokens, transcript.num_tokens as usize) };
        CandidateTranscript { tokens: tokens.iter().map(convert_token).collect(), confidence: transcript.confidence }
    };
    unsafe { array(first, count as usize) }.iter().map(convert).collect()
}

// These copy a result of the library, whose pointers must be valid.

pub(crate) unsafe fn convert_metadata(native: &sys::Metadata) -> Metadata {
    Metadata { transcripts: unsafe { transcripts(native.transcripts, native.num_transcripts) }, emissions: None }
}

pub(crate) unsafe fn convert_with_emissions(native: &sys::MetadataWithEmissions) -> Metadata {
    Metadata {
        transcripts: unsafe { transcripts(native.transcripts, native.num_transcripts) },
        emissions: unsafe { native.emissions.as_ref().map(|emissions| convert_emissions(emissions)) },
    }
}

pub(crate) unsafe fn convert_emissions(native: &sys::AcousticModelEmissions) -> Emissions {
    let (symbols, timesteps) = (native.num_symbols.max(0) as usize, native.num_timesteps.max(0) as usize);
    let texts = unsafe { array(native.symbols, symbols) };
    Emissions {
        symbols: texts.iter().map(|text| unsafe { lossy(*text) }).collect(),
        values: unsafe { array(native.emissions, symbols * timesteps) }.to_vec(),
    }
}

pub(crate) unsafe fn convert_words(native: &sys::TimedWords) -> TimedWords {
    let convert = |word: &sys::TimedWord| TimedWord {
        text: unsafe { lossy(word.text) },
        start_time: word.start_time,
        end_time: word.end_time,
        confidence: word.confidence,
    };
    TimedWords {
        words: unsafe { array(native.words, native.num_words as usize) }.iter().map(convert).collect(),
        confidence: native.confidence,
    }
}
