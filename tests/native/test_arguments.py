"""Invalid arguments: each error names the parameter, what is expected, and what was given."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import ROOT, need_client
from tests.native.ctcdecoder import load_module, need_programs

SEEDS = ROOT / "native_client" / "fuzz" / "seeds"
SCORER = SEEDS / "scorer" / "words_trie.scorer"
PROBS = np.full((4, 7), 1 / 7)
Call = Callable[[Any], object]


class Given:
    """The module, an alphabet and a scorer."""

    def __init__(self, folder: Path) -> None:
        self.module = load_module()
        (folder / "letters.txt").write_text("".join(f"{label}\n" for label in " abcde"))
        self.alphabet = self.module.Alphabet(folder / "letters.txt")
        self.scorer = self.module.Scorer(0.9, 1.2, SCORER, self.alphabet)

    def decode(self, probs: Any = PROBS, **options: Any) -> object:
        return self.module.ctc_beam_search_decoder(
            probs, options.pop("alphabet", self.alphabet), options.pop("beam_size", 10), **options
        )

    def batch(self, lengths: Any, **options: Any) -> object:
        return self.module.ctc_beam_search_decoder_batch(
            PROBS[np.newaxis], lengths, self.alphabet, 10, options.pop("num_processes", 1), **options
        )

    def wav2vec2(self, **options: Any) -> object:
        return self.module.ctc_beam_search_decoder_for_wav2vec2am(np.log(PROBS), self.alphabet, 10, **options)

    def package(self, **change: Any) -> object:
        arguments = {"lm_path": "a", "words": ["a"], "alphabet": self.alphabet, "package_path": "b"}
        weights = {"default_alpha": 1.0, "default_beta": 1.0}
        return self.module.write_scorer_package(**(arguments | weights | change))


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return Given(tmp_path)


DECODER: dict[str, tuple[Call, type[Exception], str]] = {
    "complex probabilities": (
        lambda g: g.decode(PROBS + 0j), TypeError, r"probs_seq must be an array of real numbers.*complex128"
    ),
    "text as probabilities": (lambda g: g.decode("abc"), TypeError, r"probs_seq must be .*<U3 'abc'"),
    "None as probabilities": (lambda g: g.decode(None), TypeError, r"probs_seq must be .*object None"),
    "lists of different lengths": (
        lambda g: g.decode([[0.5, 0.5], [1.0]]), ValueError, "probs_seq must be an array. Received: lists of"
    ),
    "alphabet of a wrong type": (
        lambda g: g.decode(alphabet="abc"), TypeError, r"alphabet must be an Alphabet.*'abc' \(str\)"
    ),
    "alphabet None": (lambda g: g.decode(alphabet=None), TypeError, "alphabet must be an Alphabet.*None"),
    "scorer of a wrong type": (
        lambda g: g.decode(scorer="a.scorer"), TypeError, "scorer must be a Scorer. Received: 'a.scorer'"
    ),
    "beam_size as text": (
        lambda g: g.decode(beam_size="10"), TypeError, r"beam_size must be an integer. Received: '10'"
    ),
    "beam_size None": (lambda g: g.decode(beam_size=None), TypeError, "beam_size must be an integer"),
    "beam_size 2**31": (
        lambda g: g.decode(beam_size=2**31), ValueError, "beam_size must be at most 2147483647. Rec"
    ),
    "beam_size 10.5": (
        lambda g: g.decode(beam_size=10.5), ValueError, "beam_size must be an integer. Received: 10.5"
    ),
    "beam_size of many digits": (
        lambda g: g.decode(beam_size=10**5000), ValueError, "^beam_size must be at most .{1,120}$"
    ),
    "num_processes as text": (
        lambda g: g.batch([4], num_processes="2"), TypeError, "num_processes must be an integer"
    ),
    "cutoff_prob as text": (
        lambda g: g.decode(cutoff_prob="1"), TypeError, "cutoff_prob must be a number. Received: '1'"
    ),
    "hot_words as a list": (
        lambda g: g.decode(hot_words=["a"]), TypeError, "hot_words must be a mapping from words to boosts"
    ),
    "hot word that is not text": (
        lambda g: g.decode(hot_words={1: 2.0}), TypeError, r"a hot word must be text. Received: 1 \(int\)"
    ),
    "boost as text": (
        lambda g: g.decode(hot_words={"a": "2"}), TypeError, "boost of hot word 'a' must be a number.*'2'"
    ),
    "boost None": (lambda g: g.decode(hot_words={"a": None}), TypeError, "boost of hot word 'a' must be a"),
    "boost of a long word": (
        lambda g: g.decode(hot_words={"a" * 10**5: 1e30}), ValueError, "^the boost of .{1,250}$"
    ),
    "lengths None": (lambda g: g.batch(None), ValueError, "seq_lengths must be integers"),
    "many lengths": (lambda g: g.batch([0.5] * 10**4), ValueError, "^seq_lengths must be .{1,150}$"),
    "blank_id as text": (
        lambda g: g.wav2vec2(blank_id="0"), TypeError, "blank_id must be an integer. Received: '0'"
    ),
    "ignored_symbols None": (
        lambda g: g.wav2vec2(ignored_symbols=None), TypeError, "ignored_symbols must be a set of classes"
    ),
    "ignored_symbols of text": (
        lambda g: g.wav2vec2(ignored_symbols={"<s>"}), TypeError, "a class of ignored_symbols must be an"
    ),
    "options of a wrong type": (
        lambda g: g.module.decode(PROBS[np.newaxis], [4], g.alphabet, 10), TypeError, "options must be"
    ),
    "Alphabet(None)": (
        lambda g: g.module.Alphabet(None), TypeError, r"config_path must be a path.*None \(None"
    ),
    "Alphabet(5)": (lambda g: g.module.Alphabet(5), TypeError, "config_path must be a path. Received: 5"),
    "alphabet of a lone surrogate": (
        lambda g: g.module.Alphabet("a\ud800"), ValueError, "config_path must be valid Unicode"
    ),
    "scorer weight of complex64": (
        lambda g: g.scorer.reset_params(np.complex64(1), 1.0), TypeError, "alpha must be a number"
    ),
    "alphabet with a null character": (
        lambda g: g.module.Alphabet("a\0b"), ValueError, "config_path must not contain a null character"
    ),
    "Encode(None)": (lambda g: g.alphabet.Encode(None), TypeError, "input must be text. Received: None"),
    "CanEncode(5)": (lambda g: g.alphabet.CanEncode(5), TypeError, "input must be text. Received: 5"),
    "CanEncodeSingle(None)": (lambda g: g.alphabet.CanEncodeSingle(None), TypeError, "input must be text"),
    "EncodeSingle of a list": (lambda g: g.alphabet.EncodeSingle(["a"]), TypeError, "input must be text"),
    "Encode of a lone surrogate": (
        lambda g: g.alphabet.Encode("a\udcff"), ValueError, "input must be valid Unicode"
    ),
    "Encode of an unknown letter": (
        lambda g: g.alphabet.Encode("aß"), ValueError, "^input must have characters of the alphabet.*'ß'$"
    ),
    "EncodeSingle of an unknown letter": (
        lambda g: g.alphabet.EncodeSingle("ß"), KeyError, "^input must have characters of the alphabet.*'ß'$"
    ),
    "Decode([-1])": (
        lambda g: g.alphabet.Decode([0, -1]), ValueError, "a label must be from 0 to 5. Received: -1"
    ),
    "Decode([6])": (lambda g: g.alphabet.Decode([6]), IndexError, "a label must be from 0 to 5. Received: 6"),
    "DecodeSingle(-1)": (lambda g: g.alphabet.DecodeSingle(-1), ValueError, "a label must be from 0 to 5"),
    "Decode of text": (lambda g: g.alphabet.Decode("ab"), TypeError, "a label must be an integer"),
    "Decode(None)": (lambda g: g.alphabet.Decode(None), TypeError, "input must be a list of labels"),
    "Deserialize(None)": (lambda g: g.alphabet.Deserialize(None), TypeError, "buffer must be bytes"),
    "Scorer with a path only": (
        lambda g: g.module.Scorer(scorer_path="nowhere"), ValueError, "alpha parameter is required"
    ),
    "Scorer without an alphabet": (
        lambda g: g.module.Scorer(1.0, 1.0, "nowhere", None), ValueError, "alphabet parameter is required"
    ),
    "Scorer with an alphabet of a wrong type": (
        lambda g: g.module.Scorer(1.0, 1.0, SCORER, "abc"), TypeError, "alphabet must be an Alphabet"
    ),
    "Scorer with text as alpha": (
        lambda g: g.module.Scorer("1", 1.0, SCORER, g.alphabet), TypeError, "alpha must be a number.*'1'"
    ),
    "Scorer with a number as path": (
        lambda g: g.module.Scorer(1.0, 1.0, 5, g.alphabet), TypeError, "lm_path must be a path. Received: 5"
    ),
    "init without an alphabet": (
        lambda g: g.scorer.init(SCORER, None), TypeError, "alphabet must be an Alphabet"
    ),
    "reset_params of text": (lambda g: g.scorer.reset_params(1.0, "x"), TypeError, "beta must be a number"),
    "reset_params, many digits": (lambda g: g.scorer.reset_params(10**5000, 1), ValueError, "alpha must be"),
    "get_log_cond_prob of one text": (
        lambda g: g.scorer.get_log_cond_prob("bad"), TypeError, "words must be a list of words.*'bad'"
    ),
    "get_log_cond_prob of numbers": (
        lambda g: g.scorer.get_log_cond_prob(["bad", 5]), TypeError, r"words\[1\] must be text. Received: 5"
    ),
    "has_word(None)": (lambda g: g.scorer.has_word(None), TypeError, "word must be text. Received: None"),
    "package of one text": (lambda g: g.package(words="abc"), TypeError, "words must be a list of words"),
    "package of a wrong alphabet": (lambda g: g.package(alphabet="a"), TypeError, "alphabet must be an"),
    "package with a weight as text": (
        lambda g: g.package(default_beta="x"), TypeError, "default_beta must be a number"
    ),
    "package to None": (lambda g: g.package(package_path=None), TypeError, "package_path must be a path"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), DECODER.values(), ids=DECODER)
def test_ds_ctcdecoder(given: Given, call: Call, kind: type[Exception], message: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(kind, match=message):
            call(given)


def test_an_alphabet_without_arguments_is_empty(given: Given) -> None:
    assert given.module.Alphabet().GetSize() == 0
    with pytest.raises(ValueError, match="scorer must be initialized"):
        _ = given.module.Scorer().handle


def test_numbers_of_numpy_pass(given: Given) -> None:
    wanted = given.decode()
    assert given.decode(beam_size=np.int64(10), cutoff_prob=np.float32(1.0)) == wanted
    assert given.decode(PROBS.tolist()) == wanted
    assert given.alphabet.Decode(np.array([1, 2])) == "ab"
    given.scorer.reset_params(np.float64(0.5), 1)
    assert given.scorer.alpha == 0.5


def test_warnings_about_long_hot_words_are_short(given: Given) -> None:
    with pytest.warns(given.module.DecoderWarning) as seen:
        given.decode(scorer=given.scorer, hot_words={"a" * 10**5: 1.0})
    assert len(seen) == 1 and len(str(seen[0].message)) < 250


CLIENT: dict[str, tuple[Call, type[Exception], str]] = {
    "setBeamWidth of text": (lambda m: m.setBeamWidth("10"), TypeError, "beam_width must be an integer"),
    "setBeamWidth(-1)": (lambda m: m.setBeamWidth(-1), ValueError, "beam_width must be from 0 to 4294967295"),
    "addHotWord of a number": (
        lambda m: m.addHotWord(5, 1.0), TypeError, r"word must be text. Received: 5 \(int\)"
    ),
    "addHotWord with text as boost": (
        lambda m: m.addHotWord("bad", "1"), TypeError, r"boost must be a number. Received: '1' \(str\)"
    ),
    "addHotWord with None": (lambda m: m.addHotWord("bad", None), TypeError, "boost must be a number"),
    "addHotWord of a lone surrogate": (
        lambda m: m.addHotWord("a\udcff", 1.0), ValueError, "word must be valid Unicode"
    ),
    "eraseHotWord(None)": (lambda m: m.eraseHotWord(None), TypeError, "word must be text. Received: None"),
    "complex64 alpha": (
        lambda m: m.setScorerAlphaBeta(np.complex64(1), 1.0), TypeError, "alpha must be a number"
    ),
    "alpha as text": (lambda m: m.setScorerAlphaBeta("1", 1.0), TypeError, "alpha must be a number"),
    "beta None": (lambda m: m.setScorerAlphaBeta(1.0, None), TypeError, "beta must be a number"),
    "scorer path None": (lambda m: m.enableExternalScorer(None), TypeError, "scorer_path must be a path"),
    "scorer buffer None": (
        lambda m: m.enableExternalScorerFromBuffer(None), TypeError, "scorer_buffer must be bytes"
    ),
    "threads as text": (lambda m: m.setThreads("2"), TypeError, "threads must be an integer"),
    "num_results 1.5": (
        lambda m: m.sttWithMetadata(np.zeros(9, np.int16), 1.5), TypeError, "num_results must be an integer"
    ),
    "audio None": (lambda m: m.stt(None), ValueError, "audio must be a one-dimensional array of int16"),
    "audio as text": (lambda m: m.stt("abc"), ValueError, "audio must be a one-dimensional array of int16"),
    "first timestep as text": (
        lambda m: m.createStream().emissions("0"), TypeError, "first_timestep must be an integer"
    ),
    "model path None": (lambda m: type(m)(None), TypeError, "model_path must be a path. Received: None"),
    "model path of a number": (lambda m: type(m)(3), TypeError, "model_path must be a path. Received: 3"),
    "model buffer of text": (lambda m: type(m).fromBuffer("a"), TypeError, "model_buffer must be bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), CLIENT.values(), ids=CLIENT)
def test_deepspeech(call: Call, kind: type[Exception], message: str) -> None:
    need_client()
    from deepspeech import Model

    model = Model(SEEDS / "tflite" / "float32.tflite")
    model.enableExternalScorer(SCORER)
    with pytest.raises(kind, match=message):
        call(model)


def test_the_client_shortens_hot_words() -> None:
    need_client()
    from deepspeech import DeepSpeechError, DeepSpeechWarning, Model

    model = Model(SEEDS / "tflite" / "float32.tflite")
    model.enableExternalScorer(SCORER)
    with pytest.warns(DeepSpeechWarning) as seen:
        model.addHotWord("a" * 10**5, 1.0)
    assert len(seen) == 1 and len(str(seen[0].message)) < 250
    assert "(100000 characters)" in str(seen[0].message)
    with pytest.raises(DeepSpeechError) as caught:
        model.addHotWord("ß" * 10**5, 1.0)
    assert len(caught.value.details) < 250 and "(100000 characters)" in caught.value.details


@pytest.mark.parametrize(
    ("program", "options"),
    [
        ("deepspeech", ["--model", "a", "--audio", "b", "--lm_alpha", "inf"]),
        ("deepspeech", ["--model", "a", "--audio", "b", "--lm_beta", "nan"]),
        ("generate_scorer_package", ["--default_alpha", "inf"]),
    ],
)
def test_programs_ask_for_finite_numbers(program: str, options: list[str]) -> None:
    need_programs(program)
    from tests.native.ctcdecoder import PROGRAMS

    done = subprocess.run([PROGRAMS / program, *options], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"{options[-2]} must be a number that is finite. Received: {options[-1]}\n" in done.stderr


def test_programs_shorten_values() -> None:
    need_programs("deepspeech")
    from tests.native.ctcdecoder import PROGRAMS

    arguments = ["--model", "a", "--audio", "b", "--hot_words", "a" * 10**5]
    done = subprocess.run([PROGRAMS / "deepspeech", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "(100000 characters)" in done.stderr
    assert max(map(len, done.stderr.splitlines())) < 250, sys.version
