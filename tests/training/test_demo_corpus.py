"""The demo's corpus: sentences, voices, synthesis, manifests."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.text.alphabet import Alphabet
from training.demo import corpus
from training.demo.espeak import SynthesisError, Synthesizer, Voice
from training.demo.grammar import sentences

pytest.importorskip("espeakng_loader", reason="the demo's synthesiser is not installed")

SMALL = corpus.CorpusConfig(train=12, dev=4, test=4, language_model_sentences=50)


@pytest.fixture(scope="module")
def synthesizer() -> Synthesizer:
    return Synthesizer()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    assert corpus.make_corpus(folder, SMALL, workers=2)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class EverySentence(frozenset):
    """A set that holds whatever is looked for."""

    def __contains__(self, sentence: object) -> bool:
        return True


def test_sentences_differ_and_repeat_with_the_seed() -> None:
    first = sentences(500, seed=3)
    assert len(set(first)) == 500
    assert first == sentences(500, seed=3) != sentences(500, seed=4)
    assert not set(first) & set(sentences(500, seed=4, without=frozenset(first)))
    repeated = sentences(500, seed=3, repeated=True)
    assert len(repeated) == 500 > len(set(repeated))


def test_sentences_fit_the_alphabet() -> None:
    alphabet = Alphabet.from_file("data/alphabet.txt")
    for sentence in sentences(500, seed=1):
        assert alphabet.decode(alphabet.encode(sentence)) == sentence


def test_too_many_sentences_are_an_error() -> None:
    with pytest.raises(ValueError, match="expected 2"):
        sentences(2, seed=1, without=EverySentence())


def test_voices_sound_different(synthesizer) -> None:
    low = synthesizer.say("seven", Voice("en-us", "m3"))
    high = synthesizer.say("seven", Voice("en-us", "f3"))
    slow = synthesizer.say("seven", Voice("en-us", "m3", words_per_minute=100))
    assert low.dtype == np.int16 and np.abs(low).max() > 1000
    assert not np.array_equal(low, high)
    assert len(slow) > 1.2 * len(low)


def test_unknown_voice_is_an_error(synthesizer) -> None:
    with pytest.raises(SynthesisError, match="nobody"):
        synthesizer.say("one", Voice("en-us", "nobody"))
    with pytest.raises(SynthesisError, match="xx-none"):
        synthesizer.say("one", Voice("xx-none", "f2"))


def test_sets_share_no_sentence(small) -> None:
    said = {
        name: {row["transcript"] for row in rows(small / f"{name}.csv")} for name in ("train", "dev", "test")
    }
    assert [len(said[name]) for name in ("dev", "test")] == [4, 4] and 1 < len(said["train"]) <= 12
    assert (
        not said["train"] & said["dev"]
        and not said["train"] & said["test"]
        and not said["dev"] & said["test"]
    )
    text = set((small / "language_model.txt").read_text(encoding="utf-8").splitlines())
    assert said["train"] <= text and not text & (said["dev"] | said["test"])


def test_voices_of_the_test_are_unseen() -> None:
    for voice in corpus.TEST_VOICES:
        assert voice.variant not in corpus.TRAIN_VARIANTS + corpus.DEV_VARIANTS


def test_recordings_are_as_the_manifest_says(small) -> None:
    for row in rows(small / "test.csv"):
        path = small / row["wav_filename"]
        assert path.stat().st_size == int(row["wav_filesize"])
        with wave.open(str(path), "rb") as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        assert 0.5 < len(samples) / 16000 < 8 and 2000 < np.abs(samples).max() < 32767


def test_corpus_is_made_once(small) -> None:
    before = {path: path.stat().st_mtime_ns for path in small.rglob("*.wav")}
    assert not corpus.make_corpus(small, SMALL, workers=2)
    assert before == {path: path.stat().st_mtime_ns for path in small.rglob("*.wav")}
