"""Measurements of a recording: length, level, clipping, and a digest for finding duplicates."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.location import is_remote, local_path
from deepspeech_tf.audio.read import read_with_facts
from deepspeech_tf.audio.sample_database import member_of

LEVEL_WINDOW_MS = 20
_FLOOR_DBFS = -120.0  # level of digital silence
_STEP = 1.0 / 32768  # quantization step of 16-bit samples
_SHORTEST_FLAT_TOP = 3  # samples
_FULL_SCALE = 0.99
_SOFTEST_CLIPPING = 0.1  # peak; below it, the steps of 16 bits are so coarse that peaks are always flat

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recording:
    """Measurements of an audio file.

    Args:
        rate_hz: sampling rate.
        channels: number of channels.
        samples: samples per channel.
        peak: largest absolute sample of all channels; 1 is full scale.
        level_dbfs: level of the loudest 20 ms of the average of the channels, without the constant offset.
        channels_dbfs: the same for each channel.
        noise_dbfs: 10th percentile of the levels of all 20 ms windows.
        clipped: share of samples in flat peaks, from 0 to 1.
        digest: equal for recordings with the same samples, in any file format.
        file_bytes: size of the file; -1 if it is remote or in a database.
        is_wav: whether the file name ends with .wav.
        warnings: warnings of the reader, phrased as "it …" or "its …".
    """

    rate_hz: int
    channels: int
    samples: int
    peak: float
    level_dbfs: float
    channels_dbfs: tuple[float, ...]
    noise_dbfs: float
    clipped: float
    digest: bytes
    file_bytes: int
    is_wav: bool
    warnings: tuple[str, ...] = ()

    @property
    def loudest_channel_dbfs(self) -> float:
        return max(self.channels_dbfs)

    @property
    def seconds(self) -> float:
        return self.samples / self.rate_hz


def measure_recording(path: str) -> Recording:
    """Reads an audio file completely.

    Raises:
        AudioError: if it cannot be read.
    """
    samples, facts = read_with_facts(path)
    rate_hz = facts.rate_hz
    channels = samples.shape[1]
    levels = levels_dbfs(samples.mean(axis=1), rate_hz)
    by_channel = [float(levels.max())]
    if channels > 1:
        by_channel = [float(levels_dbfs(samples[:, i], rate_hz).max()) for i in range(channels)]
    is_file = not is_remote(path) and member_of(path) is None
    return Recording(
        rate_hz=rate_hz,
        channels=channels,
        samples=len(samples),
        peak=float(np.abs(samples).max()),
        level_dbfs=float(levels.max()),
        channels_dbfs=tuple(by_channel),
        noise_dbfs=float(np.percentile(levels, 10)),
        clipped=max(clipped_share(samples[:, i]) for i in range(channels)),
        digest=_digest(samples, rate_hz),
        file_bytes=os.path.getsize(local_path(path)) if is_file else -1,
        is_wav=path.lower().endswith(".wav"),
        warnings=facts.warnings,
    )


def levels_dbfs(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Level of each window of 20 ms in dB, `(windows,)`; a sine at full scale has -3 dB.

    Windows do not overlap. An incomplete last window is ignored unless it is the only one. The constant
    offset of the signal is removed first, because it is inaudible.
    """
    window = min(len(samples), max(1, rate_hz * LEVEL_WINDOW_MS // 1000))
    count = len(samples) // window
    centred = samples[: count * window].astype(np.float64) - float(samples.mean(dtype=np.float64))
    power = np.mean(centred.reshape(count, window) ** 2, axis=1)
    levels: npt.NDArray[np.float64] = 10.0 * np.log10(np.maximum(power, 10 ** (_FLOOR_DBFS / 10)))
    return levels


def clipped_share(samples: Samples) -> float:
    """Share of samples in flat peaks: three or more consecutive samples at the peak, or at full scale.

    A recorder that clips leaves peaks that are flat within one step of 16 bits, even if the file was
    attenuated later. Lossy codecs blur these peaks; in their output only runs at full scale are counted.
    """
    found = np.zeros(len(samples), np.bool_)
    for side in (samples, -samples):
        peak = float(side.max())
        if peak > _SOFTEST_CLIPPING:
            found |= _in_runs(side >= peak - 0.5 * _STEP)
            if peak >= _FULL_SCALE:
                found |= _in_runs(side >= _FULL_SCALE)
    return float(found.mean())


def _in_runs(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Marks the flags that belong to a sufficiently long run."""
    if np.count_nonzero(flags) < _SHORTEST_FLAT_TOP:  # as in most recordings
        return np.zeros(len(flags), np.bool_)
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    is_long = ends - starts >= _SHORTEST_FLAT_TOP
    change = np.zeros(len(flags) + 1, np.int8)
    change[starts[is_long]] = 1
    change[ends[is_long]] = -1
    inside: npt.NDArray[np.bool_] = np.cumsum(change[:-1], dtype=np.int8) > 0
    return inside


def _digest(samples: Samples, rate_hz: int) -> bytes:
    """Digest of the samples at 16 bits: the same for WAV and FLAC."""
    pcm = np.clip(np.round(np.clip(samples, -1, 1) * 32768), -32768, 32767).astype("<i2")
    digest = hashlib.blake2b(f"{rate_hz},{samples.shape[1]},".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(pcm).data)
    return digest.digest()
