"""Sample databases: reads files in the original layout; an independent reader reads ours."""

import io
import json
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.read import audio_duration, audio_sample_rate, read_audio
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE, SampleDatabase, open_database
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.errors import AudioError

RATE_HZ = 16000
SAMPLES = [
    (np.sin(np.arange(length) * 0.1) * 8000).astype(np.int16)[:, np.newaxis] for length in (4000, 5000, 9000)
]
TEXTS = ["one", "two é", "three"]


def wav(samples: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def original(blobs: list[bytes], texts: list[str] | None, kind: str) -> bytes:
    """A database by the description of the layout, without our writer."""
    schema: list[dict[str, str]] = [{"content": "speech", "mime-type": kind}]
    if texts is not None:
        schema.append({"content": "transcript", "mime-type": "text/plain"})
    meta = json.dumps({"schema": schema}).encode()
    start = b"SAMPLEDB" + struct.pack(">Q", len(meta)) + meta
    entries, offsets = b"", []
    for place, blob in enumerate(blobs):
        offsets.append(len(start) + 16 + len(entries))
        body = struct.pack(">I", len(blob)) + blob
        if texts is not None:
            text = texts[place].encode()
            body += struct.pack(">I", len(text)) + text
        entries += struct.pack(">I", len(body)) + body
    chunk = struct.pack(">QQ", 8 + len(entries), len(blobs)) + entries
    index = struct.pack(">QQ", 8 + 8 * len(blobs), len(blobs)) + struct.pack(f">{len(blobs)}Q", *offsets)
    return start + chunk + index


def read_independently(data: bytes) -> list[tuple[bytes, str]]:
    """Samples by the index at the end of a database with transcripts."""
    assert data[:8] == b"SAMPLEDB"
    (meta_length,) = struct.unpack_from(">Q", data, 8)
    start = 16 + meta_length
    (chunk_length,) = struct.unpack_from(">Q", data, start)
    index = start + 8 + chunk_length
    index_length, count = struct.unpack_from(">QQ", data, index)
    assert index + 8 + index_length == len(data) and index_length == 8 + 8 * count
    assert struct.unpack_from(">Q", data, start + 8) == (count,)
    samples = []
    for place in range(count):
        (offset,) = struct.unpack_from(">Q", data, index + 16 + 8 * place)
        entry_length, speech_length = struct.unpack_from(">II", data, offset)
        speech = data[offset + 8 : offset + 8 + speech_length]
        (text_length,) = struct.unpack_from(">I", data, offset + 8 + speech_length)
        assert entry_length == 8 + speech_length + text_length
        text = data[offset + 12 + speech_length :][:text_length].decode()
        samples.append((speech, text))
    return samples


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "set.sdb"
    path.write_bytes(original([wav(samples) for samples in SAMPLES], TEXTS, WAV_TYPE))
    return path


def test_reads_what_the_original_writes(database: Path) -> None:
    opened = SampleDatabase(str(database))
    assert len(opened) == 3 and not opened.damage
    assert list(opened.transcripts()) == TEXTS
    assert opened.sizes() == [44 + 2 * len(samples) for samples in SAMPLES]
    for place, samples in enumerate(SAMPLES):
        assert opened.speech(place) == wav(samples)
        read = read_audio(f"{database}:{place}", RATE_HZ)
        np.testing.assert_array_equal(read * 32768, samples[:, 0])
        assert audio_duration(f"{database}:{place}") == len(samples) / RATE_HZ


def test_writes_the_same_bytes(database: Path, tmp_path: Path) -> None:
    opened = SampleDatabase(str(database))
    with SampleDatabaseWriter(str(tmp_path / "copy.sdb"), opened.columns.speech_type) as writer:
        for place, text in enumerate(opened.transcripts()):
            writer.add(opened.speech(place), text)
    assert (tmp_path / "copy.sdb").read_bytes() == database.read_bytes()
    assert list(tmp_path.glob("*.partial")) == []
    with SampleDatabaseWriter(str(tmp_path / "audio.sdb"), WAV_TYPE, labeled=False) as writer:
        writer.add(wav(SAMPLES[0]))
    assert (tmp_path / "audio.sdb").read_bytes() == original([wav(SAMPLES[0])], None, WAV_TYPE)
    assert SampleDatabase(str(tmp_path / "audio.sdb")).columns.transcript is None


@pytest.mark.parametrize("rate_hz", [16000, 8000])
def test_opus(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "opus.sdb"
    with SampleDatabaseWriter(str(path), OPUS_TYPE) as writer:
        for samples, text in zip(SAMPLES, TEXTS, strict=True):
            writer.add(opus_container.encode(samples, rate_hz, 32000), text)
    assert [text for _, text in read_independently(path.read_bytes())] == TEXTS
    for place, (blob, _) in enumerate(read_independently(path.read_bytes())):
        count = len(SAMPLES[place])
        assert struct.unpack_from(">IIBB", blob) == (2 * count, rate_hz, 1, 2)
        offset, packets = 10, 0
        while offset < len(blob):
            offset += 2 + struct.unpack_from(">H", blob, offset)[0]
            packets += 1
        assert offset == len(blob) and packets == -(-count // (60 * rate_hz // 1000))
        name = f"{path}:{place}"
        assert audio_sample_rate(name) == rate_hz
        assert audio_duration(name) == count / rate_hz
        read = read_audio(name, rate_hz)
        assert len(read) == count
        delay = round(0.0065 * rate_hz)  # the encoder's
        middle = slice(1000, count - 1000)
        expected = SAMPLES[place][:, 0] / 32768
        error = read[delay:][middle] - expected[: count - delay][middle]
        assert np.sqrt(np.mean(error**2)) < 0.1 * np.sqrt(np.mean(expected**2))
        assert open_database(str(path)).sizes()[place] == 44 + 2 * count


def test_cut_short_at_every_place_keeps_what_came_before(database: Path, tmp_path: Path) -> None:
    data = database.read_bytes()
    offsets = struct.unpack(">3Q", data[-24:])
    path = tmp_path / "cut.sdb"
    for length in [*range(0, 200, 7), *range(200, len(data), 997), offsets[1], offsets[2], len(data) - 1]:
        path.write_bytes(data[:length])
        whole = sum(length >= end for end in (*offsets[1:], len(data) - 40))
        if length < offsets[0]:
            with pytest.raises(AudioError, match=r"cut\.sdb"):
                opened = SampleDatabase(str(path))
                assert len(opened) == 0 and "damaged" in opened.damage
                raise AudioError(opened.damage)
            continue
        opened = SampleDatabase(str(path))
        assert len(opened) == whole, length
        assert f"before the damage: {whole}" in opened.damage
        assert list(opened.transcripts()) == TEXTS[:whole]


def test_damaged_lengths(database: Path, tmp_path: Path) -> None:
    data = bytearray(database.read_bytes())
    offset = struct.unpack(">3Q", data[-24:])[1]
    path = tmp_path / "bad.sdb"
    for place in (offset, offset + 4):  # of the entry, of its speech
        changed = bytearray(data)
        changed[place + 1] ^= 0x7F
        path.write_bytes(changed)
        opened = SampleDatabase(str(path))
        assert len(opened) == 1 and "sample 1 is damaged" in opened.damage
    changed = bytearray(data)
    changed[-1] ^= 0x40  # the last offset of the index
    path.write_bytes(changed)
    assert len(SampleDatabase(str(path))) >= 2


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"", "empty"),
        (b"RIFF....WAVE", "not a sample database"),
        (b"SAMPLEDB", "cut short"),
        (b"SAMPLEDB" + struct.pack(">Q", 2) + b"{}" + bytes(32), "expected a valid JSON schema"),
        (b"SAMPLEDB" + struct.pack(">Q", 14) + b'{"schema": []}' + bytes(32), "expected a speech column"),
        (original([b"x"], None, "audio/midi"), "expected a speech column with one of the types"),
    ],
)
def test_what_is_no_database(tmp_path: Path, contents: bytes, message: str) -> None:
    (tmp_path / "a.sdb").write_bytes(contents)
    with pytest.raises(AudioError, match=message):
        open_database(str(tmp_path / "a.sdb"))


def test_samples_that_are_not_there_or_damaged(database: Path, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"expected a sample from 0 to 2\. Received: 3"):
        read_audio(f"{database}:3", RATE_HZ)
    with pytest.raises(AudioError, match=r"none\.sdb: cannot be read"):
        read_audio(f"{tmp_path}/none.sdb:0", RATE_HZ)
    path = tmp_path / "damaged.sdb"
    opus = opus_container.encode(SAMPLES[0], RATE_HZ)
    for kind, blob, message in (
        (WAV_TYPE, wav(SAMPLES[0])[:1000], "cut short"),
        (WAV_TYPE, b"", "empty"),
        (WAV_TYPE, b"noise" * 100, "not in a supported audio format"),
        (OPUS_TYPE, opus[:6], "header of 10 bytes"),
        (OPUS_TYPE, opus[:-1], "cut short in a packet"),
        (OPUS_TYPE, opus[:10], "cut short: expected 4000 samples. Received: 0"),
        (OPUS_TYPE, opus[:8] + b"\x09" + opus[9:], "9 channels"),
    ):
        with SampleDatabaseWriter(str(path), kind) as writer:
            writer.add(blob, "a")
        with pytest.raises(AudioError, match=message):
            read_audio(f"{path}:0", RATE_HZ)


def test_writer_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), SampleDatabaseWriter(str(tmp_path / "a.sdb"), WAV_TYPE) as writer:
        writer.add(b"x", "a")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(AudioError, match="cannot be written"):
        SampleDatabaseWriter(str(tmp_path / "none" / "a.sdb"), WAV_TYPE)
