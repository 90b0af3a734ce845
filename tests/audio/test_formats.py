"""Formats, rates and channels of corpora, in files and in sample databases; damage is an AudioError."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.read import audio_duration, audio_sample_rate, read_audio
from deepspeech_tf.audio.sample_database import OPUS_TYPE, PCM_TYPE, WAV_TYPE, SampleDatabase
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.errors import AudioError

SECONDS, HZ, RATE_HZ = 0.5, 500, 16000
CONTAINERS = {
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "flac": ("FLAC", "PCM_16"),
    "mp3": ("MP3", None),
}
RATES_AND_CHANNELS = [
    (extension, rate_hz, channels)
    for extension in CONTAINERS
    for rate_hz in (8000, 16000, 44100, 48000)
    for channels in (1, 2)
    if (extension, rate_hz) != ("opus", 44100)  # Opus has no such rate
]


def tone(rate_hz: int, channels: int) -> np.ndarray:
    wave = 0.4 * np.sin(2 * np.pi * HZ * np.arange(int(SECONDS * rate_hz)) / rate_hz)
    return np.repeat(wave[:, np.newaxis], channels, axis=1)


def encoded(rate_hz: int, channels: int, extension: str) -> bytes:
    buffer = io.BytesIO()
    container, codec = CONTAINERS[extension]
    soundfile.write(buffer, tone(rate_hz, channels), rate_hz, format=container, subtype=codec)
    return buffer.getvalue()


def assert_is_tone(name: str | Path) -> None:
    """As long as it was, and in the middle the sine it was."""
    samples = read_audio(name, RATE_HZ)
    assert len(samples) == int(SECONDS * RATE_HZ) and audio_duration(name) == pytest.approx(SECONDS, 1e-3)
    middle = samples[1600:-1600].astype(np.float64)
    phases = 2j * np.pi * HZ * np.arange(len(middle)) / RATE_HZ
    amplitude = 2 * abs(np.mean(middle * np.exp(phases)))
    assert amplitude == pytest.approx(0.4, rel=0.1)
    assert np.mean(middle**2) - amplitude**2 / 2 < 0.05 * np.mean(middle**2)


@pytest.mark.parametrize(("extension", "rate_hz", "channels"), RATES_AND_CHANNELS)
def test_rates_and_channels(tmp_path: Path, extension: str, rate_hz: int, channels: int) -> None:
    path = tmp_path / f"a.{extension}"
    path.write_bytes(encoded(rate_hz, channels, extension))
    assert_is_tone(path)


@pytest.mark.parametrize(
    ("kind", "extension"),
    [
        ("application/vnd.deepspeech.ogg_opus", "opus"),
        ("audio/ogg;codecs=opus", "opus"),
        ("audio/vorbis", "ogg"),
        ("audio/flac", "flac"),
    ],
)
def test_databases_of_coqui(tmp_path: Path, kind: str, extension: str) -> None:
    with SampleDatabaseWriter(str(tmp_path / "a.sdb"), kind) as writer:
        writer.add(encoded(48000, 2, extension), "a")
    assert_is_tone(f"{tmp_path}/a.sdb:0")
    assert audio_sample_rate(f"{tmp_path}/a.sdb:0") == 48000


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_stereo_in_the_container_for_opus(tmp_path: Path, rate_hz: int) -> None:
    with SampleDatabaseWriter(str(tmp_path / "a.sdb"), OPUS_TYPE) as writer:
        pcm = np.rint(tone(rate_hz, 2) * 32767).astype(np.int16)
        writer.add(opus_container.encode(pcm, rate_hz, 48000), "a")
    assert_is_tone(f"{tmp_path}/a.sdb:0")


def test_bare_samples(tmp_path: Path) -> None:
    with SampleDatabaseWriter(str(tmp_path / "a.sdb"), PCM_TYPE) as writer:
        writer.add((tone(RATE_HZ, 1) * 32767).astype("<i2").tobytes(), "a")
    assert_is_tone(f"{tmp_path}/a.sdb:0")


@pytest.mark.parametrize("kind", [WAV_TYPE, OPUS_TYPE])
def test_damage_anywhere_in_a_database(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.sdb"
    pcm = np.rint(tone(RATE_HZ, 1) * 32767).astype(np.int16)[:2000]
    wav = io.BytesIO()
    soundfile.write(wav, pcm, RATE_HZ, format="WAV")
    with SampleDatabaseWriter(str(path), kind) as writer:
        for text in ("one", "two", "thrée"):
            writer.add(wav.getvalue() if kind == WAV_TYPE else opus_container.encode(pcm, RATE_HZ), text)
    whole = path.read_bytes()
    random = np.random.default_rng(1)
    unread = 0
    for _ in range(400):
        changed = bytearray(whole)
        first = int(random.integers(len(whole)))
        for place in range(first, min(len(whole), first + int(random.integers(1, 9)))):
            changed[place] = int(random.integers(256))
        damaged = tmp_path / "damaged.sdb"
        damaged.write_bytes(changed)
        with contextlib.suppress(AudioError):
            unread += 1
            database = SampleDatabase(str(damaged))
            assert len(database.sizes()) == len(database) <= 3
            assert len(list(database.transcripts())) == len(database)
            for place in range(len(database)):
                read_audio(f"{damaged}:{place}", RATE_HZ)
            unread -= 1
    assert 0 < unread < 400


def test_a_database_cut_short_after_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.sdb"
    with SampleDatabaseWriter(str(path), PCM_TYPE) as writer:
        for _ in range(9):
            writer.add(bytes(20000), "a")
    assert len(read_audio(f"{path}:8", RATE_HZ)) == 10000
    with open(path, "rb+") as file:
        file.truncate(50000)
    with pytest.raises(AudioError, match="expected a sample from 0 to 1"):
        read_audio(f"{path}:8", RATE_HZ)
    assert len(read_audio(f"{path}:1", RATE_HZ)) == 10000
