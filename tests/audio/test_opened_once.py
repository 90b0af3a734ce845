"""Whoever reads or examines a recording opens its file, or fetches its sample of a database, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from deepspeech_tf.audio import opus_container, sound_file
from deepspeech_tf.audio.read import audio_sample_rate, examine_audio, read_audio
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE, SampleDatabase
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.data.recode import Recoding, recode
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.importers import convert
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.labels import LabelFilter

TONE = (np.sin(np.arange(24000) * 0.1) * 8000).astype(np.int16)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files as they are opened, by Python or by libsndfile, and samples of databases as they are fetched."""
    names: list[str] = []

    def counting_open(path: Any, *arguments: Any, **options: Any) -> Any:
        file = open(path, *arguments, **options)  # noqa: SIM115 (closed by the caller)
        names.append(Path(path.decode() if isinstance(path, bytes) else path).name)
        return file

    class CountingFile(soundfile.SoundFile):
        def __init__(self, file: Any, *arguments: Any, **options: Any) -> None:
            if isinstance(file, str | bytes | Path):
                names.append(Path(file.decode() if isinstance(file, bytes) else file).name)
            super().__init__(file, *arguments, **options)

    def counting_speech(self: SampleDatabase, index: int) -> bytes:
        names.append(f"{Path(self.path).name}:{index}")
        return speech(self, index)

    speech = SampleDatabase.speech
    monkeypatch.setattr(SampleDatabase, "speech", counting_speech)
    monkeypatch.setattr(soundfile, "SoundFile", CountingFile)
    monkeypatch.setattr(sound_file, "open", counting_open, raising=False)
    return names


READERS: list[Callable[[str], Any]] = [
    examine_audio,
    audio_sample_rate,
    lambda name: read_audio(name, 16000),
    lambda name: recode(Recoding(WAV_TYPE), Utterance(name, "row 2", 0, "one"), 0),
    lambda name: recode(Recoding(OPUS_TYPE), Utterance(name, "row 2", 0, "one"), 0),
]


@pytest.mark.parametrize("read", READERS, ids=["examine", "rate", "read", "to WAV", "to Opus"])
@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.ogg"])
def test_files(tmp_path: Path, opened: list[str], name: str, read: Callable[[str], Any]) -> None:
    soundfile.write(tmp_path / name, TONE, 24000)
    opened.clear()
    read(str(tmp_path / name))
    assert opened == [name]


@pytest.mark.parametrize("read", READERS, ids=["examine", "rate", "read", "to WAV", "to Opus"])
@pytest.mark.parametrize("kind", [WAV_TYPE, OPUS_TYPE])
def test_samples_of_databases(
    tmp_path: Path, opened: list[str], kind: str, read: Callable[[str], Any]
) -> None:
    soundfile.write(tmp_path / "a.wav", TONE, 24000)
    speech = (tmp_path / "a.wav").read_bytes()
    if kind == OPUS_TYPE:
        speech = opus_container.encode(TONE[:, np.newaxis], 24000)
    with SampleDatabaseWriter(str(tmp_path / "a.sdb"), kind, labeled=True) as writer:
        writer.add(speech, "one")
    opened.clear()
    read(f"{tmp_path}/a.sdb:0")
    assert opened == ["a.sdb:0"]


def test_segments_of_one_recording(tmp_path: Path, opened: list[str]) -> None:
    """Each segment opens the file once, including the first one, which also examines it."""
    soundfile.write(tmp_path / "a.flac", TONE, 24000)
    opened.clear()
    for start_s in (0.0, 0.2, 0.5):
        convert.load_samples(tmp_path / "a.flac", start_s=start_s, end_s=start_s + 0.1)
    assert opened == ["a.flac"] * 3


def test_importers(tmp_path: Path, opened: list[str]) -> None:
    """What is ready, or was converted before, is opened once; another format first to see that it is one."""
    soundfile.write(tmp_path / "ready.wav", TONE, 16000)
    soundfile.write(tmp_path / "other.flac", TONE, 24000)
    clips = [Clip(tmp_path / name, "one", name) for name in ("ready.wav", "other.flac")]
    run = ImportRun(LabelFilter(), workers=1, say=lambda line: None)
    opened.clear()
    assert len(run.convert(clips)) == 2
    assert sorted(opened) == ["other.flac", "other.flac", "ready.wav"]
    opened.clear()
    assert len(run.convert(clips)) == 2
    assert sorted(opened) == ["other.flac", "other.wav", "ready.wav"]
