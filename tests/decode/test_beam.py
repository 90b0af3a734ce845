"""Beam and greedy decoding of the outputs of our models."""

from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.config import DecodingConfig
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import DeepSpeechError, ScorerError
from deepspeech_tf.text.alphabet import Alphabet
from tests.decode.best_path import greedy_decode
from tests.sets import GOLDEN, ROOT


@pytest.fixture
def alphabet() -> Alphabet:
    return Alphabet.from_file(ROOT / "data" / "alphabet.txt")


def spell(alphabet: Alphabet, text: str, frames: int) -> np.ndarray:
    """Probabilities `(frames, C)` of an utterance of `text`, with one blank frame between labels."""
    probs = np.full((frames, len(alphabet) + 1), 1e-3, np.float32)
    labels = alphabet.encode(text)
    for t in range(frames):
        probs[t, labels[t // 2] if t % 2 and t // 2 < len(labels) else len(alphabet)] = 0.97
    return probs


def test_batch(alphabet: Alphabet) -> None:
    pytest.importorskip("ds_ctcdecoder")
    texts = ["hello world", "aab"]
    probs = np.stack([spell(alphabet, text, 30) for text in texts])
    decoder = BeamDecoder(alphabet, DecodingConfig(beam_width=64))
    results = decoder.decode_batch(probs, np.array([30, 30], np.int32), num_results=3)
    assert [result[0][1] for result in results] == texts
    for result in results:
        assert len(result) == 3
        confidences = [confidence for confidence, _ in result]
        assert confidences == sorted(confidences, reverse=True)
    cut = decoder.decode_batch(probs, np.array([10, 4], np.int32))
    assert [result[0][1] for result in cut] == ["hello", "aa"]


def test_greedy(alphabet: Alphabet) -> None:
    assert greedy_decode(spell(alphabet, "hello  all", 30), alphabet) == "hello  all"
    assert greedy_decode(np.zeros((0, 29), np.float32), alphabet) == ""


def test_scorer_restricts_to_its_words(alphabet: Alphabet) -> None:
    pytest.importorskip("ds_ctcdecoder")
    config = DecodingConfig(beam_width=64, scorer_path=str(GOLDEN / "kenlm.scorer"))
    probs = spell(alphabet, "the dogg", 20)[np.newaxis]
    ((result,),) = BeamDecoder(alphabet, config).decode_batch(probs, np.array([20], np.int32))
    assert result[1] == "the dog"


def test_unusable_scorers(alphabet: Alphabet, tmp_path: Path) -> None:
    pytest.importorskip("ds_ctcdecoder")
    garbage = tmp_path / "x.scorer"
    garbage.write_bytes(b"garbage")
    cut = tmp_path / "cut.scorer"
    cut.write_bytes((GOLDEN / "kenlm.scorer").read_bytes()[:16000])
    reasons = {
        garbage: "does not start with a valid KenLM",
        tmp_path / "missing.scorer": "missing or cannot be read",
        cut: "cut short",
        GOLDEN / "bytes.scorer": "bytes mode",
    }
    for path, reason in reasons.items():
        with pytest.raises(ScorerError, match=f"{path.name}: .*{reason}"):
            BeamDecoder(alphabet, DecodingConfig(scorer_path=str(path)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_outputs_that_are_not_finite(alphabet: Alphabet, value: float) -> None:
    """As of weights that are NaN: an error of ours, which names the checkpoint."""
    pytest.importorskip("ds_ctcdecoder")
    probs = spell(alphabet, "hello", 12)
    probs[3] = value
    decoder = BeamDecoder(alphabet, DecodingConfig(beam_width=8), "folder/train-7")
    message = "folder/train-7: the outputs of the model must be finite .are its weights NaN"
    with pytest.raises(DeepSpeechError, match=message):
        decoder.decode_batch(probs[np.newaxis], np.array([12], np.int32))
    with pytest.raises(DeepSpeechError, match=message):
        decoder.decode_timed(probs)
