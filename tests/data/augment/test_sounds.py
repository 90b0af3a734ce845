"""Overlay, noise and rooms: the effect of other recordings on a voice."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Moment, parse_augmentations
from deepspeech_tf.data.augment.base import Array
from deepspeech_tf.errors import AudioError, ConfigError

CONFIG = FeatureConfig()
RATE_HZ = CONFIG.sample_rate_hz


def change(specification: str, data: Array, *, seed: int = 0) -> Array:
    (augmentation,) = parse_augmentations([specification])
    before = data.copy()
    result = augmentation.apply(data, Moment(0.0, CONFIG), np.random.default_rng(seed))
    np.testing.assert_array_equal(data, before, "the array itself must stay as it is")
    assert result.dtype == np.float32 and result.shape == data.shape
    return result


def tone(hz: float, seconds: float = 1.0) -> Array:
    return (0.25 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def level_at(samples: Array, hz: float) -> float:
    """Amplitude of one frequency; whole periods in the signal."""
    turn = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE_HZ)
    return float(2 * np.abs(np.mean(samples * turn)))


@pytest.fixture
def hum(tmp_path: Path) -> Path:
    """A CSV of two short recordings of 2000 Hz, without transcripts."""
    for name in ("a.wav", "b.flac"):
        soundfile.write(tmp_path / name, tone(2000, 0.4), RATE_HZ)
    manifest = tmp_path / "hum.csv"
    manifest.write_text("wav_filename\na.wav\nb.flac\n")
    return manifest


@pytest.mark.parametrize("snr_db", [0, 6, 20])
def test_overlay_by_peak(hum: Path, snr_db: int) -> None:
    voice = tone(500)
    result = change(f"overlay[source={hum},snr={snr_db}]", voice)
    assert np.abs(result).max() == pytest.approx(0.25, rel=1e-3)  # as loud as before
    below = 20 * np.log10(level_at(result, 500) / level_at(result, 2000))
    assert below == pytest.approx(snr_db, abs=0.5)


def test_overlay_of_layers(tmp_path: Path) -> None:
    """Each layer begins somewhere else, so of two sounds all are heard at once sooner or later."""
    for hz in (2000, 3000):
        soundfile.write(tmp_path / f"{hz}.wav", tone(hz, 2), RATE_HZ)
    heard = []
    for seed in range(12):
        result = change(f"overlay[source={tmp_path},snr=0,layers=3]", tone(500), seed=seed)
        heard.append(min(level_at(result, 2000), level_at(result, 3000)) > 0.02)
    assert any(heard)
    np.testing.assert_array_equal(change(f"overlay[source={tmp_path},layers=0]", tone(500)), tone(500))


@pytest.mark.parametrize("snr_db", [5, 20])
def test_noise_by_power(hum: Path, snr_db: int) -> None:
    voice = tone(500) * 0.5
    voice[: RATE_HZ // 2] = 0  # power, unlike the peak, counts the silence
    noise = change(f"noise[source={hum},snr={snr_db}]", voice) - voice
    ratio = 10 * np.log10(np.mean(voice**2) / np.mean(noise**2))
    assert ratio == pytest.approx(snr_db, abs=0.1)


def test_noise_never_clips(hum: Path) -> None:
    assert np.abs(change(f"noise[source={hum},snr=-20]", tone(500) * 3)).max() <= 1


def test_sound_is_the_same_for_the_same_seed_only(hum: Path) -> None:
    text = f"noise[source={hum},snr=10]"
    np.testing.assert_array_equal(change(text, tone(500), seed=1), change(text, tone(500), seed=1))
    assert np.abs(change(text, tone(500), seed=1) - change(text, tone(500), seed=2)).max() > 1e-3


def test_rir_is_a_convolution_without_delay(tmp_path: Path) -> None:
    response = np.zeros(1000, np.float32)
    response[[100, 300, 900]] = [0.8, -0.4, 0.2]  # direct sound, two echoes
    soundfile.write(tmp_path / "room.wav", response, RATE_HZ, subtype="FLOAT")
    click = np.zeros(4000, np.float32)
    click[50] = 0.5
    result = change(f"rir[source={tmp_path}]", click)
    expected = np.zeros_like(click)
    expected[[50, 250, 850]] = [0.5, -0.25, 0.125]
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_silence_changes_nothing(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(100), RATE_HZ)
    for name in ("overlay", "noise", "rir"):
        np.testing.assert_array_equal(change(f"{name}[source={tmp_path}]", tone(500)), tone(500))


@pytest.mark.parametrize("operation", ["overlay", "noise", "rir"])
def test_unusable_sources(operation: str, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("name\nx.wav\n")
    (tmp_path / "missing.csv").write_text("wav_filename\nx.wav\n")
    (tmp_path / "empty.csv").write_text("wav_filename\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "noise.zip").write_bytes(b"PK")
    for source, message in (
        ("", "source must be a .csv file, a .sdb"),
        (tmp_path / "none.csv", "cannot be read"),
        (tmp_path / "other.csv", "row 1 of .*other.csv: must have a column 'wav_filename'"),
        (tmp_path / "missing.csv", "row 2 of .*missing.csv: there is no audio file .*x.wav"),
        (tmp_path / "empty.csv", "must name recordings"),
        (tmp_path / "folder", "must name recordings"),
        (tmp_path / "noise.zip", "must be a .csv or .sdb"),
    ):
        with pytest.raises(ConfigError, match=message):
            parse_augmentations([f"{operation}[source={source}]"])


def test_unusable_levels(hum: Path) -> None:
    for text in ("overlay[source={},snr=-999]", "noise[source={},snr=0~300]", "overlay[source={},layers=-1]"):
        with pytest.raises(ConfigError, match=r"(snr|layers) must be from (-200 to 200 dB|0 to 100) "):
            parse_augmentations([text.format(hum)])


def test_damaged_recording_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF")
    (tmp_path / "noise.csv").write_text("wav_filename\nx.wav\n")
    with pytest.raises(AudioError, match=r"row 2 of .*noise\.csv: audio file .*x\.wav"):
        change(f"overlay[source={tmp_path}/noise.csv]", tone(500))
