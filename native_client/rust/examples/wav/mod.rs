//! Reads WAV files of 16-bit samples.
#![allow(dead_code)] // not every program uses all of it
use std::path::Path;

/// The contents of a file.
pub struct Audio {
    /// Hz.
    pub rate: u32,
    /// At least 1.
    pub channels: usize,
    /// The channels of each frame in order.
    pub samples: Vec<i16>,
}

/// Reads a file; the error has its name.
pub fn read(path: &Path) -> Result<Audio, String> {
    let data = std::fs::read(path).map_err(|error| format!("{}: {}", path.display(), error))?;
    parse(&data).map_err(|error| format!("{}: {}", path.display(), error))
}

fn parse(data: &[u8]) -> Result<Audio, String> {
    if data.len() < 12 || &data[..4] != b"RIFF" || &data[8..12] != b"WAVE" {
        return Err("expected a WAV file".to_owned());
    }
    let mut format = None;
    let mut rest = &data[12..];
    while rest.len() >= 8 {
        let (header, body) = rest.split_at(8);
        let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let contents = &body[..size.min(body.len())];
        match (&header[..4], format) {
            (b"fmt ", _) => format = Some(parse_format(contents)?),
            (b"data", Some((rate, channels))) => {
                let frames = contents.chunks_exact(2 * channels).flat_map(|frame| frame.chunks_exact(2));
                let samples = frames.map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
                return Ok(Audio { rate, channels, samples });
            }
            _ => {}
        }
        rest = &body[(size + size % 2).min(body.len())..];
    }
    Err("the WAV file has no samples".to_owned())
}

/// The sampling rate and the number of channels.
fn parse_format(body: &[u8]) -> Result<(u32, usize), String> {
    if body.len() < 16 {
        return Err("the WAV file has an incomplete format".to_owned());
    }
    let short = |at: usize| u16::from_le_bytes([body[at], body[at + 1]]);
    let (kind, channels, bits) = (short(0), short(2), short(14));
    if ![1, 0xFFFE].contains(&kind) || bits != 16 || channels == 0 {
        let got = format!("got format {}, {} bits, {} channels", kind, bits, channels);
        return Err(format!("expected PCM of 16 bits, {}", got));
    }
    Ok((u32::from_le_bytes([body[4], body[5], body[6], body[7]]), channels.into()))
}

impl Audio {
    /// One channel as floating-point samples, full scale 1.0: the average, or a channel, where the first is 1.
    pub fn mono(&self, channel: Option<usize>) -> Result<Vec<f32>, String> {
        if channel.map_or(false, |channel| channel < 1 || channel > self.channels) {
            return Err(format!("expected a channel from 1 to {}", self.channels));
        }
        let convert = |frame: &[i16]| match channel {
            Some(channel) => f32::from(frame[channel - 1]) / 32768.0,
            None => {
                let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
                sum as f32 / self.channels as f32 / 32768.0
            }
        };
        Ok(self.samples.chunks_exact(self.channels).map(convert).collect())
    }
}
