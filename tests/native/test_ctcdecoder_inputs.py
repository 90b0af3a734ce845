"""ds_ctcdecoder rejects invalid input instead of producing text, and explains each failure."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import only_posix
from tests.native.ctcdecoder import ROOT, golden_probs, load_module
from tests.sets import utterances

SEEDS = ROOT / "native_client" / "fuzz" / "seeds" / "scorer"
LETTERS = " abcde"


@pytest.fixture
def module() -> Any:
    return load_module()


@pytest.fixture
def alphabet(module: Any, tmp_path: Path) -> Any:
    (tmp_path / "letters.txt").write_text("".join(f"{label}\n" for label in LETTERS))
    return module.Alphabet(tmp_path / "letters.txt")


@pytest.fixture
def scorer(module: Any, alphabet: Any) -> Any:
    return module.Scorer(0.9, 1.2, SEEDS / "words_trie.scorer", alphabet)


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def make_probs(frames: int = 12, classes: int = 7) -> np.ndarray:
    return softmax(np.random.default_rng(1).normal(0, 3, (frames, classes)))


@pytest.mark.parametrize(
    ("name", "spoil", "received"),
    [
        ("NaN", lambda p: np.where(np.arange(7) == 2, np.nan, p), "NaN"),
        ("NaN alone", lambda p: np.full_like(p, np.nan), "NaN"),
        ("infinity", lambda p: np.where(np.arange(7) == 2, np.inf, p), "inf"),
        ("both infinities", lambda p: np.array([np.inf, -np.inf, 0, 0, 0, 0, 0]), "NaN"),
        ("zeros", np.zeros_like, "the sum 0"),
        ("ones", np.ones_like, "the sum 7"),
        ("log-probabilities", np.log, r"log-probabilities\?"),
        ("logits", lambda p: np.log(p) + 5, r"logits\?"),
        ("half", lambda p: p / 2, "the sum 0.5"),
        ("double", lambda p: p * 2, "the sum 2"),
        ("per cent", lambda p: p * 100, "the sum 100"),
        ("a negative one", lambda p: np.array([1.1, -0.1, 0, 0, 0, 0, 0]), r"from -0.1 to 1.1"),
        ("too large", lambda p: np.full_like(p, 1e308), "inf"),
    ],
)
def test_what_is_no_probability(module: Any, alphabet: Any, name: str, spoil: Any, received: str) -> None:
    """One bad frame of one utterance is enough, and named; in every function."""
    batch = np.stack([make_probs(), make_probs()])
    with np.errstate(divide="ignore", over="ignore"):
        batch[1, 7] = spoil(batch[1, 7])
    where = f"utterance 1, frame 7: .*{received}"
    for decode in (
        module.ctc_beam_search_decoder_batch,
        module.decode_batch,
        module.coqui.ctc_beam_search_decoder_batch,
    ):
        with pytest.raises(ValueError, match=where):
            decode(batch, [12, 12], alphabet, 10, 2)
        assert len(decode(batch, [12, 7], alphabet, 10, 2)) == 2  # values after a length do not matter
    for dtype in (np.float64, np.float32):
        with np.errstate(over="ignore"):
            rows = batch[1].astype(dtype)
        with pytest.raises(ValueError, match=where.replace("utterance 1", "utterance 0")):
            module.ctc_beam_search_decoder(rows, alphabet, 10)


def test_what_is_near_a_probability(module: Any, alphabet: Any) -> None:
    """Rounding to 16 and 8 bits passes, in any memory layout."""
    probs = make_probs(40)
    coarse = [
        probs.astype(np.float32),
        probs.astype(np.float16),
        np.round(probs * 256) / 256,
        np.asfortranarray(probs),
        np.repeat(probs, 2, axis=0)[::2],
        probs[::-1],
        probs.tolist(),
        np.eye(7)[np.arange(40) % 7],  # all or nothing
    ]
    for rows in coarse:
        assert module.ctc_beam_search_decoder(rows, alphabet, 10)[0][0] < 1
    wide = softmax(np.random.default_rng(2).normal(0, 2, (5, 256))).astype(np.float16)
    assert module.ctc_beam_search_decoder(wide, module.UTF8Alphabet(), 10)
    assert module.ctc_beam_search_decoder(np.zeros((0, 7)), alphabet, 10) == [(0.0, "")]


def test_golden_outputs_are_probabilities(module: Any, golden: Path) -> None:
    english = module.Alphabet(ROOT / "data" / "alphabet.txt")
    for name in utterances(golden):
        assert module.ctc_beam_search_decoder(golden_probs(name, golden=golden), english, 5)


def test_wav2vec2_wants_logarithms(module: Any, alphabet: Any) -> None:
    probs = make_probs()
    with np.errstate(divide="ignore"):
        sure = np.log(np.eye(7)[np.arange(12) % 7])  # -infinity is the logarithm of 0
    for logs in (np.log(probs), np.log(probs).astype(np.float32), np.log(probs) + 1e-4, sure):
        assert module.ctc_beam_search_decoder_for_wav2vec2am(logs, alphabet, 10)
    spoilt = [
        probs,
        np.log(probs) + 3,
        np.zeros((12, 7)),
        np.full((12, 7), -np.inf),
        np.full((12, 7), 1000.0),
    ]
    spoilt += [np.where(np.arange(7) == 3, value, np.log(probs)) for value in (np.nan, np.inf)]
    for logits in spoilt:
        with pytest.raises(ValueError, match=r"natural logarithms of softmax outputs.*utterance 0, frame 0"):
            module.ctc_beam_search_decoder_for_wav2vec2am(logits, alphabet, 10)


NOT_WEIGHTS = (float("inf"), float("-inf"), float("nan"), 1e30, 1e300)


@pytest.mark.parametrize("value", NOT_WEIGHTS)
def test_weights_and_boosts_that_are_no_numbers(
    module: Any, alphabet: Any, scorer: Any, value: float
) -> None:
    for arguments in ((value, 1.0), (1.0, value)):
        with pytest.raises(ValueError, match="must be a number from -1e9 to 1e9"):
            scorer.reset_params(*arguments)
        with pytest.raises(ValueError, match="must be a number from -1e9 to 1e9"):
            module.Scorer(*arguments, SEEDS / "words_trie.scorer", alphabet)
    assert (scorer.alpha, scorer.beta) == pytest.approx((0.9, 1.2))
    for hot_words in ({"bad": value}, {b"bad": value}):
        with pytest.raises(ValueError, match=r"the boost of hot word .*bad"):
            module.ctc_beam_search_decoder(make_probs(), alphabet, 10, scorer=scorer, hot_words=hot_words)


@pytest.mark.parametrize(
    "change",
    [
        {"beam_size": 0},
        {"beam_size": -1},
        {"beam_size": 2**31},
        {"beam_size": float("nan")},
        {"num_processes": 0},
        {"num_results": 0},
        {"cutoff_top_n": 0},
        {"cutoff_prob": float("nan")},
        {"cutoff_prob": -0.1},
        {"cutoff_prob": 1.5},
        {"seq_lengths": [-1]},
        {"seq_lengths": [13]},
        {"seq_lengths": [2**40]},
        {"seq_lengths": [3.5]},
        {"seq_lengths": [float("nan")]},
        {"seq_lengths": ["3"]},
    ],
)
def test_numbers_out_of_range(module: Any, alphabet: Any, change: dict[str, Any]) -> None:
    arguments = {"seq_lengths": [12], "alphabet": alphabet, "beam_size": 10, "num_processes": 1, **change}
    with pytest.raises(ValueError, match=next(iter(change))):
        module.ctc_beam_search_decoder_batch(make_probs()[np.newaxis], **arguments)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", "it is empty"),
        ("bad bed", "it has a space"),
        ("bäd", 'does not have its "ä"'),
        ("Bad", 'does not have its "B"'),
        ("edda", "dictionary does not have it"),
    ],
)
def test_hot_words_without_an_effect(module: Any, alphabet: Any, scorer: Any, word: str, reason: str) -> None:
    decode = module.ctc_beam_search_decoder
    plain = decode(make_probs(), alphabet, 10, scorer=scorer, num_results=3)
    with pytest.warns(module.DecoderWarning, match=reason):
        assert (
            decode(make_probs(), alphabet, 10, scorer=scorer, hot_words={word: 5.0}, num_results=3) == plain
        )
    with pytest.warns(module.DecoderWarning, match="no effect without a scorer"):
        decode(make_probs(), alphabet, 10, hot_words={"bad": 5.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        decode(make_probs(), alphabet, 10, scorer=scorer, hot_words={"bad": 5.0, b"bed": -1.0})
        decode(make_probs(), alphabet, 10, scorer=scorer)


def test_hot_words_in_another_form_of_unicode(module: Any, tmp_path: Path) -> None:
    """A decomposed hot word boosts the composed word, which the language model does not know (-1000)."""
    labels = LETTERS + "ä"
    (tmp_path / "letters.txt").write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
    alphabet = module.Alphabet(tmp_path / "letters.txt")
    binary = SEEDS.parent / "kenlm" / "words_trie.binary"
    path = tmp_path / "letters.scorer"
    words = ["bad", "bed", "bäd"]
    module.write_scorer_package(binary, words, alphabet, path, default_alpha=0.9, default_beta=1.2)
    scorer = module.Scorer(0.9, 1.2, path, alphabet)
    probs = np.full((8, 8), 0.05)
    for frame, label in enumerate([2, 7, 6, 7, 4, 7, 0, 7]):  # b ä d, a space
        probs[frame, label] = 0.65
    plain, composed, decomposed = (
        module.ctc_beam_search_decoder(probs, alphabet, 50, scorer=scorer, hot_words=hot_words)[0]
        for hot_words in ({}, {"b\u00e4d": 1010.0}, {"ba\u0308d": 1010.0})
    )
    assert scorer.why_hot_word_has_no_effect("ba\u0308d") == ""
    assert decomposed == composed
    assert composed != plain


def test_hot_words_in_bytes_mode(module: Any) -> None:
    alphabet = module.UTF8Alphabet()
    scorer = module.Scorer(0.9, 1.2, SEEDS / "bytes_quantized_array.scorer", alphabet)
    assert scorer.why_hot_word_has_no_effect("a") == ""
    assert "single characters" in scorer.why_hot_word_has_no_effect("bad")
    assert "dictionary" in scorer.why_hot_word_has_no_effect("ä")


@only_posix
def test_failures_name_path_and_reason(module: Any, alphabet: Any, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for path, reason in (
        (missing, "No such file or directory"),
        (tmp_path, "it is a folder"),
    ):
        with pytest.raises(ValueError, match=f"0x2000: .*{path} cannot be read: .*{reason}"):
            module.Alphabet(path)
        with pytest.raises(ValueError, match=f"0x2005: {path}: .*{reason}"):
            module.Scorer(1.0, 1.0, path, alphabet)
    scorer = module.Scorer()
    assert scorer.init(missing, alphabet) == 0x2005
    assert f"{missing}: No such file or directory" in scorer.failure
    twice = tmp_path / "twice.txt"
    twice.write_text("a\na\n")
    with pytest.raises(ValueError, match=f"0x2000: .*alphabet file {twice}: labels must be unique"):
        module.Alphabet(twice)
    with pytest.raises(ValueError, match="0x2000: the serialized alphabet is damaged"):
        module.Alphabet().Deserialize(b"\1")
    text = tmp_path / "text.scorer"
    text.write_text("no scorer")
    with pytest.raises(ValueError, match=f"0x2006: {text}: .* KenLM"):
        module.Scorer(1.0, 1.0, text, alphabet)
    for call in (lambda: module.Alphabet("a\0b"), lambda: module.Scorer().init("a\0b", alphabet)):
        with pytest.raises(ValueError, match="null character"):
            call()
