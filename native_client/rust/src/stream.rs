//! Streams.
use std::io;
use std::mem;
use std::ptr::NonNull;

use crate::errors::LibraryError;
use crate::metadata::{
    convert_emissions, convert_metadata, convert_with_emissions, convert_words, Emissions, Metadata, TimedWords,
};
use crate::native::{check, take, take_text, Result};
use crate::sys;

/// One utterance, created by [`crate::Model::create_stream`]. Dropping it releases it without decoding. As a writer, it
/// takes 16-bit little-endian samples; an incomplete sample waits for its second byte.
#[derive(Debug)]
pub struct Stream {
    handle: NonNull<sys::StreamingState>,
    half: Option<u8>,
}

// A stream may be used in any thread, in one at a time.
unsafe impl Send for Stream {}

impl Drop for Stream {
    fn drop(&mut self) {
        unsafe { sys::DS_FreeStream(self.handle.as_ptr()) }
    }
}

impl Stream {
    pub(crate) fn own(handle: *mut sys::StreamingState) -> Result<Self> {
        let handle = NonNull::new(handle).ok_or(LibraryError::FailCreateStream)?;
        Ok(Self { handle, half: None })
    }

    /// The status before the end, and the handle, which the caller gives to a function that releases it.
    fn end(self) -> (i32, *mut sys::StreamingState) {
        let handle = self.handle.as_ptr();
        mem::forget(self);
        (unsafe { sys::DS_GetStreamStatus(handle) }, handle)
    }

    fn status(&self) -> i32 {
        unsafe { sys::DS_GetStreamStatus(self.handle.as_ptr()) }
    }

    /// Appends samples. If they cannot be computed, the functions that return results fail; see also
    /// [`Stream::try_feed_audio`].
    pub fn feed_audio(&mut self, buffer: &[i16]) {
        for chunk in buffer.chunks(1 << 30) {
            unsafe { sys::DS_FeedAudioContent(self.handle.as_ptr(), chunk.as_ptr(), chunk.len() as u32) }
        }
    }

    /// Appends samples. The result does not depend on how the audio is split.
    ///
    /// # Errors
    ///
    /// If these or earlier samples cannot be computed.
    pub fn try_feed_audio(&mut self, buffer: &[i16]) -> Result<()> {
        self.feed_audio(buffer);
        check(self.status())
    }

    /// The transcript so far.
    ///
    /// # Errors
    ///
    /// If a part of the audio could not be computed; the same holds for the functions below.
    pub fn intermediate_decode(&mut self) -> Result<String> {
        take_text(unsafe { sys::DS_IntermediateDecode(self.handle.as_ptr()) }, self.status())
    }

    /// Up to `num_transcripts` transcripts so far.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn intermediate_decode_with_metadata(&mut self, num_transcripts: u32) -> Result<Metadata> {
        let result = unsafe { sys::DS_IntermediateDecodeWithMetadata(self.handle.as_ptr(), num_transcripts) };
        take(result, self.status(), convert_metadata, sys::DS_FreeMetadata)
    }

    /// The transcript that [`Stream::finish`] would return now. The stream is unchanged.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn intermediate_decode_flush_buffers(&mut self) -> Result<String> {
        take_text(unsafe { sys::DS_IntermediateDecodeFlushBuffers(self.handle.as_ptr()) }, self.status())
    }

    /// What [`Stream::finish_with_metadata`] would return now. The stream is unchanged.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn intermediate_decode_with_metadata_flush_buffers(&mut self, num_transcripts: u32) -> Result<Metadata> {
        let handle = self.handle.as_ptr();
        let result = unsafe { sys::DS_IntermediateDecodeWithMetadataFlushBuffers(handle, num_transcripts) };
        take(result, self.status(), convert_metadata, sys::DS_FreeMetadata)
    }

    /// The words so far; the last one may be incomplete.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn intermediate_decode_with_words(&mut self) -> Result<TimedWords> {
        let result = unsafe { sys::DS_IntermediateDecodeWithWords(self.handle.as_ptr()) };
        take(result, self.status(), convert_words, sys::DS_FreeTimedWords)
    }

    /// The outputs of the acoustic model from a timestep on; `None` if the stream does not keep them
    /// ([`crate::Model::set_keep_emissions`]).
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn emissions(&mut self, first_timestep: u32) -> Result<Option<Emissions>> {
        check(self.status())?;
        let result = unsafe { sys::DS_GetStreamEmissions(self.handle.as_ptr(), first_timestep) };
        if result.is_null() {
            return Ok(None);
        }
        take(result, 0, convert_emissions, sys::DS_FreeEmissions).map(Some)
    }

    /// Seconds from the end of the last speech to the last sample. To detect the end of an utterance, wait until it reaches,
    /// for example, 0.8 after text was recognized.
    pub fn trailing_silence(&mut self) -> f32 {
        unsafe { sys::DS_GetStreamTrailingSilence(self.handle.as_ptr()) }
    }

    /// Computes the rest of the audio and returns the transcript.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn finish(self) -> Result<String> {
        let (status, handle) = self.end();
        take_text(unsafe { sys::DS_FinishStream(handle) }, status)
    }

    /// The same, with tokens, times and confidence of up to `num_transcripts` transcripts.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn finish_with_metadata(self, num_transcripts: u32) -> Result<Metadata> {
        let (status, handle) = self.end();
        let result = unsafe { sys::DS_FinishStreamWithMetadata(handle, num_transcripts) };
        take(result, status, convert_metadata, sys::DS_FreeMetadata)
    }

    /// The same, with the outputs of the acoustic model, if the stream keeps them.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn finish_with_emissions(self, num_transcripts: u32) -> Result<Metadata> {
        let (status, handle) = self.end();
        let result = unsafe { sys::DS_FinishStreamWithEmissions(handle, num_transcripts) };
        take(result, status, convert_with_emissions, sys::DS_FreeMetadataWithEmissions)
    }

    /// The words of the best transcript, with times and confidences.
    ///
    /// # Errors
    ///
    /// See [`Stream::intermediate_decode`].
    pub fn finish_with_words(self) -> Result<TimedWords> {
        let (status, handle) = self.end();
        let result = unsafe { sys::DS_FinishStreamWithWords(handle) };
        take(result, status, convert_words, sys::DS_FreeTimedWords)
    }
}

impl io::Write for Stream {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let bytes: Vec<u8> = self.half.into_iter().chain(data.iter().copied()).collect();
        let pairs = bytes.chunks_exact(2);
        let rest = pairs.remainder().first().copied();
        let samples: Vec<i16> = pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        self.try_feed_audio(&samples).map_err(|error| io::Error::new(io::ErrorKind::Other, error))?;
        self.half = rest;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
