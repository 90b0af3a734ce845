"""The feature cache on disk: its contents, their lifetime, and that it never changes the features."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data import dataset as dataset_module
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import CacheError
from deepspeech_tf.text.alphabet import Alphabet
from tests.data.corpus import write_audio, write_corpus

ALPHABET = Alphabet.from_labels([" ", *"abcdefghijklmnopqrstuvwxyz"])


@pytest.fixture
def utterances(tmp_path: Path) -> list[Utterance]:
    return read_manifests([str(write_corpus(tmp_path, [0.5, 0.6, 0.7], ["a", "bb", "c"]))])


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the audio files that were read."""
    paths: list[str] = []
    original = dataset_module.read_audio

    def read(path: str, rate_hz: int) -> np.ndarray:
        paths.append(path)
        return original(path, rate_hz)

    monkeypatch.setattr(dataset_module, "read_audio", read)
    return paths


def dataset(utterances: list[Utterance], cache: DiskCache | None, *augment: str, expires: int = 0) -> Dataset:
    return Dataset(
        utterances, ALPHABET, FeatureConfig(), 2, augmentations=parse_augmentations(list(augment)),
        disk_cache=cache, cache_for_epochs=expires,
    )  # fmt: skip


def features(data: Dataset, epoch: int = 0) -> list[np.ndarray]:
    return [batch.features for batch in data.batches(epoch)]


def test_arrays_come_back(tmp_path: Path) -> None:
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.zeros(0, np.float32)}
    for name, array in arrays.items():
        DiskCache(tmp_path / "cache").put(name, array)
    cache = DiskCache(tmp_path / "cache")
    assert cache.path == f"{tmp_path}/cache.sqlite"
    for name, array in arrays.items():
        received = cache.get(name)
        assert received is not None and received.shape == array.shape and (received == array).all()
    assert cache.get("c") is None
    cache.clear()
    assert cache.get("a") is None


def test_threads_share_it(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "cache")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: cache.put(str(i), np.full((i, 2), i, np.float32)), range(100)))
        received = list(pool.map(lambda i: cache.get(str(i)), range(100)))
    assert [array.shape for array in received if array is not None] == [(i, 2) for i in range(100)]


@pytest.mark.parametrize("augment", [(), ("add[stddev=0.1]",), ("pitch",), ("volume[dbfs=-10~5]",)])
def test_the_next_run_reads_no_audio_and_hears_the_same(
    utterances: list[Utterance], reads: list[str], tmp_path: Path, augment: tuple[str, ...]
) -> None:
    wanted = [features(dataset(utterances, None, *augment), epoch) for epoch in (0, 1)]
    features(dataset(utterances, DiskCache(tmp_path / "cache"), *augment))
    reads.clear()
    later = dataset(utterances, DiskCache(tmp_path / "cache"), *augment)
    for epoch in (0, 1):
        for ours, without in zip(features(later, epoch), wanted[epoch], strict=True):
            np.testing.assert_array_equal(ours, without)
    assert not reads
    if augment:  # not frozen
        assert any((a != b).any() for a, b in zip(*wanted, strict=True) if a.shape == b.shape)


def test_changed_recordings_and_settings_are_computed_again(
    utterances: list[Utterance], reads: list[str], tmp_path: Path
) -> None:
    cache = DiskCache(tmp_path / "cache")
    features(dataset(utterances, cache))
    reads.clear()
    write_audio(Path(utterances[1].path), 0.65, seed=9)
    os.utime(utterances[2].path, (1, 1))
    features(dataset(utterances, cache))
    assert sorted(reads) == sorted(utterance.path for utterance in utterances[1:])
    reads.clear()
    features(dataset(utterances, cache, "volume"))  # samples, not features
    assert len(reads) == 3


def test_it_is_emptied_every_so_many_epochs(
    utterances: list[Utterance], reads: list[str], tmp_path: Path
) -> None:
    data = dataset(utterances, DiskCache(tmp_path / "cache"), expires=2)
    counts = []
    for epoch in range(5):
        features(data, epoch)
        counts.append(len(reads))
    assert counts == [3, 3, 6, 6, 9]
    assert len(list(data.batches(4, start=1))) == 1  # a resumed epoch empties nothing
    assert len(reads) == 9


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(CacheError, match=r"cache\.sqlite cannot be used.*can be deleted"):
        DiskCache(tmp_path / "cache")
    with pytest.raises(CacheError, match="cannot be used"):
        DiskCache(tmp_path / "missing" / "cache")
