"""The training step: it learns, is reproducible, and tolerates utterances that cannot be learned."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder


class Run:
    """A small model with everything that a step changes."""

    def __init__(self, n_hidden=24, dropout=0.2, seed=1, layer_norm=False):
        config = DeepSpeechConfig(
            5,
            n_hidden=n_hidden,
            dropout_1=dropout,
            dropout_2=dropout,
            dropout_3=dropout,
            dropout_5=dropout,
            layer_norm=layer_norm,
        )
        self.model = DeepSpeechEncoder(config)
        self.optimizer = Adam(self.model.named_weights(), OptimizerConfig(learning_rate=0.01))
        self.step = TrainStep(self.model, self.optimizer, seed)

    @property
    def variables(self):
        return {**self.model.named_weights(), **self.optimizer.named_variables()}

    def values(self):
        return {name: variable.numpy() for name, variable in self.variables.items()}


@pytest.mark.parametrize("count", [1, 2])
def test_only_the_last_layers_are_trained(count):
    run = Run()
    step = TrainStep(run.model, run.optimizer, 1, trained_layers=count)
    before = run.values()
    losses = [step(batch()).mean() for _ in range(8)]
    layers = tuple(run.model.layer_prefixes[-count:])
    changed = {name for name, value in run.values().items() if not np.array_equal(value, before[name])}
    weights = {name for name in run.model.named_weights() if name.startswith(layers)}
    assert weights == changed & set(run.model.named_weights()) and losses[-1] < losses[0]
    assert int(run.optimizer.global_step) == 8


def test_more_layers_than_there_are():
    run = Run()
    with pytest.raises(ConfigError, match="at most the 6 layers of this encoder"):
        TrainStep(run.model, run.optimizer, 1, trained_layers=7)


def batch(frames=(20, 31, 25), seed=0, labels=4):
    generator = np.random.default_rng(seed)
    return make_batch(
        [f"{n}.wav" for n in range(len(frames))],
        [generator.normal(size=(n, 26)).astype(np.float32) * 3 for n in frames],
        [generator.integers(0, 5, labels, dtype=np.int32) for _ in frames],
        [""] * len(frames),
    )


@pytest.mark.parametrize("layer_norm", [False, True])
def test_learns_a_batch(layer_norm):
    run = Run(dropout=0.05, layer_norm=layer_norm)
    losses = [run.step(batch()).mean() for _ in range(60)]
    assert losses[-1] < 0.2 * losses[0]
    evaluated, probs, rows = EvalStep(run.model)(batch())
    assert rows.tolist() == [20, 31, 25]
    assert evaluated.mean() < 0.2 * losses[0]
    assert probs.shape == (3, 31, 6)
    np.testing.assert_allclose(probs.sum(axis=2), 1.0, atol=1e-5)


def test_gradient_of_the_whole_model_is_that_of_automatic_differentiation():
    """Gradients, seen through Adam's first slot, against plain layers and tf.nn.ctc_loss."""
    run, data = Run(dropout=0.0), batch()
    weights = run.model.named_weights()
    lstm = next(name for name in weights if name.endswith("/kernel"))

    def forward():
        x = tf.transpose(run.model.windows(tf.transpose(data.features, [1, 0, 2])), [1, 0, 2])
        for layer in ("layer_1", "layer_2", "layer_3"):
            x = tf.minimum(tf.nn.relu(x @ weights[f"{layer}/weights"] + weights[f"{layer}/bias"]), 20.0)
        c = h = tf.zeros([3, 24])
        outputs = []
        for t in range(data.features.shape[1]):
            gates = tf.concat([x[:, t], h], 1) @ weights[lstm] + weights[lstm.replace("/kernel", "/bias")]
            i, j, f, o = tf.split(gates, 4, axis=1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(j)
            h = tf.sigmoid(o) * tf.tanh(c)
            outputs.append(h)
        x = tf.stack(outputs, axis=1)
        x = tf.minimum(tf.nn.relu(x @ weights["layer_5/weights"] + weights["layer_5/bias"]), 20.0)
        logits = x @ weights["layer_6/weights"] + weights["layer_6/bias"]
        lengths = data.label_lengths, data.feature_lengths
        return tf.nn.ctc_loss(data.labels, logits, *lengths, logits_time_major=False, blank_index=-1)

    with tf.GradientTape() as tape:
        losses = forward()
        mean = tf.reduce_mean(losses)
    expected = dict(zip(weights, tape.gradient(mean, list(weights.values())), strict=True))
    np.testing.assert_allclose(run.step(data), losses.numpy(), rtol=1e-4)
    slots = run.optimizer.named_variables()
    for name, gradient in expected.items():
        got = slots[f"{name}/Adam"].numpy() / 0.1  # m after the first step is (1 - beta1) · gradient
        scale = np.abs(gradient.numpy()).max()
        np.testing.assert_allclose(got, gradient.numpy(), atol=1e-4 * scale, rtol=1e-3)


def test_one_trace_for_all_shapes():
    run, evaluate = Run(), EvalStep(Run().model)
    for frames, labels in (((20, 31), 3), ((9,), 1), ((14, 15, 40, 2), 2), ((14, 15), 0)):
        assert run.step(batch(frames, labels=labels)).shape == (len(frames),)
        evaluate(batch(frames, labels=labels))
    assert run.step.traces == 1


def test_resumed_run_is_the_same_run():
    batches = [batch(seed=n) for n in range(6)]
    whole = Run()
    expected = [whole.step(b) for b in batches]
    first = Run()
    for b in batches[:3]:
        first.step(b)
    saved = first.values()
    second = Run()
    for name, variable in second.variables.items():
        variable.assign(saved[name])
    for b, losses in zip(batches[3:], expected[3:], strict=True):
        np.testing.assert_array_equal(second.step(b), losses)
    for name, value in whole.values().items():
        np.testing.assert_array_equal(second.values()[name], value)


def test_repeats_bit_by_bit_with_large_products():
    """Big enough for several threads to share a product."""
    data = batch(frames=(150,) * 8, labels=10)

    def losses():
        run = Run(n_hidden=256)
        return np.concatenate([run.step(data) for _ in range(3)])

    np.testing.assert_array_equal(losses(), losses())


def test_dropout_depends_on_seed_and_step():
    data = batch()
    first, other_seed, later = Run(seed=1), Run(seed=2), Run(seed=1)
    later.optimizer.global_step.assign(1)
    losses = first.step(data)
    assert (losses != other_seed.step(data)).any()
    assert (losses != later.step(data)).any()


def test_impossible_utterance_is_left_out_of_the_mean():
    """The step is the same as with the other utterances alone."""
    both, alone = Run(dropout=0.0), Run(dropout=0.0)
    data = batch(frames=(20, 3))
    first = Batch(
        data.ids[:1],
        data.features[:1],
        data.feature_lengths[:1],
        data.labels[:1],
        data.label_lengths[:1],
        data.transcripts[:1],
    )
    losses = both.step(data)
    assert np.isposinf(losses[1])
    np.testing.assert_allclose(losses[:1], alone.step(first), rtol=1e-5)
    for name, value in alone.values().items():
        if name.endswith("/Adam"):  # the gradient; the weights move by its sign, which amplifies rounding
            np.testing.assert_allclose(both.values()[name], value, rtol=1e-5, atol=1e-6)


def test_nan_features_leave_the_weights_alone():
    run, data = Run(), batch()
    data.features[0, 3, 7] = np.nan
    before = run.values()
    run.step(data)
    after = run.values()
    assert after["global_step"] == before["global_step"] + 1
    for name, value in before.items():
        if name != "global_step":
            np.testing.assert_array_equal(after[name], value)
    assert np.isfinite(run.step(batch())).all()
