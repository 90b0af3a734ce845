"""A checkpoint stores how it was trained, and a contradicting use is reported."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deepspeech_tf.checkpoint.description import (
    DESCRIPTION_TENSOR,
    ModelDescription,
    describe,
    differences,
    read_description,
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
    assert again == description
    assert ModelDescription(MODEL, FeatureConfig(), LETTERS).facts == description
    other = replace(MODEL, dropout_1=0.5)  # concerns training only
    assert differences(again, describe(other, FeatureConfig(), LETTERS)) == []
    assert differences(again, {"model": {"n_hidden": 8}}) == differences({}, description) == []


def test_a_description_of_earlier_versions() -> None:
    """Without the name of the encoder, and with the context among the features."""
    model = {"n_labels": 3, "n_hidden": 8, "n_cepstra": 26, "n_context": 9, "layer_norm": True}
    features = {"sample_rate_hz": 8000, "window_ms": 32, "step_ms": 20, "n_cepstra": 26, "n_context": 9}
    old = {"model": model, "features": features, "labels": ["a", "b", "c"]}
    facts = read_description(stored(json.dumps(old).encode()))
    use = describe(replace(MODEL, layer_norm=True), FeatureConfig(sample_rate_hz=8000), LETTERS)
    assert facts["encoder"] == "deepspeech" and facts["model"]["n_features"] == 26
    assert differences(facts, use) == []


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (
            describe(MODEL, FeatureConfig(sample_rate_hz=8000), LETTERS),
            "sample_rate_hz 16000. Received: sample_rate_hz 8000",
        ),
        (
            describe(MODEL, FeatureConfig(window_ms=25), LETTERS),
            "window_ms 32. Received: window_ms 25",
        ),
        (
            describe(MODEL, FeatureConfig(step_ms=10), LETTERS),
            "step_ms 20. Received: step_ms 10",
        ),
        (
            describe(replace(MODEL, relu_clip=6.0), FeatureConfig(), LETTERS),
            "relu_clip 20.0. Received: relu_clip 6.0",
        ),
        (
            describe(MODEL, FeatureConfig(), Alphabet.from_labels("acb")),
            "label 1 was 'b'. Received: 'c' in an alphabet",
        ),
        (
            describe(replace(MODEL, n_hidden=9), FeatureConfig(), LETTERS),
            "n_hidden 8. Received: n_hidden 9",
        ),
        (
            describe(replace(MODEL, layer_norm=True), FeatureConfig(), LETTERS),
            "layer_norm False. Received: layer_norm True",
        ),
        (
            describe(replace(MODEL, n_context=5), FeatureConfig(), LETTERS),
            "n_context 9. Received: n_context 5",
        ),
        ({"encoder": "other"}, "trained with encoder deepspeech. Received: encoder other"),
    ],
)
def test_what_would_make_results_wrong_is_named(use: dict[str, Any], message: str) -> None:
    (found,) = differences(describe(MODEL, FeatureConfig(), LETTERS), use)
    assert found.text().endswith(message)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b'{"model": 3, "features": [], "labels": null}'])
def test_what_cannot_be_read_says_nothing(text: bytes) -> None:
    use = describe(MODEL, FeatureConfig(), BytesAlphabet())
    assert differences(read_description(stored(text)), use) == []
    assert differences(read_description({}), use) == []


def test_an_option_that_is_newer_than_the_model() -> None:
    """Models without a statement about the right context have none; new ones do."""
    model = {"width": 64, "chunk_rows": 30, "left_context": 120, "period": 480}
    old = json.dumps({"encoder": "transformer", "model": model}).encode()
    assert read_description(stored(old))["model"] == {**model, "right_context": 0}
    new = json.dumps({"encoder": "transformer", "model": {**model, "right_context": 8}}).encode()
    assert read_description(stored(new))["model"]["right_context"] == 8
