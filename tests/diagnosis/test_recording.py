"""Measures of recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.diagnosis.recording import clipped_share, levels_dbfs, measure_recording
from deepspeech_tf.errors import AudioError

RATE_HZ = 16000


def tone(hz: float, amplitude: float = 0.5, seconds: float = 1.0) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(
        np.float32
    )


def test_level_of_a_sine() -> None:
    levels = levels_dbfs(tone(1000, 1.0), RATE_HZ)
    assert levels.shape == (50,)
    assert levels == pytest.approx(-3.01, abs=0.01)


def test_a_constant_is_no_sound() -> None:
    assert levels_dbfs(np.full(RATE_HZ, 0.3, np.float32), RATE_HZ).max() < -100
    assert levels_dbfs(tone(1000, 0.1) + 0.3, RATE_HZ).max() == pytest.approx(-23.0, abs=0.1)


def test_shorter_than_a_window() -> None:
    assert levels_dbfs(tone(1000)[:7], RATE_HZ).shape == (1,)


@pytest.mark.parametrize("hz", [60, 100, 440, 3000])
def test_clean_tones_are_not_clipped(hz: float) -> None:
    as_16_bit = np.round(tone(hz, 0.95) * 32768) / 32768
    assert clipped_share(as_16_bit.astype(np.float32)) < 0.001


@pytest.mark.parametrize("gain", [1.0, 0.3])
def test_clipped_share(gain: float) -> None:
    """A sine of twice full scale is beyond it for two thirds of the time."""
    assert clipped_share(gain * np.clip(tone(100, 2.0), -1, 1)) == pytest.approx(2 / 3, abs=0.02)


def test_overshooting_codec_counts() -> None:
    blurred = np.clip(tone(100, 2.0), -1, 1) + np.random.default_rng(0).normal(0, 0.002, RATE_HZ).astype(
        np.float32
    )
    assert clipped_share(blurred) > 0.5


def test_the_same_sound_in_other_files_has_the_same_digest(tmp_path: Path) -> None:
    sound = np.round(tone(300) * 32768).astype(np.int16)
    for name in ("a.wav", "b.flac"):
        soundfile.write(tmp_path / name, sound, RATE_HZ, "PCM_16")
    soundfile.write(tmp_path / "c.wav", sound[:-1], RATE_HZ, "PCM_16")
    soundfile.write(tmp_path / "d.wav", sound, RATE_HZ // 2, "PCM_16")
    first, *others = (
        measure_recording(str(tmp_path / name)).digest for name in ("a.wav", "b.flac", "c.wav", "d.wav")
    )
    assert [digest == first for digest in others] == [True, False, False]


def test_measures_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([tone(300), -tone(300)], axis=1), RATE_HZ, "PCM_16")
    recording = measure_recording(str(path))
    assert (recording.rate_hz, recording.channels, recording.seconds) == (RATE_HZ, 2, 1.0)
    assert recording.peak == pytest.approx(0.5, abs=1e-3)
    assert recording.level_dbfs < -90 and recording.loudest_channel_dbfs == pytest.approx(-9.0, abs=0.1)
    assert recording.file_bytes == path.stat().st_size and recording.is_wav


def test_damage_is_an_audio_error(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(AudioError, match=r"a\.wav"):
        measure_recording(str(path))
