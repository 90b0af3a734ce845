"""The whole model: reference, steps, padding, and the golden checkpoint."""

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder
from tests.model import reference
from tests.original import original_weights
from tests.sets import utterances


def small_model(layer_norm=False):
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=6, n_hidden=12, layer_norm=layer_norm))
    generator = np.random.default_rng(3)
    for variable in model.named_weights().values():
        variable.assign_add(generator.normal(size=variable.shape, scale=0.1).astype(np.float32))
    return model


def features(batch=2, frames=37):
    return np.random.default_rng(0).normal(size=(batch, frames, 26)).astype(np.float32) * 3


def logits_of(model, x, step_seed=None):
    lengths = tf.fill([len(x)], x.shape[1])
    logits, rows = model(tf.constant(x), lengths, None if step_seed is None else tf.constant(step_seed))
    np.testing.assert_array_equal(rows, lengths)
    return logits


def test_names_and_shapes():
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=16))
    lstm = reference.LSTM
    shapes = {name: tuple(variable.shape) for name, variable in model.named_weights().items()}
    assert shapes == {
        "layer_1/weights": (494, 16),
        "layer_1/bias": (16,),
        "layer_2/weights": (16, 16),
        "layer_2/bias": (16,),
        "layer_3/weights": (16, 16),
        "layer_3/bias": (16,),
        f"{lstm}/kernel": (32, 64),
        f"{lstm}/bias": (64,),
        "layer_5/weights": (16, 16),
        "layer_5/bias": (16,),
        "layer_6/weights": (16, 29),
        "layer_6/bias": (29,),
    }
    assert len(model.trainable_variables) == len(shapes)


def test_layer_norm_has_names_of_its_own():
    names = set(small_model(layer_norm=True).named_weights())
    assert {f"layer_{n}/LayerNorm/{w}" for n in (1, 2, 3, 5) for w in ("gamma", "beta")} < names
    assert not any(name.startswith("layer_6/LayerNorm") for name in names)


def test_initial_weights():
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=64), seed=7)
    again = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=64), seed=7)
    other = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=64), seed=8)
    for name, variable in model.named_weights().items():
        value = variable.numpy()
        np.testing.assert_array_equal(value, again.named_weights()[name].numpy())
        if name.endswith("bias"):
            assert not value.any()
            continue
        bound = np.sqrt(6 / sum(value.shape))
        assert 0.95 * bound < np.abs(value).max() <= bound
        assert (value != other.named_weights()[name].numpy()).any()
    assert (model.layer_2.kernel.numpy() != model.layer_3.kernel.numpy()).any()


@pytest.mark.parametrize("layer_norm", [False, True])
def test_equals_reference(layer_norm):
    model, x = small_model(layer_norm), features()
    weights = {name: variable.numpy() for name, variable in model.named_weights().items()}
    got = logits_of(model, x).numpy()
    assert got.shape == (2, 37, 7)
    for b in range(2):
        np.testing.assert_allclose(got[b], reference.logits(x[b], weights), atol=2e-5)


def test_whole_equals_steps():
    model, x = small_model(), features(frames=48)
    whole = tf.nn.softmax(logits_of(model, x)).numpy()
    windows = np.stack([reference.context_windows(one, 9) for one in x]).reshape(2, 48, 19, 26)
    state, parts = (tf.zeros([2, 12]), tf.zeros([2, 12])), []
    for start in range(0, 48, 16):
        logits, state = model.step(tf.constant(windows[:, start : start + 16]), state)
        assert logits.shape == (2, 16, 7)
        parts.append(tf.nn.softmax(logits).numpy())
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, atol=1e-5)


def test_padding_changes_nothing():
    model, x = small_model(), features()
    padded = np.concatenate([x, np.zeros((2, 11, 26), np.float32)], axis=1)
    np.testing.assert_allclose(
        logits_of(model, padded).numpy()[:, :37], logits_of(model, x).numpy(), atol=1e-6
    )


def test_dropout_follows_from_the_seed():
    model, x = small_model(), features()
    first = logits_of(model, x, [1, 1]).numpy()
    np.testing.assert_array_equal(first, logits_of(model, x, [1, 1]).numpy())
    assert (first != logits_of(model, x, [1, 2]).numpy()).any()
    assert (first != logits_of(model, x).numpy()).any()


def test_golden_probabilities(golden: Path):
    weights = original_weights()
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=len(weights["layer_1/bias"])))
    for name, variable in model.named_weights().items():
        variable.assign(weights[name])

    @tf.function(input_signature=[tf.TensorSpec([None, None, 26])])
    def run(x):
        return tf.nn.softmax(model(x, tf.shape(x)[1:2])[0])

    for name in utterances(golden):
        expected = np.load(golden / "arrays" / f"{name}.probs.npy")
        features = np.load(golden / "arrays" / f"{name}.feat.npy")
        got = run(features[np.newaxis].astype(np.float32)).numpy()[0]
        np.testing.assert_allclose(got, expected, atol=1e-4)
