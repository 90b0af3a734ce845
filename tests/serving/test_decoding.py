"""Settings of the decoder that clients choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.serving.decoding import MAX_HOT_WORDS, tuned
from deepspeech_tf.speech.recognizer import RecognizerConfig

MODEL = RecognizerConfig(Path("model.tflite"), Path("kenlm.scorer"), lm_alpha=1.0, lm_beta=2.0)


def test_values_of_json_and_of_forms() -> None:
    assert tuned(MODEL, {}) == tuned(MODEL, {"beam_width": None, "hot_words": "", "type": "start"}) == MODEL
    for values in (
        {"beam_width": 50, "lm_beta": 0.5, "hot_words": {"a": 2}},
        {"beam_width": "50", "lm_beta": "0.5", "hot_words": '{"a": 2}'},
    ):
        config = tuned(MODEL, values)
        assert (config.beam_width, config.lm_alpha, config.lm_beta) == (50, 1.0, 0.5)
        assert config.hot_words == (("a", 2.0),)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"beam_width": 0}, "beam_width must be a number from 1 to 2000. Received: 0"),
        ({"beam_width": 10**9}, "beam_width"),
        ({"beam_width": True}, "beam_width"),
        ({"beam_width": [5]}, "beam_width"),
        ({"beam_width": "1.5"}, "beam_width must be a whole number. Received: '1.5'"),
        ({"lm_alpha": "nan"}, "lm_alpha must be a number"),
        ({"lm_beta": "1e400"}, "lm_beta"),
        ({"hot_words": "a:5"}, "hot_words must be an object"),
        ({"hot_words": "[" * 100_000}, "hot_words must be an object"),
        ({"hot_words": [1]}, "hot_words must be an object"),
        ({"hot_words": {str(n): 1 for n in range(MAX_HOT_WORDS + 1)}}, "hot_words must be an object"),
        ({"hot_words": {"a": "much"}}, "the boost of 'a'"),
        ({"hot_words": {"a": float("inf")}}, "the boost of 'a'"),
    ],
)
def test_values_that_cannot_be_used(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        tuned(MODEL, values)
    assert reason in str(caught.value) and len(str(caught.value)) < 200


def test_without_a_scorer() -> None:
    bare = RecognizerConfig(Path("model.tflite"))
    with pytest.raises(ConfigError, match="need a scorer"):
        tuned(bare, {"hot_words": {"a": 1}})
    assert tuned(bare, {"beam_width": 7}).beam_width == 7
