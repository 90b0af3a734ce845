"""Batches: contents, order and reproducibility."""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data import cache
from deepspeech_tf.data import dataset as dataset_module
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.batching import BucketedBatches, SortedBatches
from deepspeech_tf.data.dataset import Dataset, from_int16, to_int16
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AlphabetError, AudioError, ConfigError
from deepspeech_tf.text.alphabet import Alphabet
from tests.data.corpus import write_corpus

ALPHABET = Alphabet.from_labels([" ", *"abcdefghijklmnopqrstuvwxyz"])
CONFIG = FeatureConfig()
TEXTS = ["a", "bb", "c c", "dog", "every", "fox", "go"]
EVERY_DOMAIN = [
    "volume[dbfs=-10~5]",
    "reverb[p=0.5]",
    "resample[rate=6000~2000]",
    "time_mask[domain=signal]",
    "pitch",
    "tempo[factor=1~0.2]",
    "frequency_mask",
    "dropout",
    "add[stddev=0.1]",
    "multiply[p=0.5,stddev=0.1]",
]


@pytest.fixture(scope="module")
def utterances(tmp_path_factory: pytest.TempPathFactory) -> list[Utterance]:
    folder = tmp_path_factory.mktemp("corpus")
    path = write_corpus(folder, [0.5 + 0.1 * index for index in range(len(TEXTS))], TEXTS)
    return read_manifests([str(path)])


def same(first: Iterable[Batch], second: Iterable[Batch]) -> bool:
    pairs = list(zip(list(first), list(second), strict=True))
    return all(
        a.ids == b.ids and a.features.shape == b.features.shape and (a.features == b.features).all()
        for a, b in pairs
    )


def texts(batches: Iterable[Batch]) -> list[Sequence[str]]:
    return [batch.transcripts for batch in batches]


def test_contents_of_a_batch(utterances: list[Utterance]) -> None:
    batch = next(Dataset(utterances, ALPHABET, CONFIG, 3).batches(0))
    frames = [np.asarray(extract_features(read_audio(u.path, 16000), CONFIG)) for u in utterances[:3]]
    assert batch.ids == [utterance.path for utterance in utterances[:3]]
    assert batch.transcripts == ["a", "bb", "c c"]
    assert batch.feature_lengths.tolist() == [len(rows) for rows in frames] == [24, 29, 34]
    assert batch.features.shape == (3, 34, 26)
    for row, expected in enumerate(frames):
        np.testing.assert_array_equal(batch.features[row, : len(expected)], expected)
        assert not batch.features[row, len(expected) :].any()
    assert batch.labels.tolist() == [[1, 0, 0], [2, 2, 0], [3, 0, 3]]
    assert batch.label_lengths.tolist() == [1, 2, 3]
    kinds = [a.dtype for a in (batch.features, batch.feature_lengths, batch.labels, batch.label_lengths)]
    assert kinds == [np.float32, np.int32, np.int32, np.int32]


def test_the_last_batch_is_kept(utterances: list[Utterance]) -> None:
    dataset = Dataset(utterances, ALPHABET, CONFIG, 3)
    assert dataset.num_batches == 3
    assert texts(dataset.batches(0)) == [TEXTS[:3], TEXTS[3:6], TEXTS[6:]]
    assert texts(Dataset(utterances, ALPHABET, CONFIG, 100).batches(0)) == [TEXTS]


def test_frames_multiple(utterances: list[Utterance]) -> None:
    for batch in Dataset(utterances, ALPHABET, CONFIG, 3, frames_multiple=16).batches(0):
        assert batch.features.shape[1] % 16 == 0
        assert 0 <= batch.features.shape[1] - batch.feature_lengths.max() < 16


@pytest.mark.parametrize("bucketed", [False, True])
@pytest.mark.parametrize("augmentations", [[], EVERY_DOMAIN, ["pitch", "time_mask"], ["add"]])
def test_a_resumed_epoch_is_the_same(
    utterances: list[Utterance], augmentations: list[str], bucketed: bool
) -> None:
    def make(workers: int, cache_bytes: int) -> Dataset:
        lengths = [utterance.size for utterance in utterances]
        batches = BucketedBatches(lengths, 2, seed=1) if bucketed else SortedBatches(len(lengths), 2)
        return Dataset(
            utterances, ALPHABET, CONFIG, batches, augmentations=parse_augmentations(augmentations), epochs=3,
            workers=workers, cache_bytes=cache_bytes,
        )  # fmt: skip

    whole = make(2, 2**30)
    epochs = [list(whole.batches(epoch)) for epoch in range(3)]
    assert same(make(1, 0).batches(2), epochs[2])
    for start in range(5):
        assert same(make(3, 100_000).batches(1, start), epochs[1][start:])
    if augmentations:
        frames = [
            {name: rows for batch in epoch for name, rows in zip(batch.ids, batch.features, strict=True)}
            for epoch in epochs
        ]
        assert any(
            rows.shape != frames[1][name].shape or (rows != frames[1][name]).any()
            for name, rows in frames[0].items()
        )


def test_seeds_differ(utterances: list[Utterance]) -> None:
    def batches(seed: int) -> list[Batch]:
        augmentations = parse_augmentations(["add"])
        return list(
            Dataset(utterances, ALPHABET, CONFIG, 2, augmentations=augmentations, seed=seed).batches(0)
        )

    assert same(batches(-1), batches(-1))
    assert not same(batches(1), batches(2))


def test_the_clock_runs_from_0_to_1(utterances: list[Utterance]) -> None:
    """`volume` without a radius shows the clock: every peak is lower than the one before."""
    augmentations = parse_augmentations(["volume[dbfs=3:-37]"])
    dataset = Dataset(utterances, ALPHABET, CONFIG, 1, augmentations=augmentations, epochs=2)
    plain = [batch.features for batch in Dataset(utterances, ALPHABET, CONFIG, 1).batches(0)]
    levels = []
    for epoch in range(2):
        for features, batch in zip(plain, dataset.batches(epoch), strict=True):
            # 1 dB adds ln(10) / 20 to each of 40 log energies; coefficient 0 is sqrt(2 / 40) of their sum
            gain = (batch.features[0, :, 0] - features[0, :, 0]).mean() / (
                np.sqrt(2 / 40) * 40 * np.log(10) / 20
            )
            levels.append(gain)
    steps = np.diff(levels)
    np.testing.assert_allclose(steps, -40 / 14, atol=0.02)  # noise peaks at 0.5 within 0.01 dB


@pytest.mark.parametrize(
    ("augmentations", "reads", "ffts"), [([], 1, 1), (["add"], 1, 1), (["pitch"], 1, 1), (["volume"], 1, 3)]
)
def test_what_stays_the_same_is_computed_once(
    utterances: list[Utterance],
    monkeypatch: pytest.MonkeyPatch,
    augmentations: list[str],
    reads: int,
    ffts: int,
) -> None:
    counts = {"read_audio": 0, "spectrogram": 0}
    lock = threading.Lock()

    def counted(name: str) -> None:
        original = getattr(dataset_module, name)

        def call(*arguments: object) -> object:
            with lock:
                counts[name] += 1
            return original(*arguments)

        monkeypatch.setattr(dataset_module, name, call)

    counted("read_audio")
    counted("spectrogram")
    dataset = Dataset(
        utterances, ALPHABET, CONFIG, 2, augmentations=parse_augmentations(augmentations), epochs=3
    )
    for epoch in range(3):
        assert len(list(dataset.batches(epoch))) == 4
    assert counts == {"read_audio": 7 * reads, "spectrogram": 7 * ffts}


def test_read_ahead_is_bounded(utterances: list[Utterance], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    original = dataset_module.read_audio
    monkeypatch.setattr(
        dataset_module, "read_audio", lambda path, rate: (read.append(path), original(path, rate))[1]
    )
    batches = Dataset(utterances * 20, ALPHABET, CONFIG, 1, workers=2, cache_bytes=0).batches(0)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert 1 <= len(read) <= 8
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("dataset")]


def test_errors_name_the_row(utterances: list[Utterance], tmp_path: Path) -> None:
    strange = Utterance(utterances[0].path, "row 8 of a.csv", 1, "ß")
    with pytest.raises(AlphabetError, match=r"row 8 of a.csv: .*'ß'"):
        list(Dataset([strange], ALPHABET, CONFIG, 2).batches(0))
    path = write_corpus(tmp_path, [0.01], ["a"])
    with pytest.raises(AudioError, match=r"row 2 of .* too short.*512 samples. Received: 160"):
        list(Dataset(read_manifests([str(path)]), ALPHABET, CONFIG, 2).batches(0))


def test_audio_that_cannot_be_read_any_more(
    utterances: list[Utterance], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is named and has no frames; everything else is as it would be without it."""
    missing = Utterance(str(tmp_path / "none.wav"), "row 9 of a.csv", 1, "a")
    (tmp_path / "damaged.flac").write_bytes(b"fLaC")
    damaged = Utterance(str(tmp_path / "damaged.flac"), "row 10 of a.csv", 1, "b")
    batches = list(Dataset([*utterances[:3], missing, damaged], ALPHABET, CONFIG, 1).batches(0))
    assert [int(batch.feature_lengths[0]) > 0 for batch in batches] == [True] * 3 + [False] * 2
    assert batches[3].features.shape[:2] == (1, 1) and not batches[3].features.any()
    assert batches[3].ids == [missing.path] and batches[3].transcripts == ["a"]
    assert "row 9 of a.csv: " in caplog.text and "row 10 of a.csv: " in caplog.text
    together = next(iter(Dataset([*utterances[:3], missing], ALPHABET, CONFIG, 4).batches(0)))
    alone = next(iter(Dataset(utterances[:3], ALPHABET, CONFIG, 3).batches(0)))
    np.testing.assert_array_equal(together.features[:3], alone.features)
    assert together.feature_lengths.tolist() == [*alone.feature_lengths.tolist(), 0]


def test_a_disk_that_is_gone_ends_the_epoch(utterances: list[Utterance], tmp_path: Path) -> None:
    missing = [Utterance(str(tmp_path / f"{i}.wav"), f"row {i} of a.csv", 1, "a") for i in range(2, 14)]
    with pytest.raises(AudioError, match=r"2 of 2 utterances cannot be read any more.*row 3 of a.csv"):
        list(Dataset(missing[:2], ALPHABET, CONFIG, 1).batches(0))
    mixed = [*utterances[:5], *missing]
    with pytest.raises(AudioError, match=r"11 of 17 utterances cannot be read any more, .*row 12 of a.csv"):
        list(Dataset(mixed, ALPHABET, CONFIG, 4).batches(0))
    list(Dataset(mixed[:-2], ALPHABET, CONFIG, 4).batches(0))


def test_counts_must_be_positive(utterances: list[Utterance]) -> None:
    with pytest.raises(ConfigError, match=r"batch size must be at least 1. Received: 0"):
        Dataset(utterances, ALPHABET, CONFIG, 0)
    with pytest.raises(ConfigError, match="workers"):
        Dataset(utterances, ALPHABET, CONFIG, 1, workers=0)


def test_decoded_once(utterances: list[Utterance], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what does not fit into memory, and with augmentations on samples."""
    read: list[str] = []
    monkeypatch.setattr(
        dataset_module, "read_audio", lambda path, rate_hz: read.append(path) or read_audio(path, rate_hz)
    )
    monkeypatch.setattr(cache.shutil, "disk_usage", lambda path: SimpleNamespace(total=10**12, free=10**11))
    dataset = Dataset(
        utterances, ALPHABET, CONFIG, 3, augmentations=parse_augmentations(["volume"]), cache_bytes=20_000
    )
    epochs = [list(dataset.batches(epoch)) for epoch in range(3)]
    assert len(epochs) == 3
    assert sorted(read) == sorted(utterance.path for utterance in utterances)


def test_16_bit_samples() -> None:
    every = np.arange(-32768, 32768, dtype=np.int16)
    assert (to_int16(from_int16(every)) == every).all()
    assert to_int16(np.array([1.0, -1.0, 2.0, 0.49 / 32768], np.float32)).tolist() == [
        32767,
        -32768,
        32767,
        0,
    ]
