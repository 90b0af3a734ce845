"""Mixed precision: which values stay float32, that it learns like float32, and loss scaling."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.loss_scale import GROWTH_STEPS, INITIAL_SCALE, MAX_SCALE, LossScale
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder
from tests.fit.test_step import batch

LOW = ("bfloat16", "float16")


class Run:
    """A model of a precision with its optimizer and step."""

    def __init__(self, precision, layer_norm=False, learning_rate=0.01):
        self.model = DeepSpeechEncoder(
            DeepSpeechConfig(5, n_hidden=48, layer_norm=layer_norm), precision=precision
        )
        self.optimizer = Adam(self.model.named_weights(), OptimizerConfig(learning_rate=learning_rate))
        self.loss_scale = LossScale() if precision == "float16" else None
        if self.loss_scale:
            self.loss_scale.scale.assign(256.0)  # of so small a model: from the start no step is skipped
        self.step = TrainStep(self.model, self.optimizer, 1, self.loss_scale)

    @property
    def variables(self):
        scale = self.loss_scale.named_variables() if self.loss_scale else {}
        return {**self.model.named_weights(), **self.optimizer.named_variables(), **scale}


@pytest.mark.parametrize("layer_norm", [False, True])
@pytest.mark.parametrize("precision", LOW)
def test_losses_stay_near_those_of_float32(precision, layer_norm):
    low, full = Run(precision, layer_norm, 0.003), Run("float32", layer_norm, 0.003)
    losses = []
    for number in range(60):
        data = batch(seed=number % 2)
        losses.append((low.step(data), full.step(data)))
        assert losses[-1][0].dtype == np.float32
    got, wanted = np.array(losses).mean(axis=2).T
    np.testing.assert_allclose(got[:2], wanted[:2], rtol=0.02)
    assert (got[:2] != wanted[:2]).all()  # it does compute in another precision
    np.testing.assert_allclose(got, wanted, rtol=0.15, atol=0.5)
    assert got[-1] < 0.3 * got[0]
    _, probs, _ = EvalStep(low.model)(data)
    assert probs.dtype == np.float32
    np.testing.assert_allclose(probs.sum(axis=2), 1.0, atol=1e-5)


@pytest.mark.parametrize("precision", LOW)
def test_variables_are_float32(precision):
    for name, variable in Run(precision).variables.items():
        wanted = tf.int64 if name in ("global_step", "good_steps") else tf.float32
        assert variable.dtype == wanted, name


@pytest.mark.parametrize("precision", LOW)
def test_gradients_are_near_those_of_float32(precision):
    low, full = Run(precision), Run("float32")
    low.step(batch())
    full.step(batch())
    for name, slot in full.optimizer.named_variables().items():
        if name.endswith("/Adam"):
            got, wanted = low.optimizer.named_variables()[name].numpy(), slot.numpy()
            assert np.linalg.norm(got - wanted) < 0.1 * np.linalg.norm(wanted), name


@pytest.mark.parametrize("precision", LOW)
def test_one_trace_and_exact_resume(precision):
    whole = Run(precision)
    for number in range(3):
        whole.step(batch(seed=number, frames=(20, 31 + number)))
    resumed = Run(precision)
    for name, variable in resumed.variables.items():
        variable.assign(whole.variables[name].numpy())
    np.testing.assert_array_equal(whole.step(batch()), resumed.step(batch()))
    assert whole.step.traces == 1


def test_scale_grows_and_shrinks():
    scale = LossScale()
    good, bad = tf.constant(True), tf.constant(False)
    update = tf.function(scale.update)
    state = scale.named_variables()
    update(good)
    update(bad)
    assert (state["current_loss_scale"].numpy(), state["good_steps"].numpy()) == (INITIAL_SCALE / 2, 0)
    state["good_steps"].assign(GROWTH_STEPS - 2)
    update(good)
    assert (state["current_loss_scale"].numpy(), state["good_steps"].numpy()) == (
        INITIAL_SCALE / 2,
        GROWTH_STEPS - 1,
    )
    update(good)
    assert (state["current_loss_scale"].numpy(), state["good_steps"].numpy()) == (INITIAL_SCALE, 0)
    scale.scale.assign(MAX_SCALE)
    state["good_steps"].assign(GROWTH_STEPS)
    update(good)
    assert scale.scale.numpy() == MAX_SCALE
    scale.scale.assign(1.0)
    update(bad)
    assert scale.scale.numpy() == 1.0


def test_overflow_skips_the_step_and_halves_the_scale():
    run = Run("float16")
    run.loss_scale.scale.assign(2.0**24)
    before = {name: value.numpy() for name, value in run.model.named_weights().items()}
    losses = run.step(batch())
    assert np.isfinite(losses).all()
    assert run.loss_scale.scale.numpy() == 2.0**23
    for name, value in run.model.named_weights().items():
        np.testing.assert_array_equal(value.numpy(), before[name])
    for number in range(30):
        run.step(batch(seed=number))
    assert 1.0 <= run.loss_scale.scale.numpy() < 2.0**23
    assert (run.model.named_weights()["layer_1/weights"].numpy() != before["layer_1/weights"]).any()
