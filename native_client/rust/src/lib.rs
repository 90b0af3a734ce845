//! Speech to text with models of DeepSpeech, offline and while it is spoken.
//!
//! The crate has the names of `deepspeech` 0.9.1, so that programs for that crate change nothing but their dependency.
//!
//! ```no_run
//! use deepspeech::Model;
//! use std::path::Path;
//!
//! # fn main() -> Result<(), deepspeech::errors::DeepspeechError> {
//! let mut model = Model::load_from_files(Path::new("output_graph.tflite"))?;
//! model.enable_external_scorer(Path::new("kenlm.scorer"))?;
//! let mut stream = model.create_stream()?;
//! stream.feed_audio(&[0; 16000]);
//! println!("{}", stream.finish()?);
//! # Ok(())
//! # }
//! ```
//!
//! Results are owned by Rust and stay valid. Models and streams are released when they are dropped. A stream keeps what it
//! needs of its model, which may be dropped first. Nothing can be used after it was released:
//!
//! ```compile_fail,E0382
//! # fn f(stream: deepspeech::Stream) -> Result<(), deepspeech::errors::DeepspeechError> {
//! stream.finish()?;
//! stream.finish()?; // the stream was moved
//! # Ok(())
//! # }
//! ```
//!
//! [`Model`] and [`CommandGrammar`] can be shared between threads. A [`Stream`] can be sent to another thread, but belongs
//! to one at a time:
//!
//! ```compile_fail,E0277
//! fn shared<T: Sync>() {}
//! shared::<deepspeech::Stream>();
//! ```
#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

mod audio;
mod commands;
pub mod errors;
mod metadata;
mod model;
mod native;
mod stream;
mod sys;

pub use audio::resample;
pub use commands::{CommandGrammar, CommandMatch, CommandSlot, SlotKind};
pub use metadata::{CandidateTranscript, Emissions, Metadata, TimedWord, TimedWords, TokenMetadata};
pub use model::Model;
pub use stream::Stream;

use errors::DeepspeechError;

/// The version of the library.
///
/// # Errors
///
/// If it is not UTF-8.
pub fn deepspeech_version() -> Result<String, DeepspeechError> {
    Ok(native::take_string(unsafe { sys::DS_Version() })?)
}

/// The reason of the failure of the last call in this thread, with the path or the value concerned. Empty if that call
/// did not fail, or if there is nothing to add to its error.
pub fn error_details() -> String {
    native::take_lossy(unsafe { sys::DS_GetErrorDetails() })
}

const fn sendable<T: Send>() {}
const fn shareable<T: Sync>() {}
const _: () = {
    sendable::<Model>();
    shareable::<Model>();
    sendable::<Stream>();
    sendable::<CommandGrammar>();
    shareable::<CommandGrammar>();
    sendable::<Metadata>();
    shareable::<Metadata>();
    sendable::<DeepspeechError>();
    shareable::<DeepspeechError>();
};
