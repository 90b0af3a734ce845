"""A checkpoint knows what it was trained with, and a use that differs is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deepspeech_tf.checkpoint.description import (
    DESCRIPTION_TENSOR,
    describe,
    differences,
    read_description,
    stored_relu_clip,
)
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

MODEL = DeepSpeechConfig(n_labels=3, n_hidden=8)
LETTERS = Alphabet.from_labels("abc")


def stored(text: Any) -> dict[str, np.ndarray[Any, Any]]:
    return {DESCRIPTION_TENSOR: np.array(text, object)}


def test_the_same_use_differs_in_nothing() -> None:
    description = describe(MODEL, FeatureConfig(), LETTERS)
    again = read_description(stored(json.dumps(description).encode()))
    assert again == description and stored_relu_clip(again) == 20.0
    other = replace(MODEL, dropout_1=0.5, n_hidden=9)  # neither makes results wrong without a word
    assert differences(again, describe(other, FeatureConfig(), LETTERS)) == []


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (
            describe(MODEL, FeatureConfig(sample_rate_hz=8000), LETTERS),
            "--audio_sample_rate 16000. Received: 8000",
        ),
        (describe(MODEL, FeatureConfig(window_ms=25), LETTERS), "--feature_win_len 32. Received: 25"),
        (describe(MODEL, FeatureConfig(step_ms=10), LETTERS), "--feature_win_step 20. Received: 10"),
        (
            describe(replace(MODEL, relu_clip=6.0), FeatureConfig(), LETTERS),
            "--relu_clip 20.0. Received: 6.0",
        ),
        (describe(MODEL, FeatureConfig(), Alphabet.from_labels("acb")), "label 1 was 'b'. Received: 'c'"),
    ],
)
def test_what_would_make_results_wrong_is_named(use: dict[str, Any], message: str) -> None:
    (found,) = differences(describe(MODEL, FeatureConfig(), LETTERS), use)
    assert found.endswith(message)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b'{"model": 3, "features": [], "labels": null}'])
def test_what_cannot_be_read_says_nothing(text: bytes) -> None:
    use = describe(MODEL, FeatureConfig(), BytesAlphabet())
    assert differences(read_description(stored(text)), use) == []
    assert differences(read_description({}), use) == []
