"""Whole utterance ≡ stream of steps ≡ frozen graph ≡ TFLite file ≡ SavedModel, for every encoder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import ExportConfig
from deepspeech_tf.exporting.metadata import encoder_text
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder import StateTensor
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import encoder_name, encoder_names
from deepspeech_tf.model.transformer.config import TransformerConfig
from tests.encoders.causal import CausalConfig, register_causal
from tests.exporting.contract import N_STEPS, TOLERANCE, Contract
from tests.exporting.models import N_LABELS, random_weights
from tests.exporting.running import windows_of

register_causal()
TRANSFORMER = TransformerConfig(
    n_labels=N_LABELS,
    n_features=26,
    width=128,
    n_blocks=2,
    chunk_rows=6,
    right_context=0,
    left_context=12,
    period=18,
    kernel=5,
)
CONFIGS: dict[str, EncoderConfig] = {
    "deepspeech": DeepSpeechConfig(n_labels=N_LABELS, n_hidden=64),
    "deepspeech, layer norm": DeepSpeechConfig(n_labels=N_LABELS, n_hidden=64, layer_norm=True),
    "transformer": TRANSFORMER,
    "transformer, right context": replace(TRANSFORMER, right_context=8),
    "causal": CausalConfig(n_labels=N_LABELS),
}
FRAMES = 75  # four full chunks and one of eleven


@pytest.fixture(scope="module", params=CONFIGS)
def contract(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Contract:
    config = CONFIGS[request.param]
    return Contract(config, random_weights(config), tmp_path_factory.mktemp("random"))


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    """`(T, 26)` with the range of real features."""
    values = np.random.default_rng(1).standard_normal((FRAMES, 26)).astype(np.float32)
    return values * np.linspace(20, 2, 26, dtype=np.float32)


def assert_equal(received: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(received, expected, atol=TOLERANCE, rtol=0)


def test_every_encoder_is_here() -> None:
    assert {encoder_name(config) for config in CONFIGS.values()} == set(encoder_names())


def test_random_features_do_not_make_it_easy(contract: Contract, features: np.ndarray) -> None:
    whole = contract.whole(features)
    assert len(whole) == contract.config.output_lengths(FRAMES)
    assert np.ptp(whole, axis=0).max() > 100 * TOLERANCE
    assert len(set(whole.argmax(axis=1))) > 3


def test_layers_have_all_weights(contract: Contract) -> None:
    layers = tuple(contract.model.layer_prefixes)
    names = list(contract.model.named_weights())
    assert all(name.startswith(layers) for name in names)
    assert all(any(name.startswith(layer) for name in names) for layer in layers)
    assert len(contract.model.trainable_variables) == len(names)


@pytest.mark.parametrize("frames", [1, 2, 15, 16, 17, FRAMES])
def test_padding_changes_nothing(contract: Contract, features: np.ndarray, frames: int) -> None:
    """An utterance alone, and between others in a batch that is padded further than the longest needs."""
    lengths = [frames, FRAMES, 40]
    batch = np.zeros((3, FRAMES + 13, 26), np.float32)
    for row, length in enumerate(lengths):
        batch[row, :length] = features[:length]
    logits, rows = contract.model(batch, tf.constant(lengths))
    assert rows.numpy().tolist() == [contract.config.output_lengths(length) for length in lengths]
    for row, length in enumerate(lengths):
        together = tf.nn.softmax(logits)[row, : rows[row]].numpy()
        assert_equal(together, contract.whole(features[:length]))


@pytest.mark.parametrize("frames", [1, 16, FRAMES])
@pytest.mark.parametrize("n_steps", [1, 5, N_STEPS])
def test_step_equals_whole(contract: Contract, features: np.ndarray, n_steps: int, frames: int) -> None:
    assert_equal(contract.stepwise(features[:frames], n_steps), contract.whole(features[:frames]))


def test_initial_state_is_the_specified_one(contract: Contract) -> None:
    spec, state = contract.model.state_spec, contract.model.initial_state(3)
    assert len({one.name for one in spec}) == len(spec) == len(state)
    for one, tensor in zip(spec, state, strict=True):
        assert (tensor.dtype, tuple(tensor.shape)) == (one.dtype, (3, *one.shape))
        assert (tensor.numpy() == one.initial).all()


def test_frozen_graph_equals_whole(contract: Contract, features: np.ndarray) -> None:
    frozen = contract.frozen()
    for frames in (1, 32, FRAMES):
        assert_equal(frozen.probabilities(features[:frames]), contract.whole(features[:frames]))


def test_frozen_graph_heeds_input_lengths(contract: Contract, features: np.ndarray) -> None:
    frozen = contract.frozen()
    assert frozen.has_lengths == contract.model.takes_lengths
    if frozen.has_lengths:
        sizes = [16, 1, 7, 16, 3, 16, 15, 1]
        assert sum(sizes) == FRAMES
        assert_equal(frozen.probabilities(features, sizes), contract.whole(features))


@pytest.mark.parametrize("n_steps", [1, 6, N_STEPS])
def test_tflite_equals_whole(contract: Contract, features: np.ndarray, n_steps: int) -> None:
    tflite = contract.tflite(n_steps)
    assert tflite.shape[1] == contract.config.chunk_frames(n_steps)
    for frames in (1, 32, FRAMES):
        assert_equal(tflite.probabilities(features[:frames]), contract.whole(features[:frames]))


def test_tflite_with_int8_weights_is_near(contract: Contract, features: np.ndarray) -> None:
    received, whole = contract.tflite(quantize=True).probabilities(features), contract.whole(features)
    assert received.shape == whole.shape
    assert not np.array_equal(received, whole)
    assert np.abs(received - whole).mean() < 0.02


def test_saved_model_equals_whole(contract: Contract, features: np.ndarray) -> None:
    """Frames after the end of an utterance have no effect, whether zero or not."""
    probs = contract.saved(np.stack([features, features]), [FRAMES, 21])
    assert_equal(probs[0], contract.whole(features))
    alone = contract.whole(features[:21])
    assert_equal(probs[1, : len(alone)], alone)


def test_frozen_graph_of_several_streams(contract: Contract, features: np.ndarray) -> None:
    """Each stream of a batch gets the same result as alone, whatever the lengths of the others."""
    frozen, alone = contract.frozen(batch_size=3, file_name="batch"), contract.frozen()
    chunk = contract.config.chunk_frames(N_STEPS)
    lengths = [chunk, 4, 0] if frozen.has_lengths else [chunk] * 3
    windows = windows_of(features, contract.config.window_frames)
    batch = np.stack([windows[start : start + chunk] for start in (0, 20, 40)])
    state, states = frozen.initial_state(), [alone.initial_state()] * 3
    for _ in range(2):
        outputs, state = frozen.step(batch, lengths, state)
        assert outputs.shape == (chunk // contract.config.subsampling, 3, N_LABELS + 1)
        for one, length in enumerate(lengths):
            expected, states[one] = alone.step(batch[one : one + 1], [length], states[one])
            assert_equal(outputs[:, one], expected[:, 0])
            for together, own in zip(state, states[one], strict=True):
                assert together.dtype == own.dtype
                assert_equal(together[one], own[0])
    if frozen.has_lengths:
        for tensor, initial in zip(state, frozen.initial_state(), strict=True):
            assert_equal(tensor[2], initial[2])


def test_files_say_how_they_are_streamed(contract: Contract) -> None:
    """Those of 0.9.3's encoder do not, as they never did."""
    config = contract.config
    for model in (contract.frozen(), contract.tflite()):
        streaming = model.streaming
        assert (streaming.subsampling, streaming.look_ahead) == (config.subsampling, config.look_ahead)
        spec = contract.model.state_spec
        assert streaming.states == tuple(
            (f"previous_{one.name}", f"new_{one.name}", one.initial) for one in spec
        )
        if streaming.encoder:
            assert (streaming.encoder, streaming.chunk) == (encoder_name(config), model.shape[1])
        else:
            assert encoder_name(config) == "deepspeech"


@pytest.mark.parametrize(
    ("dtype", "initial", "text"),
    [
        ("int32", 1234567, "1234567"),
        ("int32", -2, "-2"),
        ("float32", 0.123456789, "0.123456789"),
        ("float32", 0.0, "0"),
    ],
)
def test_initial_values_are_written_exactly(
    contract: Contract, monkeypatch: pytest.MonkeyPatch, dtype: str, initial: float, text: str
) -> None:
    spec = (StateTensor("position", (1,), dtype, initial),)
    monkeypatch.setattr(type(contract.model), "state_spec", spec)
    lines = encoder_text(contract.model, ExportConfig()).splitlines()
    assert lines[-1] == f"state previous_position new_position {text}"
