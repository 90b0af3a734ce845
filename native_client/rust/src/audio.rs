//! Conversion of recordings.
use std::ptr;

use crate::native::{check, size_of, Result};
use crate::sys;

/// Converts a recording of one channel, in which full scale is 1.0, from one sampling rate in Hz to another, and rounds it
/// to 16 bits. Chunks of a stream must not be resampled separately, as each call takes its ends for silence.
///
/// # Errors
///
/// For rates outside 1000 to 999999 and samples that are not finite.
pub fn resample(samples: &[f32], from_rate: u32, to_rate: u32) -> Result<Vec<i16>> {
    let size = size_of(samples)?;
    let mut count = 0;
    let run = |result: *mut i16, room: u32, count: &mut u32| {
        check(unsafe { sys::DS_ResampleAudio(samples.as_ptr(), size, from_rate, to_rate, result, room, count) })
    };
    run(ptr::null_mut(), 0, &mut count)?;
    let mut result = vec![0; count as usize];
    if count > 0 {
        run(result.as_mut_ptr(), count, &mut count.clone())?;
    }
    Ok(result)
}
