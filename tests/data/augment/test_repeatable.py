"""Augmentations that take other recordings give the same batches for the same seed, through `Dataset`."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Moment, parse_augmentations
from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.recordings import Recordings
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.text.alphabet import Alphabet
from tests.data.corpus import write_corpus

RATE_HZ = 16000
ALPHABET = Alphabet.from_labels(["a"])


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """Five noises of different length, one of another rate."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number, rate_hz in enumerate((RATE_HZ, RATE_HZ, 44100, RATE_HZ, RATE_HZ)):
        noise = rng.normal(0, 0.1, (number + 1) * rate_hz // 5).clip(-1, 1)
        soundfile.write(folder / f"{number}.wav", noise, rate_hz)
    return folder


@pytest.fixture
def utterances(tmp_path: Path) -> list[Utterance]:
    return read_manifests([str(write_corpus(tmp_path, [0.5, 0.6, 0.7, 0.8], ["a"] * 4))])


def all_frames(batches: Iterator[Batch]) -> np.ndarray:
    return np.concatenate([batch.features[0] for batch in batches])


@pytest.mark.parametrize(
    "texts",
    [
        ["overlay[p=0.7,source={},snr=10~10,layers=2~1]"],
        ["noise[source={},snr=10~10]"],
        ["rir[p=0.7,source={}]"],
        ["overlay[source={}]", "speed", "codec[p=0.5,bitrate=20000~10000]", "warp[nt=3]"],
    ],
)
def test_same_seed_same_batches(utterances: list[Utterance], sounds: Path, texts: list[str]) -> None:
    def epoch(number: int, *, seed: int = 1, workers: int = 1, start: int = 0) -> np.ndarray:
        dataset = Dataset(
            utterances, ALPHABET, FeatureConfig(), 1,
            augmentations=parse_augmentations([text.format(sounds) for text in texts]),
            epochs=3, seed=seed, workers=workers,
        )  # fmt: skip
        return all_frames(dataset.batches(number, start))

    first = epoch(0)
    np.testing.assert_array_equal(epoch(0, workers=4), first)
    resumed = epoch(0, start=2, workers=3)
    np.testing.assert_array_equal(resumed, first[-len(resumed) :])
    for other in (epoch(1), epoch(0, seed=2)):
        assert other.shape != first.shape or np.abs(other - first).max() > 0.01


def test_what_is_drawn_does_not_depend_on_the_memory(sounds: Path) -> None:
    kept, forgotten = Recordings(str(sounds)), Recordings(str(sounds), cache_bytes=0)
    for seed in range(10):
        pieces = [r.stretch(20000, RATE_HZ, np.random.default_rng(seed)) for r in (kept, forgotten)]
        np.testing.assert_array_equal(*pieces)
        assert len(pieces[0]) == 20000


def test_remote_sources(sounds: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    files.pipe("/overlay/a.wav", (sounds / "0.wav").read_bytes())
    files.pipe("/overlay/set.csv", b"wav_filename\na.wav\n")
    try:
        (overlay,) = parse_augmentations(["overlay[source=memory://overlay/set.csv]"])
        voice = np.sin(np.arange(8000, dtype=np.float32)) * np.float32(0.5)
        result = overlay.apply(voice, Moment(0, FeatureConfig()), np.random.default_rng(0))
        assert np.abs(result - voice).max() > 0.05
        with pytest.raises(ConfigError, match=r"memory://overlay/none\.csv: cannot be read"):
            parse_augmentations(["overlay[source=memory://overlay/none.csv]"])
    finally:
        files.rm("/overlay", recursive=True)
