"""Audio files of every kind, whole and broken."""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from deepspeech_tf.audio.read import audio_duration, examine_audio, read_audio
from deepspeech_tf.errors import AudioError

RATE_HZ = 16000


def tone(seconds: float = 1.0, rate_hz: int = RATE_HZ, hz: float = 440) -> npt.NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def test_sixteen_bit_wav_is_exact(tmp_path: Path) -> None:
    integers = np.arange(-32768, 32768, dtype=np.int16)
    soundfile.write(tmp_path / "a.wav", integers, RATE_HZ)
    samples = read_audio(tmp_path / "a.wav", RATE_HZ)
    assert samples.dtype == np.float32
    np.testing.assert_array_equal(samples, integers.astype(np.float32) / 32768)


def test_flac_is_exact(tmp_path: Path) -> None:
    integers = np.random.default_rng(1).integers(-32768, 32768, 5000).astype(np.int16)
    soundfile.write(tmp_path / "a.flac", integers, RATE_HZ)
    np.testing.assert_array_equal(
        read_audio(tmp_path / "a.flac", RATE_HZ), integers.astype(np.float32) / 32768
    )


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_bit_depths(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(), RATE_HZ, subtype=subtype)
    np.testing.assert_allclose(read_audio(tmp_path / "a.wav", RATE_HZ), tone(), atol=0.02)


@pytest.mark.parametrize("extension", ["mp3", "ogg"])
def test_lossy_formats(tmp_path: Path, extension: str) -> None:
    soundfile.write(tmp_path / f"a.{extension}", tone(), RATE_HZ)
    samples = read_audio(tmp_path / f"a.{extension}", RATE_HZ)
    assert len(samples) == RATE_HZ
    np.testing.assert_allclose(samples[2000:-2000], tone()[2000:-2000], atol=0.05)


def test_channels_are_averaged(tmp_path: Path) -> None:
    channels = np.array([[1000, 3000, 5000], [-32768, -32768, -32768]], np.int16)
    soundfile.write(tmp_path / "a.wav", channels, RATE_HZ)
    np.testing.assert_array_equal(
        read_audio(tmp_path / "a.wav", RATE_HZ), np.array([3000 / 32768, -1], np.float32)
    )


@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 44100, 48000])
def test_other_rates_are_resampled(tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(1.0, rate_hz), rate_hz)
    samples = read_audio(tmp_path / "a.wav", RATE_HZ)
    assert len(samples) == RATE_HZ
    np.testing.assert_allclose(samples[500:-500], tone()[500:-500], atol=1e-3)


def test_values_stay_below_one(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone() * 4, RATE_HZ, subtype="FLOAT")
    samples = read_audio(tmp_path / "a.wav", RATE_HZ)
    assert (samples.min(), samples.max()) == (-1, np.float32(32767 / 32768))


@pytest.mark.parametrize("extension", ["wav", "flac", "mp3", "ogg"])
def test_duration(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    soundfile.write(path, tone(1.25, 44100), 44100)
    assert audio_duration(path) == pytest.approx(1.25, abs=1e-3)


def both_fail(path: Path, message: str) -> None:
    with pytest.raises(AudioError, match=message):
        read_audio(path, RATE_HZ)
    with pytest.raises(AudioError, match=message):
        audio_duration(path)


def test_what_is_no_audio_file(tmp_path: Path) -> None:
    both_fail(tmp_path / "none.wav", "none.wav cannot be read: No such file")
    both_fail(tmp_path, "must be a file. Received: a directory")
    (tmp_path / "empty.wav").touch()
    both_fail(tmp_path / "empty.wav", "empty.*0 bytes")
    (tmp_path / "text.wav").write_text("this is not audio\n" * 100)
    both_fail(tmp_path / "text.wav", "damaged or not in a supported")
    (tmp_path / "text.mp3").write_bytes(b"\x00" * 1000)
    both_fail(tmp_path / "text.mp3", "damaged or not in a supported")
    soundfile.write(tmp_path / "silent.wav", np.zeros(0), RATE_HZ)
    both_fail(tmp_path / "silent.wav", "no samples")


@pytest.mark.parametrize("extension", ["wav", "flac", "mp3", "ogg"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_files_cut_short(tmp_path: Path, extension: str, share: float) -> None:
    path = tmp_path / f"a.{extension}"
    soundfile.write(path, np.random.default_rng(2).uniform(-0.5, 0.5, 48000), RATE_HZ)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    both_fail(path, "cut short|damaged")


def test_every_cut_of_a_small_wav(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(0.005), RATE_HZ)
    data = path.read_bytes()
    enough = len(data) - (len(data) - 44) // 10  # with a tenth less, the header is taken to be wrong
    for length in range(enough):
        path.write_bytes(data[:length])
        both_fail(path, "cut short|damaged|empty")
    for length in range(enough, len(data)):
        path.write_bytes(data[:length])
        facts = examine_audio(path)
        assert facts.samples == len(read_audio(path, RATE_HZ)) == (length - 44) // 2
        assert "states 160 bytes" in facts.warnings[0]


def test_wav_of_a_pipe_has_no_length(tmp_path: Path) -> None:
    samples = (tone() * 32767).astype("<i2").tobytes()
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 1, RATE_HZ,
                         RATE_HZ * 2, 2, 16, b"data", 0xFFFFFFFF)  # fmt: skip
    (tmp_path / "a.wav").write_bytes(header + samples)
    assert len(read_audio(tmp_path / "a.wav", RATE_HZ)) == RATE_HZ


def test_not_a_number_is_refused(tmp_path: Path) -> None:
    samples = tone()
    samples[100] = np.nan
    soundfile.write(tmp_path / "a.wav", samples, RATE_HZ, subtype="FLOAT")
    with pytest.raises(AudioError, match="finite"):
        read_audio(tmp_path / "a.wav", RATE_HZ)


def test_longer_than_one_block(tmp_path: Path) -> None:
    integers = np.random.default_rng(4).integers(-100, 100, 2**20 + 5).astype(np.int16)
    for name in ("a.wav", "a.flac"):
        soundfile.write(tmp_path / name, integers, RATE_HZ)
        np.testing.assert_array_equal(read_audio(tmp_path / name, RATE_HZ) * 32768, integers)


def test_header_that_promises_more_than_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, tone(), RATE_HZ)
    data = bytearray(path.read_bytes())
    data[21] |= 0x0F  # upper 4 of the 36 bits of the number of samples in STREAMINFO
    path.write_bytes(data)
    both_fail(path, "cut short|damaged")


def test_absurd_sample_rate(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(), 1)
    both_fail(tmp_path / "a.wav", r"expected a sampling rate from 1000 to 999999 Hz.* Received: 1 Hz")


@pytest.mark.parametrize("extension", ["wav", "flac", "mp3", "ogg"])
def test_random_damage_is_an_audio_error_or_goes_unseen(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    soundfile.write(path, tone(0.3), RATE_HZ)
    data = path.read_bytes()
    rng = np.random.default_rng(5)
    for _ in range(150):
        damaged = bytearray(data)
        for place in rng.integers(0, rng.choice([80, len(data)]), rng.integers(1, 6)):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged)
        try:
            samples = read_audio(path, RATE_HZ)
            assert np.isfinite(samples).all()
            assert audio_duration(path) > 0
        except AudioError:
            pass


def test_names_with_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "a\nE b.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(AudioError) as caught:
        examine_audio(path)
    assert str(caught.value).startswith(rf"audio file {tmp_path}/a\nE b.wav is ") and "\n" not in str(
        caught.value
    )
    with pytest.raises(AudioError, match=r"gone\\n.wav cannot be read: No such file"):
        read_audio(tmp_path / "gone\n.wav", RATE_HZ)
