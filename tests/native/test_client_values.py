"""Numbers and hot words that the client cannot use are refused, or said to have no effect; else silence."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import CLIENT, ROOT, need_client
from tests.native.test_client_program import WAV, transcribe

SEEDS = ROOT / "native_client" / "fuzz" / "seeds"
MODEL = SEEDS / "tflite" / "float32.tflite"  # its alphabet: space, a, b, c, d, e
SCORER = SEEDS / "scorer" / "words_trie.scorer"
BYTES_SCORER = SEEDS / "scorer" / "bytes_quantized_array.scorer"
NOT_WEIGHTS = (float("inf"), float("-inf"), 1e10, -1e30)
INVALID, WITHOUT_EFFECT = 0x200A, 0x200B


@pytest.fixture
def model() -> Any:
    need_client()
    from deepspeech import Model

    model = Model(MODEL)
    model.enableExternalScorer(SCORER)
    return model


def test_beam_width(model: Any) -> None:
    assert model.setBeamWidth(0) == INVALID
    assert model.beamWidth() == 10
    assert model.setBeamWidth(1) == 0


def test_a_beam_width_above_the_limit_is_said(model: Any) -> None:
    """0.9.3 accepted every number, so it is not an error."""
    from deepspeech import DeepSpeechWarning

    with pytest.warns(DeepSpeechWarning, match="beam width 100000 is more than .* it uses 65536"):
        assert model.setBeamWidth(100000) == 0
    model.disableExternalScorer()
    assert model.beamWidth() == 65536
    assert len(model.warnings()) == 1
    assert model.setBeamWidth(65536) == 0
    assert model.warnings() == []


@pytest.mark.parametrize("value", NOT_WEIGHTS)
def test_weights(model: Any, value: float) -> None:
    audio = np.random.default_rng(0).normal(0, 3000, 4000).astype(np.int16)
    confidence = model.sttWithMetadata(audio).transcripts[0].confidence
    assert model.setScorerAlphaBeta(value, 1.0) == INVALID
    assert model.setScorerAlphaBeta(1.0, value) == INVALID
    assert model.setScorerAlphaBeta(float("nan"), value) == INVALID
    assert model.sttWithMetadata(audio).transcripts[0].confidence == confidence  # nothing has changed
    for largest in (1e9, -1e9):
        assert model.setScorerAlphaBeta(largest, largest) == 0
        assert np.isfinite(model.sttWithMetadata(audio).transcripts[0].confidence)


@pytest.mark.parametrize("boost", [*NOT_WEIGHTS, float("nan")])
def test_boosts(model: Any, boost: float) -> None:
    from deepspeech import DeepSpeechError

    with pytest.raises(DeepSpeechError) as caught:
        model.addHotWord("bad", boost)
    assert caught.value.code == INVALID
    assert "must be a number from -1e9 to 1e9" in caught.value.details
    model.addHotWord("bad", 1e9)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", "it is empty"),
        (" ", "it has a space"),
        ("bad bed", "it has a space"),
        ("bad ", "it has a space"),
        ("Bad", 'does not have its "B"'),
        ("bäd", 'does not have its "ä"'),
        ("ba\u0308d", 'does not have its "\u0308"'),
        ("bad\t", 'does not have its "\\t"'),
        ("b\U0001f600", 'does not have its "\U0001f600"'),
    ],
)
def test_hot_words_that_can_never_have_an_effect(model: Any, word: str, reason: str) -> None:
    from deepspeech import DeepSpeechError

    with pytest.raises(DeepSpeechError) as caught:
        model.addHotWord(word, 1.0)
    assert caught.value.code == WITHOUT_EFFECT
    assert reason in caught.value.details
    with pytest.raises(DeepSpeechError, match="0x3010"):  # it was not taken
        model.eraseHotWord(word)


def test_hot_words_that_the_scorer_does_not_know(model: Any) -> None:
    from deepspeech import DeepSpeechWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.addHotWord("bad", 3.0)
        assert model.warnings() == []
    for word in ("edda", "ea"):
        with pytest.warns(
            DeepSpeechWarning, match=f'"{word}" has no effect: the scorer\'s dictionary'
        ) as said:
            model.addHotWord(word, 3.0)
        assert len(said) == 1 and said[0].filename == __file__
    assert len(model.warnings()) == 2
    model.eraseHotWord("edda")
    (line,) = model.warnings()
    assert '"ea"' in line
    model.clearHotWords()
    assert model.warnings() == []


def test_hot_words_in_another_form_of_unicode(tmp_path: Path) -> None:
    """What is said names the word as the alphabet spells it: here K for the Kelvin sign."""
    need_client()
    from deepspeech import DeepSpeechWarning, Model

    label = b"\x01\x00e"
    data = MODEL.read_bytes()
    assert data.count(label) == 1
    model = Model.fromBuffer(data.replace(label, b"\x01\x00K"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the scorer has another alphabet
        model.enableExternalScorer(SCORER)
    with pytest.warns(DeepSpeechWarning, match='hot word "Ka" has no effect') as said:
        model.addHotWord("\u212aa", 3.0)
    assert len(said) == 1


def test_hot_words_of_another_scorer(model: Any) -> None:
    """Another scorer may know other words: messages are about the one in use."""
    from deepspeech import DeepSpeechWarning

    model.addHotWord("bad", 3.0)
    with pytest.warns(DeepSpeechWarning) as said:
        model.enableExternalScorer(BYTES_SCORER)
    texts = [str(one.message) for one in said]
    assert len(texts) == 2
    assert '"bad" has no effect: in bytes mode' in texts[1]


def test_error_details(model: Any, tmp_path: Path) -> None:
    """Which file, and why, in the exception too."""
    from deepspeech import DeepSpeechError, Model

    missing = tmp_path / "missing"
    for call, words in (
        (lambda: Model(missing), [str(missing), "No such file"]),
        (lambda: model.enableExternalScorer(missing), [str(missing), "No such file"]),
        (lambda: model.enableExternalScorer(tmp_path), [str(tmp_path), "folder"]),
        (lambda: model.enableExternalScorer(MODEL), [str(MODEL), "KenLM"]),
        (lambda: model.enableExternalScorerFromBuffer(b"x"), ["in memory", "KenLM"]),
    ):
        with pytest.raises(DeepSpeechError) as caught:
            call()
        assert all(word in caught.value.details for word in words), caught.value.details
    # An earlier failure is not the reason of an error without details.
    model.disableExternalScorer()
    with pytest.raises(DeepSpeechError, match="0x2004") as caught:
        model.clearHotWords()
    assert caught.value.details == ""


def test_a_library_that_works_says_nothing() -> None:
    """Only LiteRT's own line about its delegate, which it offers no way to turn off, once in a process."""
    need_client()
    code = (
        "import deepspeech, numpy\n"
        f"for _ in range(3):\n    model = deepspeech.Model({str(MODEL)!r})\n"
        f"    model.enableExternalScorer({str(SCORER)!r})\n"
        "    model.addHotWord('bad', 1.0)\n"
        "    model.stt(numpy.zeros(4000, numpy.int16))\n"
        f"deepspeech.Model.fromBuffer(open({str(MODEL)!r}, 'rb').read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(CLIENT.parent), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if "XNNPACK delegate" not in line]
    assert (lines, done.stdout) == ([], "")
    assert done.stderr.count("XNNPACK delegate") <= 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--beam_width", "0"], "--beam_width must be an integer of at least 1. Received: 0"),
        (["--beam_width", "-5"], "--beam_width must be"),
        (["--beam_width", "12abc"], "--beam_width must be"),
        (["--beam_width", "1e3"], "--beam_width must be"),
        (["--beam_width", ""], "--beam_width must be"),
        (["--beam_width", "99999999999999999999"], "--beam_width must be"),
        (["--lm_alpha", "inf"], "--lm_alpha must be a number"),
        (["--lm_alpha", "nan"], "--lm_alpha must be a number"),
        (["--lm_alpha", "1e999"], "--lm_alpha must be a number"),
        (["--lm_beta", "-inf"], "--lm_beta must be a number"),
        (["--lm_beta", "1,5"], "--lm_beta must be a number"),
        (["--lm_beta", "1e30"], "beta must be a number from -1e9 to 1e9"),
        (["--candidate_transcripts", "0"], "--candidate_transcripts must be"),
        (["--stream", "-160"], "--stream must be"),
        (["--hot_words", "her:inf"], "such as two:7.5. Received: her:inf"),
        (["--hot_words", "her:nan"], "such as two:7.5. Received: her:nan"),
        (["--hot_words", "her:1e999"], "such as two:7.5. Received: her:1e999"),
        (["--hot_words", "her:" + "9" * 60], "expected word:boost"),
        (["--hot_words", "her:12abc"], "expected word:boost"),
        (["--hot_words", "her:9999999999"], "must be a number from -1e9 to 1e9"),
        (["--hot_words", "her king:2"], "it has a space"),
        (["--hot_words", "Her:2"], 'does not have its "H"'),
    ],
)
def test_options_of_the_program(options: list[str], message: str) -> None:
    need_client()
    done = transcribe(WAV, *options)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stdout == ""


def test_warnings_of_the_program() -> None:
    need_client()
    done = transcribe(WAV, "--hot_words", "her:1.0,foo:2.0")
    assert done.returncode == 0
    line = 'Warning: hot word "foo" has no effect: the scorer\'s dictionary does not have it'
    assert [text for text in done.stderr.splitlines() if "Warning" in text] == [line]
