"""Audio files that the program `deepspeech` is given: formats, lengths, channels, directories."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.native.client import MODEL, need_client, only_posix, recording, write_wav
from tests.native.test_client_program import TEXT, WAV, output, run, transcribe


def test_directory_of_other_formats(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    need_client()
    soundfile.write(tmp_path / "a.flac", recording("test0001.wav"), 16000)
    soundfile.write(tmp_path / "b.ogg", recording("test0001.wav"), 16000)
    lines = output(tmp_path).splitlines()
    assert lines[1:3] == [f"> {tmp_path}/a.flac", TEXT]
    assert lines[3] == f"> {tmp_path}/b.ogg"
    assert len(lines) == 5


def test_directory_takes_names_of_any_case(tmp_path: Path) -> None:
    need_client()
    for name in ("A.WAV", "b.Wav", "c.wave", "ünïcode.wav"):
        (tmp_path / name).write_bytes(WAV.read_bytes())
    for name in ("1.txt", "2.webm"):
        (tmp_path / name).write_bytes(b"no audio")
    (tmp_path / "folder.wav").mkdir()
    done = transcribe(tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1::2] == [
        f"> {tmp_path}/{n}" for n in ("A.WAV", "b.Wav", "c.wave", "ünïcode.wav")
    ]
    assert done.stdout.splitlines()[2::2] == [TEXT] * 4
    listing = f"4 of 6 files in {tmp_path} are recordings by their names. Not taken: 1.txt, 2.webm\n"
    assert listing in done.stderr


@pytest.mark.parametrize("name", ["D.FLAC", "e.MP3", "f.oga", "g.Opus", "h.aiff"])
def test_directory_takes_every_format(tmp_path: Path, name: str) -> None:
    soundfile = pytest.importorskip("soundfile")
    need_client()
    container = {"oga": "OGG", "opus": "OGG"}.get(name[2:].lower(), name[2:].upper())
    coding = "OPUS" if name.endswith("pus") else None
    soundfile.write(tmp_path / name, recording("test0001.wav"), 16000, coding, format=container)
    done = transcribe(tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1] == f"> {tmp_path}/{name}"
    assert len(done.stdout.splitlines()[2].split()) == len(TEXT.split())


def test_a_directory_without_recordings_is_an_error(tmp_path: Path) -> None:
    need_client()
    done = transcribe(tmp_path)
    assert (done.returncode, done.stdout) == (1, f"Running on directory {tmp_path}\n")
    assert f"0 of 0 files in {tmp_path} are recordings by their names.\n" in done.stderr
    (tmp_path / "notes.txt").write_text("no audio")
    done = transcribe(tmp_path)
    assert done.returncode == 1
    assert f"0 of 1 files in {tmp_path} are recordings by their names. Not taken: notes.txt\n" in done.stderr


def test_channels(tmp_path: Path) -> None:
    need_client()
    samples = recording("test0001.wav")
    inverted = write_wav(tmp_path / "inverted.wav", np.stack([samples, -samples], 1), channels=2)
    done = transcribe(inverted)
    assert done.returncode == 0 and done.stdout != TEXT + "\n"
    assert (
        f"Warning: {inverted}: its channels cancel each other out when averaged; --channel 1" in done.stderr
    )
    silent = write_wav(tmp_path / "silent.wav", np.stack([samples * 0, samples], 1), channels=2)
    done = transcribe(silent)
    assert (
        f"Warning: {silent}: channel 1 of 2 is silent and attenuates the average; --channel 2" in done.stderr
    )
    for path, channel in ((inverted, 1), (silent, 2), (WAV, 1)):
        done = transcribe(path, "--channel", channel)
        assert (done.returncode, done.stdout) == (0, TEXT + "\n")
        assert "Warning" not in done.stderr
    done = transcribe(WAV, "--channel", 2)
    assert done.returncode == 1
    assert f"Could not read audio file {WAV}: expected a channel from 1 to 1. Received: 2.\n" in done.stderr
    for number in ("0", "-1", "left"):
        done = transcribe(WAV, "--channel", number)
        assert done.returncode == 1
        assert f"--channel must be an integer of at least 1. Received: {number}" in done.stderr


def test_joined_mp3s(tmp_path: Path) -> None:
    """Both are transcribed."""
    soundfile = pytest.importorskip("soundfile")
    need_client()
    parts = []
    for name in ("test0001.wav", "test0004.wav"):
        soundfile.write(tmp_path / "a.mp3", recording(name), 16000)
        parts.append((tmp_path / "a.mp3").read_bytes())
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(b"".join(parts))
    done = transcribe(joined)
    assert done.returncode == 0
    assert len(done.stdout.split()) >= len(TEXT.split()) + 3
    warning = "it consists of 2 concatenated MP3 files; all of them are read."
    assert f"Warning: {joined}: {warning}\n" in done.stderr


def test_what_is_no_audio_is_named(tmp_path: Path) -> None:
    need_client()
    for name, contents, words in (
        ("a.mp3", b"\x1a\x45\xdf\xa3" + bytes(100), "it is WebM or Matroska. Supported: WAV, FLAC, MP3"),
        ("a.wav", b"\0\0\0\x20ftypM4A " + bytes(100), "it is MP4 or M4A. Supported: WAV, FLAC, MP3"),
        ("b.wav", b"hello\n" * 20, "it is a text file. Supported: WAV"),
    ):
        (tmp_path / name).write_bytes(contents)
        done = transcribe(tmp_path / name)
        assert done.returncode == 1 and done.stdout == ""
        assert f"Could not read audio file {tmp_path / name}: " in done.stderr and words in done.stderr
        assert "pipe" not in done.stderr and ".." not in done.stderr.replace(str(tmp_path), "")


def resample_8k(samples: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(samples.astype(float))[: len(samples) // 4 + 1]
    return np.clip(np.fft.irfft(spectrum) / 2, -32768, 32767).astype(np.int16)


def test_sample_formats(tmp_path: Path) -> None:
    """The same recording in every sample format gives the same transcript."""
    need_client()
    samples = recording("test0001.wav")
    unit = samples / 32768
    padded = np.zeros((len(samples), 4), np.uint8)
    padded[:, 2:] = samples.astype("<i2").view(np.uint8).reshape(-1, 2)
    forms = {
        (1, 8): np.round(unit * 128 + 128).clip(0, 255).astype(np.uint8),
        (1, 24): padded[:, 1:].copy(),
        (1, 32): samples.astype("<i4") * 65536,
        (3, 32): unit.astype("<f4"),
        (3, 64): unit.astype("<f8"),
    }
    for (coding, bits), data in forms.items():
        for extensible in (False, True):
            path = tmp_path / f"{coding}-{bits}-{extensible}.wav"
            path.write_bytes(riff(coding, bits, data.tobytes(), extensible=extensible))
            words = output(path).split()
            # 8 bits are noisy: one word may be another.
            differing = sum(a != b for a, b in zip(words, TEXT.split(), strict=False))
            assert differing <= (2 if bits == 8 else 0), path


def riff(
    coding: int, bits: int, data: bytes, *, extensible: bool = False, length: int | None = None
) -> bytes:
    block = bits // 8
    form = struct.pack("<HHIIHH", 0xFFFE if extensible else coding, 1, 16000, 16000 * block, block, bits)
    if extensible:
        form += struct.pack("<HHIH", 22, bits, 4, coding) + bytes.fromhex("000000001000800000aa00389b71")
    header = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    size = len(data) if length is None else length
    return (
        b"RIFF"
        + struct.pack("<I", len(header) + 8 + len(data))
        + header
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def test_lengths_in_headers(tmp_path: Path) -> None:
    need_client()
    data = recording("test0001.wav").tobytes()
    piped = tmp_path / "piped.wav"
    for unknown in (0xFFFFFFFF, 0x7FFFF000):
        piped.write_bytes(riff(1, 16, data, length=unknown))
        assert output(piped) == TEXT + "\n"
    piped.write_bytes(riff(1, 16, data, length=len(data)) + b"trailing chunk")
    assert output(piped) == TEXT + "\n"
    short = tmp_path / "short.wav"
    whole = riff(1, 16, data)
    short.write_bytes(whole[:-1000])  # a little: the header is taken to be wrong
    done = transcribe(short)
    assert (done.returncode, done.stdout) == (0, TEXT + "\n")
    assert f"Warning: {short}: its header states {len(data)} bytes of samples; it has " in done.stderr
    short.write_bytes(whole[: len(whole) // 2])
    done = transcribe(short)
    assert done.returncode == 1
    expected = f"it is cut short: expected {len(whole)} bytes. Received: {len(whole) // 2}."
    assert f"Could not read audio file {short}: {expected}\n" in done.stderr
    for riff_size in (0, 36, 0xFFFFFFFF, len(whole) - 8):  # of a recorder that crashed
        crashed = bytearray(riff(1, 16, data, length=0))
        crashed[4:8] = struct.pack("<I", riff_size)
        short.write_bytes(crashed)
        done = transcribe(short)
        assert (done.returncode, done.stdout) == (0, TEXT + "\n")
        assert f"Warning: {short}: its header states no length; it is read to its end." in done.stderr
    for size in (0, 3, 11, 12, 30, 44, 50):
        short.write_bytes(riff(1, 16, data)[:size])
        done = transcribe(short)
        assert done.returncode == 1
        assert f"Could not read audio file {short}: " in done.stderr


def test_rates_and_channels(tmp_path: Path) -> None:
    need_client()
    samples = recording("test0001.wav")
    stereo = write_wav(tmp_path / "stereo.wav", np.repeat(samples, 2), 16000, channels=2)
    assert output(stereo) == TEXT + "\n"
    # One channel silent: half as loud.
    half = write_wav(tmp_path / "half.wav", np.stack([samples, samples * 0], 1), 16000, channels=2)
    assert len(output(half).split()) == len(TEXT.split())
    high = write_wav(tmp_path / "48k.wav", upsample(samples, 3), 48000)
    assert output(high) == TEXT + "\n"
    done = transcribe(write_wav(tmp_path / "8k.wav", resample_8k(samples), 8000))
    assert done.returncode == 0
    assert "Warning: original sample rate (8000) is lower than 16000 Hz." in done.stderr
    assert "erratic speech recognition" in done.stderr


def upsample(samples: np.ndarray, factor: int) -> np.ndarray:
    spectrum = np.zeros(len(samples) * factor // 2 + 1, complex)
    half = np.fft.rfft(samples.astype(float))
    spectrum[: len(half)] = half
    return np.clip(np.fft.irfft(spectrum) * factor, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize(
    ("extension", "subtype", "wrong"),
    [("flac", "PCM_16", 0), ("ogg", "VORBIS", 1), ("mp3", "MPEG_LAYER_III", 1)],
)
def test_compressed(tmp_path: Path, extension: str, subtype: str, wrong: int) -> None:
    """Lossless audio gives exactly the same text; lossy audio may change a word."""
    soundfile = pytest.importorskip("soundfile")
    need_client()
    path = tmp_path / f"audio.{extension}"
    soundfile.write(path, recording("test0001.wav"), 16000, subtype=subtype, format=extension.upper())
    received = output(path)
    pairs = list(zip(received.split(), TEXT.split(), strict=True))
    assert sum(word != right for word, right in pairs) <= wrong
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if extension == "flac":
        done = transcribe(path)
        assert done.returncode == 1
        assert f"Could not read audio file {path}: " in done.stderr


def test_without_libsndfile(tmp_path: Path) -> None:
    need_client()
    path = tmp_path / "audio.flac"
    path.write_bytes(b"fLaC" + bytes(100))
    done = run("--model", MODEL, "--audio", path, DS_SNDFILE_LIBRARY="")
    assert done.returncode == 1
    reason = done.stderr.replace(str(path), "")  # the folder has the name of this test
    if "libsndfile" not in reason:
        pytest.skip("libsndfile is installed on this system")
    wanted = "apt install libsndfile1" if sys.platform == "linux" else "pip install soundfile"
    assert wanted in reason


def test_a_reason_ends_in_one_full_stop(tmp_path: Path) -> None:
    """libsndfile's reasons already end with a full stop."""
    need_client()
    (tmp_path / "noise.flac").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "broken.wav").write_bytes(riff(0x7777, 16, bytes(100)))
    for name in ("noise.flac", "broken.wav"):
        done = transcribe(tmp_path / name)
        assert done.returncode == 1
        last = done.stderr.splitlines()[-1]
        assert last.startswith("Could not read audio file") and last.endswith(".") and not last.endswith("..")


@only_posix
def test_a_directory_with_pipes_and_links_to_nowhere(tmp_path: Path) -> None:
    """A pipe has no end until someone writes; a link to itself is a file that cannot be read."""
    need_client()
    (tmp_path / "a.wav").write_bytes(WAV.read_bytes())
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    done = transcribe(tmp_path)
    assert f"2 of 3 files in {tmp_path} are recordings by their names. Not taken: pipe.wav\n" in done.stderr
    assert f"Could not read audio file {tmp_path}/loop.wav: Too many levels of symbolic links" in done.stderr
    assert done.stdout.splitlines()[:3] == [f"Running on directory {tmp_path}", f"> {tmp_path}/a.wav", TEXT]
    assert done.returncode == 1


def test_reasons_name_folders_and_end_once(tmp_path: Path) -> None:
    need_client()
    done = run("--model", tmp_path, "--audio", WAV)
    assert f"Cannot read model file {tmp_path}: it is a folder\n" in done.stderr
    done = transcribe(WAV, "--scorer", tmp_path)
    assert "Could not enable external scorer: Invalid scorer file." in done.stderr


@only_posix
def test_names_with_line_breaks(tmp_path: Path) -> None:
    """Messages about a file have one line, for any file name."""
    need_client()
    (tmp_path / "a\nWarning: b.wav").write_bytes(b"RIFF")
    (tmp_path / "c\n\x1b.txt").write_bytes(b"")
    done = transcribe(tmp_path)
    lines = done.stderr.splitlines()
    assert rf"Could not read audio file {tmp_path}/a\nWarning: b.wav: it is " in done.stderr
    assert lines[-2].endswith(r"Not taken: c\n\x1b.txt") and "Warning: b.wav" not in lines
