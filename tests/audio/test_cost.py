"""What the check reads of a recording: the header of WAV files, and each FLAC file once."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.audio import flac
from deepspeech_tf.audio.contents import examine
from deepspeech_tf.audio.read import examine_audio, read_channels
from deepspeech_tf.errors import AudioError
from tests.audio.encoding import encoded, sound, with_sizes
from tests.audio.oddities import TITLE

LONG = np.tile(sound(), (30, 1))  # a minute
HEADERS = 4096  # bytes


class CountingFile(io.BytesIO):
    """Counts the bytes that are read."""

    total = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.total += len(data)
        return data


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def with_chunk_before(wav: bytes) -> bytes:
    return wav[:36] + chunk(b"LIST", b"INFOISFT" + struct.pack("<I", 14) + b"Lavf58.29.100\0") + wav[36:]


WAVS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "chunk before the samples": with_chunk_before,
    "chunks around the samples": lambda wav: with_chunk_before(wav) + chunk(b"id3 ", TITLE),
    "long chunk before the format": lambda wav: wav[:12] + chunk(b"JUNK", bytes(10**6)) + wav[12:],
    "BW64": lambda wav: b"BW64" + wav[4:],
    "states a little too much": lambda wav: with_sizes(wav, len(wav), len(wav)),
}


@pytest.mark.parametrize("change", WAVS.values(), ids=WAVS)
def test_only_headers_of_wav_files_are_read(change: Callable[[bytes], bytes]) -> None:
    start = 65536  # to detect the format
    file = CountingFile(change(encoded("WAV", "PCM_16", LONG)))
    contents = examine(file)
    assert file.total < start + HEADERS
    assert not any(isinstance(part.data, bytes) for part in contents.parts)


@pytest.mark.parametrize("coding", ["PCM_16", "PCM_24", "ULAW", "GSM610", "MS_ADPCM"])
def test_they_are_read_like_plain_ones(tmp_path: Path, coding: str) -> None:
    plain = encoded("WAV", coding, LONG)
    with soundfile.SoundFile(io.BytesIO(plain)) as expected:
        samples = expected.read(expected.frames, "float32", always_2d=True)
    data = plain.index(b"data")
    for size in (3, 26, 70000):  # of a chunk between the header and the samples
        path = tmp_path / f"{size}.wav"
        path.write_bytes(plain[:data] + chunk(b"LIST", bytes(size)) + plain[data:])
        assert examine_audio(path).samples == len(samples)
        assert np.array_equal(read_channels(path)[0], samples)


def test_unknown_lengths_are_searched_in_portions() -> None:
    """Another recording may begin anywhere, but the file is never in memory as a whole."""
    wav = with_sizes(encoded("WAV", "PCM_16", np.tile(sound(), (40, 1))), 0xFFFFFFFF, 0xFFFFFFFF)
    for place in (len(wav) - 50, 2**20 + 44, 2**20 + 44 - 3, 2**20 + 44 - 15, 2 * 2**20 + 44 - 8):
        joined = wav[:place] + wav[:60] + wav[place:]
        with pytest.raises(AudioError, match=f"another one begins at byte {place}$"):
            examine(io.BytesIO(joined))
    assert examine(io.BytesIO(wav)).warnings == ()


@pytest.mark.parametrize("coding", ["PCM_16", "PCM_24"])
def test_undamaged_flac_files_are_not_searched(monkeypatch: pytest.MonkeyPatch, coding: str) -> None:
    """Their frames prove that nothing else is in them."""
    data = encoded("FLAC", coding, LONG)
    searched: list[int] = []
    monkeypatch.setattr(flac, "require_one_file", lambda data, position: searched.append(position))
    contents = examine(io.BytesIO(data))
    assert not searched and contents.verify is not None and contents.verify() == len(LONG)
    examine(io.BytesIO(data + b"TAG" + bytes(125)))
    assert searched


def test_lengths_of_no_known_program_are_a_guess(tmp_path: Path) -> None:
    wav = encoded("WAV", "PCM_16")
    usual = [
        0x7F000000,
        0x7FFF0000,
        0x7FFFEFFC,
        0x7FFFF000,
        2**31 - 1,
        2**31 - 1 - 44,
        2**31,
        2**32 - 1,
        2**32 - 45,
    ]
    guesses = [0x7F100000, 0x7FFFF002, 0x80001000, 0x90000000, 0xC0000000, 0xFFFF0000]
    path = tmp_path / "a.wav"
    for length in usual + guesses:
        path.write_bytes(with_sizes(wav, 0xFFFFFFFF, length))
        facts = examine_audio(path)
        warning = f"its header states {length} bytes of samples; it has {len(wav) - 44}, which are read"
        assert facts.warnings == ((warning,) if length in guesses else ()), hex(length)
        assert facts.samples == len(sound())
    path.write_bytes(with_sizes(wav, 0xFFFFFFFF, 0x7E000000))
    with pytest.raises(AudioError, match="is cut short"):
        examine_audio(path)
