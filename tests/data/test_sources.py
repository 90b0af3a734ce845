"""Sets other than local CSV files: sample databases and remote files."""

import io
import logging
from pathlib import Path

import fsspec
import numpy as np
import pytest
import soundfile

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import AudioError, ConfigError, ManifestError
from deepspeech_tf.text.alphabet import Alphabet

RATE_HZ = 16000
ALPHABET = Alphabet.from_labels(list(" abc"))
TEXTS = ["ab", "abc", "c"]


def sound(place: int) -> np.ndarray:
    return np.random.default_rng(place).normal(0, 3000, 6000 + 1000 * place).astype(np.int16)


def wav(place: int) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, sound(place), RATE_HZ, format="WAV")
    return buffer.getvalue()


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "set.sdb"
    with SampleDatabaseWriter(str(path), WAV_TYPE) as writer:
        for place in (2, 0, 1):  # not by length
            writer.add(wav(place), TEXTS[place])
    return str(path)


def test_training_set_of_a_database(database: str, tmp_path: Path) -> None:
    utterances = read_manifests([database])
    assert [utterance.transcript for utterance in utterances] == TEXTS  # shortest first
    assert utterances[0].path == f"{database}:1" and utterances[0].where == f"sample 1 of {database}"
    check_utterances(utterances, ALPHABET, FeatureConfig())
    (tmp_path / "wavs.csv").write_text(
        "wav_filename,wav_filesize,transcript\n" + "".join(f"{n}.wav,{n},{t}\n" for n, t in enumerate(TEXTS))
    )
    for place in range(3):
        (tmp_path / f"{place}.wav").write_bytes(wav(place))
    expected = Dataset(read_manifests([str(tmp_path / "wavs.csv")]), ALPHABET, FeatureConfig(), 3)
    cache = DiskCache(str(tmp_path / "cache"))
    for _ in range(2):  # from the database, then from the cache
        (batch,) = Dataset(utterances, ALPHABET, FeatureConfig(), 3, disk_cache=cache).batches(0)
        np.testing.assert_array_equal(batch.features, next(expected.batches(0)).features)


def test_several_sources_are_sorted_together(database: str, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(0))
    (tmp_path / "a.csv").write_text("wav_filename,wav_filesize,transcript\na.wav,14500,b\n")
    both = read_manifests([database, str(tmp_path / "a.csv")])
    assert [utterance.transcript for utterance in both] == ["ab", "abc", "b", "c"]


def test_damaged_database_gives_what_came_before(database: str, caplog: pytest.LogCaptureFixture) -> None:
    data = Path(database).read_bytes()
    Path(database).write_bytes(data[: len(data) - 60])
    with caplog.at_level(logging.ERROR):
        utterances = read_manifests([database])
    assert [utterance.transcript for utterance in utterances] == ["ab", "c"]
    assert "set.sdb: damaged" in caplog.text and "Samples before the damage: 2" in caplog.text


def test_unusable_databases(tmp_path: Path) -> None:
    path = str(tmp_path / "a.sdb")
    for labeled, texts, message in (
        (False, ["a"], "must have transcripts"),
        (True, [], "must have samples"),
        (True, ["a", " "], "sample 1 of .*transcript is empty"),
    ):
        with SampleDatabaseWriter(path, WAV_TYPE, labeled=labeled) as writer:
            for text in texts:
                writer.add(wav(0), text)
        with pytest.raises(ManifestError, match=message):
            read_manifests([path])


def test_noise_of_a_database_without_transcripts(tmp_path: Path) -> None:
    path = tmp_path / "noise.sdb"
    with SampleDatabaseWriter(str(path), WAV_TYPE, labeled=False) as writer:
        writer.add(wav(1))
    (noise,) = parse_augmentations([f"noise[source={path}]"])
    assert noise.source == str(path)
    (tmp_path / "other.sdb").write_bytes(b"x")
    with pytest.raises(ConfigError, match="not a sample database"):
        parse_augmentations([f"noise[source={tmp_path}/other.sdb]"])


@pytest.fixture
def remote() -> str:
    files = fsspec.filesystem("memory")
    files.pipe("/corpus/clips/a.wav", wav(0))
    files.pipe("/corpus/set.csv", "wav_filename,transcript\nclips/a.wav,ab\n".encode("utf-8-sig"))
    buffer = io.BytesIO()
    files.pipe("/corpus/empty.wav", buffer.getvalue())
    yield "memory://corpus"
    files.rm("/corpus", recursive=True)


def test_remote_sets(remote: str, tmp_path: Path) -> None:
    (utterance,) = read_manifests([f"{remote}/set.csv"])
    assert utterance.path == f"{remote}/clips/a.wav"
    check_utterances([utterance], ALPHABET, FeatureConfig())
    np.testing.assert_array_equal(read_audio(utterance.path, RATE_HZ) * 32768, sound(0))
    cache = DiskCache(str(tmp_path / "cache"))
    (batch,) = Dataset([utterance], ALPHABET, FeatureConfig(), 1, disk_cache=cache).batches(0)
    assert batch.features.shape[1] == FeatureConfig().frames(6000)
    # a local manifest may name remote files
    local = tmp_path / "local.csv"
    local.write_text(f"wav_filename,transcript\n{remote}/clips/a.wav,ab\n")
    assert read_manifests([str(local)])[0].path == utterance.path


def test_remote_database(remote: str, tmp_path: Path) -> None:
    path = tmp_path / "a.sdb"
    with SampleDatabaseWriter(str(path), OPUS_TYPE) as writer:
        writer.add(b"x", "ab")
    fsspec.filesystem("memory").pipe("/corpus/a.sdb", path.read_bytes())
    assert read_manifests([f"{remote}/a.sdb"])[0].transcript == "ab"


def test_remote_files_that_are_not_there(remote: str) -> None:
    for name, message in (
        (f"{remote}/none.wav", "none.wav: cannot be read"),
        (f"{remote}/empty.wav", "empty.wav is empty"),
        ("nosuchprotocol://x/a.wav", "nosuchprotocol"),
    ):
        with pytest.raises(AudioError, match=message):
            read_audio(name, RATE_HZ)
    with pytest.raises(ManifestError, match=r"none\.csv: cannot be read"):
        read_manifests([f"{remote}/none.csv"])
