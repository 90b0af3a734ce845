//! Models.
use std::os::raw::{c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::{self, NonNull};

use crate::metadata::{convert_metadata, convert_with_emissions, convert_words, Metadata, TimedWords};
use crate::native::{c_string, check, size_of, take, take_lossy, take_text, Result};
use crate::stream::Stream;
use crate::sys;

/// An acoustic model, optionally with a scorer.
#[derive(Debug)]
pub struct Model {
    handle: NonNull<sys::ModelState>,
}

// The library permits calls of one model in several threads; settings need `&mut self` here.
unsafe impl Send for Model {}
unsafe impl Sync for Model {}

impl Drop for Model {
    fn drop(&mut self) {
        unsafe { sys::DS_FreeModel(self.handle.as_ptr()) }
    }
}

fn own(handle: *mut sys::ModelState, status: c_int) -> Result<Model> {
    check(status)?;
    let handle = NonNull::new(handle).ok_or(crate::errors::LibraryError::FailCreateModel)?;
    Ok(Model { handle })
}

impl Model {
    /// Loads an exported `.tflite` file, or a `.pb` or `.pbmm` file of DeepSpeech 0.7 to 0.9.3.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded, such as `LibraryError::FailInitMmap` if it is missing.
    pub fn load_from_files(model_path: &Path) -> Result<Self> {
        let path = c_string(model_path.as_os_str().as_bytes())?;
        let mut handle = ptr::null_mut();
        let status = unsafe { sys::DS_CreateModel(path.as_ptr(), &mut handle) };
        own(handle, status)
    }

    /// Loads a model from the contents of its file, which are copied.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded.
    pub fn load_from_buffer(model: &[u8]) -> Result<Self> {
        let size = size_of(model)?;
        let mut handle = ptr::null_mut();
        let status = unsafe { sys::DS_CreateModelFromBuffer(model.as_ptr().cast::<c_char>(), size, &mut handle) };
        own(handle, status)
    }

    /// The sampling rate in Hz that the model expects.
    pub fn get_sample_rate(&self) -> i32 {
        unsafe { sys::DS_GetModelSampleRate(self.handle.as_ptr()) }
    }

    /// The number of hypotheses that the decoder keeps; 65535 if it is 65536.
    pub fn get_model_beam_width(&self) -> u16 {
        let width = unsafe { sys::DS_GetModelBeamWidth(self.handle.as_ptr()) };
        u16::try_from(width).unwrap_or(u16::MAX)
    }

    /// Sets the beam width of streams created later.
    ///
    /// # Errors
    ///
    /// If it is 0.
    pub fn set_model_beam_width(&mut self, beam_width: u16) -> Result<()> {
        check(unsafe { sys::DS_SetModelBeamWidth(self.handle.as_ptr(), beam_width.into()) })
    }

    /// The number of threads that run the acoustic model.
    pub fn threads(&self) -> u32 {
        unsafe { sys::DS_GetModelThreads(self.handle.as_ptr()) }
    }

    /// Sets the number of threads of the acoustic model; 0 means one per processor, which is also the limit.
    ///
    /// # Errors
    ///
    /// If the model cannot be prepared for this number.
    pub fn set_threads(&mut self, threads: u32) -> Result<()> {
        check(unsafe { sys::DS_SetModelThreads(self.handle.as_ptr(), threads) })
    }

    /// Sets whether streams created later keep the outputs of the acoustic model; see [`Stream::emissions`].
    ///
    /// # Errors
    ///
    /// None are expected.
    pub fn set_keep_emissions(&mut self, keep: bool) -> Result<()> {
        check(unsafe { sys::DS_SetModelKeepEmissions(self.handle.as_ptr(), keep.into()) })
    }

    /// Sets whether streams created later treat the last word as DeepSpeech 0.9.3, the default, or correctly. In 0.9.3,
    /// intermediate results show words only when they are complete, and a hot-word at the end is not boosted.
    ///
    /// # Errors
    ///
    /// None are expected.
    pub fn set_decoder_compat(&mut self, like_0_9: bool) -> Result<()> {
        check(unsafe { sys::DS_SetModelDecoderCompat(self.handle.as_ptr(), like_0_9.into()) })
    }

    /// Uses a `.scorer` package instead of any other.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded; the previous one stays in use.
    pub fn enable_external_scorer(&mut self, scorer_path: &Path) -> Result<()> {
        let path = c_string(scorer_path.as_os_str().as_bytes())?;
        check(unsafe { sys::DS_EnableExternalScorer(self.handle.as_ptr(), path.as_ptr()) })
    }

    /// Uses the contents of a `.scorer` package, which are copied, instead of any other.
    ///
    /// # Errors
    ///
    /// If they cannot be used; the previous scorer stays in use.
    pub fn enable_external_scorer_from_buffer(&mut self, scorer: &[u8]) -> Result<()> {
        let (data, size) = (scorer.as_ptr().cast::<c_char>(), size_of(scorer)?);
        check(unsafe { sys::DS_EnableExternalScorerFromBuffer(self.handle.as_ptr(), data, size) })
    }

    /// Makes streams created later decode without a scorer.
    ///
    /// # Errors
    ///
    /// If there is no scorer.
    pub fn disable_external_scorer(&mut self) -> Result<()> {
        check(unsafe { sys::DS_DisableExternalScorer(self.handle.as_ptr()) })
    }

    /// Sets the weights of the language model and of each word. NaN leaves a weight unchanged.
    ///
    /// # Errors
    ///
    /// Without a scorer, or for weights outside -1e9 to 1e9.
    pub fn set_scorer_alpha_beta(&mut self, alpha: f32, beta: f32) -> Result<()> {
        check(unsafe { sys::DS_SetScorerAlphaBeta(self.handle.as_ptr(), alpha, beta) })
    }

    /// Boosts a word in streams created later; a negative boost suppresses it.
    ///
    /// # Errors
    ///
    /// Without a scorer; if the word has a boost already; if a boost can have no effect, as for several words.
    pub fn add_hot_word(&mut self, word: &str, boost: f32) -> Result<()> {
        let word = c_string(word)?;
        check(unsafe { sys::DS_AddHotWord(self.handle.as_ptr(), word.as_ptr(), boost) })
    }

    /// Removes the boost of a word.
    ///
    /// # Errors
    ///
    /// Without a scorer, or if the word has no boost.
    pub fn erase_hot_word(&mut self, word: &str) -> Result<()> {
        let word = c_string(word)?;
        check(unsafe { sys::DS_EraseHotWord(self.handle.as_ptr(), word.as_ptr()) })
    }

    /// Removes all boosts.
    ///
    /// # Errors
    ///
    /// Without a scorer.
    pub fn clear_hot_words(&mut self) -> Result<()> {
        check(unsafe { sys::DS_ClearHotWords(self.handle.as_ptr()) })
    }

    /// What is accepted, but probably wrong, in the settings: a scorer for another alphabet, unknown hot-words.
    pub fn warnings(&self) -> Vec<String> {
        let text = take_lossy(unsafe { sys::DS_GetModelWarnings(self.handle.as_ptr()) });
        text.lines().map(str::to_owned).collect()
    }

    /// Transcribes 16-bit samples, mono, at the sampling rate of the model.
    ///
    /// # Errors
    ///
    /// If the model cannot be run.
    pub fn speech_to_text(&self, buffer: &[i16]) -> Result<String> {
        let size = size_of(buffer)?;
        take_text(unsafe { sys::DS_SpeechToText(self.handle.as_ptr(), buffer.as_ptr(), size) }, 0)
    }

    /// Up to `num_transcripts` transcripts with tokens, times and confidence.
    ///
    /// # Errors
    ///
    /// If the model cannot be run.
    pub fn speech_to_text_with_metadata(&self, buffer: &[i16], num_transcripts: u16) -> Result<Metadata> {
        let (handle, data, size) = (self.handle.as_ptr(), buffer.as_ptr(), size_of(buffer)?);
        let result = unsafe { sys::DS_SpeechToTextWithMetadata(handle, data, size, num_transcripts.into()) };
        take(result, 0, convert_metadata, sys::DS_FreeMetadata)
    }

    /// The same, with the outputs of the acoustic model.
    ///
    /// # Errors
    ///
    /// If the model cannot be run.
    pub fn speech_to_text_with_emissions(&self, buffer: &[i16], num_transcripts: u16) -> Result<Metadata> {
        let (handle, data, size) = (self.handle.as_ptr(), buffer.as_ptr(), size_of(buffer)?);
        let result = unsafe { sys::DS_SpeechToTextWithEmissions(handle, data, size, num_transcripts.into()) };
        take(result, 0, convert_with_emissions, sys::DS_FreeMetadataWithEmissions)
    }

    /// The words of the best transcript, with times and confidences.
    ///
    /// # Errors
    ///
    /// If the model cannot be run.
    pub fn speech_to_text_with_words(&self, buffer: &[i16]) -> Result<TimedWords> {
        let (handle, data, size) = (self.handle.as_ptr(), buffer.as_ptr(), size_of(buffer)?);
        let result = unsafe { sys::DS_SpeechToTextWithWords(handle, data, size) };
        take(result, 0, convert_words, sys::DS_FreeTimedWords)
    }

    /// Starts an utterance.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn create_stream(&self) -> Result<Stream> {
        let mut handle = ptr::null_mut();
        check(unsafe { sys::DS_CreateStream(self.handle.as_ptr(), &mut handle) })?;
        Stream::own(handle)
    }
}
