"""The encoder `transformer`: its options, its attention's reach, and weights of Whisper's encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.model.transformer.config import TransformerConfig
from deepspeech_tf.model.transformer.encoder import TransformerEncoder, sinusoids
from deepspeech_tf.model.transformer.whisper import read_whisper_encoder, whisper_sizes
from tests.encoders.whisper import Whisper

SIZES = {
    "n_labels": 4,
    "width": 64,
    "n_blocks": 2,
    "chunk_rows": 6,
    "right_context": 0,
    "left_context": 12,
    "period": 18,
    "kernel": 5,
}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("width", 100, "width must be a multiple of 64. Received: 100"),
        ("width", 0, "width"),
        ("left_context", 10, r"left_context must be a multiple of chunk_rows \(6\). Received: 10"),
        ("period", 20, "period must be a multiple of chunk_rows"),
        ("period", 1800, "period"),
        ("right_context", -1, "right_context"),
        ("right_context", 1490, "period must be from 1 to 10. Received: 18"),
        ("kernel", 4, "kernel must be odd. Received: 4"),
        ("kernel", 99, "kernel"),
        ("dropout", 1.0, "dropout"),
        ("n_blocks", 0, "n_blocks"),
    ],
)
def test_options_are_checked(option: str, value: float, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        TransformerConfig(**{**SIZES, option: value})


def test_sizes() -> None:
    """The default has the sizes of Whisper tiny; configurations go from 2 to 30 million parameters."""
    sizes = {}
    for name, options in {
        "tiny": {},
        "small": {"width": 192, "n_blocks": 4},
        "large": {"width": 512, "n_blocks": 8},
    }.items():
        model = TransformerEncoder(TransformerConfig(n_labels=28, **options))
        sizes[name] = sum(int(np.prod(shape)) for shape in model.weight_shapes().values())
    assert 9.0e6 < sizes["tiny"] < 10.0e6
    assert sizes["small"] < 2.6e6
    assert 28e6 < sizes["large"] < 31e6


def test_what_a_row_depends_on() -> None:
    """On its chunk, the left context of every block and nothing beyond a restart of the positions."""
    config = TransformerConfig(n_features=4, **SIZES)
    model = TransformerEncoder(config)
    for convolution in model.convolutions:  # their own reach is not looked at here
        convolution.taps.assign(tf.tile(tf.eye(5)[:, 2:3], [1, 64]))
    features = np.random.default_rng(1).standard_normal((1, 120, 4)).astype(np.float32)
    logits, rows = model(features, tf.constant([120]))
    assert rows.numpy().tolist() == [60]

    def changed(frame: int) -> list[int]:
        other = features.copy()
        other[0, frame] += 3
        difference = np.abs(model(other, tf.constant([120]))[0] - logits)[0].max(axis=1)
        return [row for row in range(60) if difference[row] > 1e-6]

    # Row r belongs to chunk (r + 1) // 6: the first has five rows that are kept. Restarts: 17, 35, 53.
    assert changed(2) == list(range(17))
    assert changed(10)[0] == 0 and changed(12)[0] == 5  # frame 12 completes row 5, the next chunk's first
    assert changed(40)[-1] == 34 and changed(40)[0] == 17  # frame 40 is of rows 19 to 21
    assert changed(119) == [59]


def test_what_a_row_with_right_context_depends_on() -> None:
    """On nothing later than the right context of its chunk, however many blocks there are."""
    config = TransformerConfig(n_features=4, **{**SIZES, "right_context": 4, "period": 600})
    assert config.look_ahead == 10
    model = TransformerEncoder(config)
    features = np.random.default_rng(1).standard_normal((1, 120, 4)).astype(np.float32)
    logits, _ = model(features, tf.constant([120]))
    # Row r is row r + 5 of the stream, in chunk (r + 5) // 6; the last row of its right context is r' below.
    for frame in (21, 60, 90):
        other = features.copy()
        other[0, frame] += 3
        difference = np.abs(model(other, tf.constant([120]))[0] - logits)[0].max(axis=1)
        first = int(np.flatnonzero(difference > 1e-6)[0])
        last_seen = [
            6 * ((row + 5) // 6) + 5 + 4 - 5 for row in range(60)
        ]  # frames 2r - 2 to 2r + 2 make row r
        expected = next(row for row in range(60) if 2 * last_seen[row] + 2 >= frame)
        assert first == expected


WHISPER_SIZES = {**SIZES, "n_features": 8}


def test_whisper_weights_give_its_outputs(tmp_path: Path) -> None:
    whisper = Whisper()
    config = TransformerConfig(**WHISPER_SIZES)
    model = TransformerEncoder(config)
    weights = read_whisper_encoder(whisper.file(tmp_path / "model"), config)
    variables = model.named_weights()
    assert {name.split("/")[0] for name in set(variables) - set(weights)} == {
        "convolution_norm", "convolution_1", "convolution_2", "convolution_3", "output",
    }  # fmt: skip
    for name, value in weights.items():
        variables[name].assign(value)
    features = np.random.default_rng(6).standard_normal((40, 8))
    received = model.unlimited((features + 0.5)[np.newaxis].astype(np.float32))
    np.testing.assert_allclose(received[0], whisper.encode(features), atol=1e-4)


def taught(whisper: Whisper, folder: Path, **options: object) -> TransformerEncoder:
    """An encoder with Whisper's weights, and with Whisper as its teacher."""
    config = TransformerConfig(**{**WHISPER_SIZES, "dropout": 0.0, **options})
    model = TransformerEncoder(config)
    weights = read_whisper_encoder(whisper.file(folder), config)
    for name, value in weights.items():
        model.named_weights()[name].assign(value)
    model.set_teacher(weights, 0.5)
    return model


def test_the_loss_of_the_teacher(tmp_path: Path) -> None:
    """None where attention reaches everything; otherwise half the relative error, times the rows."""
    whisper, seed = Whisper(), tf.constant([1, 2])
    random = np.random.default_rng(7)
    features = random.standard_normal((2, 41, 8)).astype(np.float32)
    lengths = tf.constant([41, 30])
    features[1, 30:] = 0
    limited = taught(whisper, tmp_path / "a", period=6, left_context=0)
    logits, rows, added = limited.training_call(features, lengths, seed)
    np.testing.assert_allclose(logits, limited(features, lengths)[0], atol=1e-5)
    outputs = limited._forward(features, lengths, seed)[2].numpy()
    padded = np.pad(features, [[0, 0], [0, 1], [0, 0]]) - 0.5
    for number, (output, count) in enumerate(zip(outputs, rows.numpy(), strict=True)):
        target = whisper.encode(padded[number].astype(np.float64))[:count]
        relative = ((output[:count] - target) ** 2).sum() / (target**2).sum()
        assert 0.03 < relative == pytest.approx(float(added[number]) / (0.5 * count), rel=1e-3)


def test_a_teacher_teaches(tmp_path: Path) -> None:
    model = taught(Whisper(), tmp_path / "a")
    features = np.random.default_rng(8).standard_normal((2, 60, 8)).astype(np.float32)
    lengths, variables = tf.constant([60, 60]), list(model.named_weights().values())
    teacher = list(model._teacher._outputs.__self__.named_weights().values())
    before = [value.numpy() for value in teacher]
    losses = []
    for _ in range(30):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(model.training_call(features, lengths, tf.constant([1, 2]))[2])
        for variable, grad in zip(variables, tape.gradient(loss, variables), strict=True):
            if grad is not None:
                variable.assign_sub(3e-3 * tf.convert_to_tensor(grad))
        losses.append(float(loss))
    assert losses[-1] < 0.7 * losses[0]
    assert all(np.array_equal(one, value) for one, value in zip(before, teacher, strict=True))
    assert not set(map(id, variables)) & set(map(id, teacher))


def test_recordings_beyond_the_teachers_positions(tmp_path: Path) -> None:
    model = taught(Whisper(), tmp_path / "a")
    features = np.zeros((1, 3100, 8), np.float32)
    _, rows, added = model.training_call(features, tf.constant([3100]), tf.constant([1, 2]))
    assert rows.numpy().tolist() == [1550] and np.isfinite(added.numpy()).all()


def test_fewer_blocks_are_the_first_ones(tmp_path: Path) -> None:
    folder = Whisper().file(tmp_path / "model")
    weights = read_whisper_encoder(folder, TransformerConfig(**{**WHISPER_SIZES, "n_blocks": 1}))
    assert {name.split("/")[0] for name in weights} == {"front_1", "front_2", "block_1", "norm"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"width": 128}, "width must be 64, as in this model. Received: 128"),
        ({"n_features": 26}, "n_features must be 8, as in this model. Received: 26"),
        ({"n_blocks": 3}, "n_blocks must be at most 2. Received: 3"),
    ],
)
def test_other_sizes_are_refused(tmp_path: Path, options: dict[str, int], said: str) -> None:
    folder = Whisper().file(tmp_path / "model")
    with pytest.raises(ConfigError, match=said):
        read_whisper_encoder(folder, TransformerConfig(**{**WHISPER_SIZES, **options}))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"model\.bin: cannot be read: "):
        read_whisper_encoder(tmp_path / "nowhere", TransformerConfig(**WHISPER_SIZES))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_files_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = Whisper().file(tmp_path_factory.mktemp("whisper") / "model")
    content = bytearray((folder / "model.bin").read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 5)) :]
        allowed: tuple[type[Exception], ...] = ()
    else:
        allowed = (ConfigError,)
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(0, min(2000, len(content) - 1)))] = data.draw(st.integers(0, 255))
    (folder / "model.bin").write_bytes(content)
    try:
        weights = read_whisper_encoder(folder, TransformerConfig(**WHISPER_SIZES))
    except (CheckpointError, *allowed):
        return
    assert allowed and weights


def test_positions_are_those_of_whisper() -> None:
    config = TransformerConfig(**{**SIZES, "chunk_rows": 6, "left_context": 12, "period": 60})
    table = sinusoids(config.period + config.right_context, config.width)
    rows = TransformerEncoder(config)._positions(tf.constant([0, 3, 9])).numpy()
    for place, found in zip((0, 3, 9), rows, strict=True):
        np.testing.assert_allclose(found, table[6 * place : 6 * place + len(found)], atol=1e-6)


def test_sizes_of_a_whisper_model(tmp_path: Path) -> None:
    folder = Whisper(width=128, n_blocks=3).file(tmp_path / "model")
    assert whisper_sizes(folder) == {"width": 128, "n_features": 8, "n_blocks": 3}
