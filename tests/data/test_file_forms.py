"""A CSV file in one form of Unicode that names files in the other: found by all who read it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.recordings import Recordings
from deepspeech_tf.diagnosis.examine import examine_row
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.text.alphabet import Alphabet
from tests.data.corpus import write_corpus

ALPHABET = Alphabet.from_labels("abc ")


@pytest.fixture(params=[("NFC", "NFD"), ("NFD", "NFC")])
def manifest(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A set of one recording in a folder and a file with accents."""
    listed, there = request.param
    path = write_corpus(tmp_path, [1], ["abc"])
    audio = tmp_path / unicodedata.normalize(there, "Zoë/naïve.wav")
    audio.parent.mkdir()
    (tmp_path / "wav" / "0.wav").rename(audio)
    name = unicodedata.normalize(listed, "Zoë/naïve.wav")
    path.write_text(path.read_text(encoding="utf-8").replace("wav/0.wav", name), encoding="utf-8")
    return path


def test_training_finds_it(manifest: Path) -> None:
    utterances = read_manifests([str(manifest)])
    check_utterances(utterances, ALPHABET, FeatureConfig())
    assert len(read_audio(utterances[0].path, 16000)) == 16000


def test_augmentations_find_it(manifest: Path) -> None:
    assert len(Recordings(str(manifest)).read(0, 16000)) == 16000


def test_the_doctor_finds_it(manifest: Path) -> None:
    rows = read_rows("train", str(manifest))
    examined = examine_row(rows.rows[0], rows, ALPHABET, FeatureConfig(), True)
    assert examined.recording is not None
    assert not {finding.kind for finding in examined.findings} & {"missing", "unreadable"}
