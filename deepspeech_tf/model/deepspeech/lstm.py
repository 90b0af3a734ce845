"""Unidirectional LSTM layer with the variables of `LSTMBlockFusedCell` and `CudnnLSTM` checkpoints."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from deepspeech_tf.model.deepspeech.recurrence import lstm_sequence

# XNNPACK, which runs exported models, splits and concatenates at most this many tensors at once.
_MAX_CONCAT = 4

LstmState = tuple[Any, Any]


class Lstm(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """LSTM with one kernel for input and state (rows [x, h], columns i, j, f, o), forget bias 0.

    Input shape: `(T, B, n_inputs)`. Output shape: `(T, B, units)`.
    """

    def __init__(self, n_inputs: int, units: int, seed: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.kernel = self.add_weight(
            name="kernel",
            shape=(n_inputs + units, 4 * units),
            initializer=keras.initializers.GlorotUniform(seed=seed),
        )
        self.bias = self.add_weight(name="bias", shape=(4 * units,), initializer="zeros")

    def named_weights(self) -> dict[str, Any]:
        """Variables by their names within the layer."""
        return {"kernel": self.kernel.value, "bias": self.bias.value}

    def zero_state(self, batch: Any) -> LstmState:
        """State `(c, h)` before the first frame, each `(batch, units)`."""
        zeros = tf.zeros([batch, self.units])
        return zeros, zeros

    def call(self, inputs: Any) -> Any:
        outputs, _ = self._sequence(inputs, self.zero_state(tf.shape(inputs)[1]))
        return outputs

    def step(self, inputs: Any, state: LstmState, lengths: Any = None) -> tuple[Any, LstmState]:
        """Processes the next frames of a stream.

        Args:
            inputs: `(T, B, n_inputs)`; with a static shape if `lengths` is given, or the graph must not have
                loops.
            state: `(c, h)` after the previous frames, each `(B, units)`.
            lengths: `(B,)` int32, valid frames of each stream; None: all.

        Returns:
            Outputs `(T, B, units)`, zero after the last valid frame of a stream, and the state after that
            frame.
        """
        if lengths is not None:
            return self._masked(inputs, state, lengths)
        if inputs.shape.is_fully_defined():
            return unrolled_lstm(inputs, state, self.kernel.value, self.bias.value)
        return self._sequence(inputs, state)

    def _sequence(self, inputs: Any, state: LstmState) -> tuple[Any, LstmState]:
        """Processes any number of frames in a loop, with a gradient."""
        outputs, c = lstm_sequence(
            inputs, tf.convert_to_tensor(self.kernel.value), tf.convert_to_tensor(self.bias.value), *state
        )
        return outputs, (c, outputs[-1])

    def _masked(self, inputs: Any, state: LstmState, lengths: Any) -> tuple[Any, LstmState]:
        """Processes frames with lengths, using operations that the TensorFlow clients of 0.9.3 support."""
        frames, batch, _ = inputs.shape
        unused = tf.constant(np.zeros(self.units, np.float32))  # peephole weights
        block = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.cast(tf.reduce_max(lengths), tf.int64),
            x=inputs,
            cs_prev=state[0],
            h_prev=state[1],
            w=self.kernel.value,
            wci=unused,
            wcf=unused,
            wco=unused,
            b=self.bias.value,
            forget_bias=0.0,
            cell_clip=-1.0,
            use_peephole=False,
        )
        frame = tf.constant(np.arange(frames, dtype=np.int32)[:, np.newaxis])
        real = tf.cast(tf.less(frame, tf.expand_dims(lengths, 0)), tf.float32)  # (T, B)
        outputs = tf.multiply(block.h, tf.tile(tf.expand_dims(real, 2), (1, 1, self.units)))
        # With the state before the first frame at index 0, the state after n frames is at index n.
        at_length = tf.stack([lengths, tf.constant(np.arange(batch, dtype=np.int32))], axis=1)
        c, h = (
            tf.raw_ops.GatherNd(params=tf.concat([tf.expand_dims(before, 0), later], 0), indices=at_length)
            for before, later in zip(state, (block.cs, outputs), strict=True)
        )
        return outputs, (c, h)


def unrolled_lstm(inputs: Any, state: LstmState, kernel: Any, bias: Any) -> tuple[Any, LstmState]:
    """An LSTM without a loop over `(T, B, n_inputs)` of a fixed shape: outputs `(T, B, units)`, new state.

    The part of the gates' sums that comes from the inputs does not wait for the state: one product for all
    frames reads these weights once, not T times, and leaves half of the work inside the steps.
    """
    frames, batch, n_inputs = inputs.shape
    rows = tf.reshape(inputs, [frames * batch, n_inputs])
    from_inputs = tf.nn.bias_add(tf.matmul(rows, _rows(kernel, 0, n_inputs)), bias)
    state_kernel = _rows(kernel, n_inputs, kernel.shape[0])
    c, h = state
    outputs = []
    for frame in range(frames):
        from_input = tf.slice(from_inputs, (frame * batch, 0), (batch, kernel.shape[1]))
        gates = tf.add(from_input, tf.matmul(h, state_kernel))
        input_gate, candidate, forget_gate, output_gate = tf.split(gates, 4, axis=1)
        c = tf.sigmoid(forget_gate) * c + tf.sigmoid(input_gate) * tf.tanh(candidate)
        h = tf.sigmoid(output_gate) * tf.tanh(c)
        outputs.append(h)
    return tf.reshape(concat_rows(outputs), [frames, batch, h.shape[1]]), (c, h)


def concat_rows(parts: list[Any]) -> Any:
    """Concatenates `(n, units)` tensors along the first axis."""
    while len(parts) > 1:
        groups = [parts[i : i + _MAX_CONCAT] for i in range(0, len(parts), _MAX_CONCAT)]
        parts = [tf.concat(group, 0) if len(group) > 1 else group[0] for group in groups]
    return parts[0]


def _rows(matrix: Any, begin: int, end: int) -> Any:
    """Rows of a matrix. If it is a constant, as in exported graphs, the result is also a constant."""
    if not tf.executing_eagerly() and isinstance(matrix, tf.Tensor) and matrix.op.type == "Const":
        return tf.constant(tf.get_static_value(matrix)[begin:end])
    return matrix[begin:end]
