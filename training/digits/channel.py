"""Simulates recording conditions: telephone bandwidth, microphone response, noise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

RATE_HZ = 16000
NARROW_HZ = 8000  # the digits were recorded at this rate

Samples = npt.NDArray[np.float32]


def narrow(samples: Samples, rate_hz: float = NARROW_HZ) -> Samples:
    """Limits the bandwidth to that of a recording at `rate_hz`; `(samples,)` at 16 kHz in and out."""
    resampled: Samples = soxr.resample(soxr.resample(samples, RATE_HZ, rate_hz), rate_hz, RATE_HZ)
    return resampled[: len(samples)]


def other_microphone(samples: Samples, generator: np.random.Generator) -> Samples:
    """A smooth random equalizer of ±10 dB below 4 kHz, sometimes with a narrower band; keeps the peak."""
    taps, knots = 512, 7
    gains_db = np.cumsum(generator.normal(0, 4, knots))
    gains_db -= gains_db.mean()
    at = np.linspace(0, 1, taps // 2 + 1)
    response = 10 ** (np.interp(at, np.linspace(0, 0.5, knots), gains_db) / 20)
    impulse = np.roll(np.fft.irfft(response), taps // 2) * np.hanning(taps)
    heard = np.convolve(samples, impulse.astype(np.float32), mode="same")
    if generator.random() < 0.25:
        heard = narrow(heard, int(generator.uniform(5200, NARROW_HZ)))
    peak = max(float(np.abs(heard).max(initial=0)), 1e-6)
    return (heard * (np.abs(samples).max(initial=0) / peak)).astype(np.float32)


def add_noise(samples: Samples, generator: np.random.Generator) -> Samples:
    """Adds white or low-frequency noise, 8 to 40 dB below the speech."""
    noise = generator.normal(0, 1, len(samples))
    if generator.random() < 0.5:
        rumble = np.cumsum(noise)
        noise = rumble - np.convolve(rumble, np.ones(400) / 400, "same")
    noise /= max(float(noise.std()), 1e-9)
    level = float(np.sqrt(np.mean(samples**2))) * 10 ** (-generator.uniform(8, 40) / 20)
    return (samples + level * noise).astype(np.float32)


def with_hiss(samples: Samples, level_dbfs: float, generator: np.random.Generator) -> Samples:
    """Adds white noise within 6 dB of a level (RMS; 1.0 is 0 dB), independent of the speech level."""
    level = 10 ** (generator.uniform(level_dbfs - 6, level_dbfs + 6) / 20)
    return (samples + level * generator.normal(0, 1, len(samples))).astype(np.float32)


def to_int16(samples: Samples) -> npt.NDArray[np.int16]:
    """Rounds to 16 bits with clipping."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
