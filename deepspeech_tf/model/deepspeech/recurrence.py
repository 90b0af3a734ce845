"""The LSTM's recurrence over a sequence, with a hand-written gradient.

The products with the input are one matrix product over all frames, before the loop. The gradients of kernel
and input are one product each, after the backward loop. Only products with `Kh` are computed in the loops.
Gate order in columns: i (input), j (candidate), f (forget), o (output); Hochreiter & Schmidhuber 1997 with
the forget gate of Gers et al. 2000, no peepholes, forget bias 0.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf


@tf.custom_gradient  # type: ignore[untyped-decorator, unused-ignore]
def lstm_sequence(inputs: Any, kernel: Any, bias: Any, c_0: Any, h_0: Any) -> Any:
    """Runs an LSTM over a sequence; products in the type of `inputs`, everything else in float32.

    Args:
        inputs: `(T, B, I)`.
        kernel: `(I + H, 4 * H)`, rows [x, h].
        bias: `(4 * H,)`.
        c_0: cell state before the first frame, `(B, H)`.
        h_0: output before the first frame, `(B, H)`.

    Returns:
        Outputs `(T, B, H)` and the last cell state `(B, H)`. The gradient with respect to the last cell
        state is ignored, because training does not cross utterances.
    """
    n_inputs, kind = inputs.shape[2], inputs.dtype
    given, kernel = kernel.dtype, tf.cast(kernel, kind)
    kernel_x, kernel_h = kernel[:n_inputs], kernel[n_inputs:]
    outputs, last_cell, kept = _forward(inputs, kernel_x, kernel_h, bias, c_0, h_0)

    def gradient(d_outputs: Any, _d_last_cell: Any) -> tuple[Any, Any, Any, Any, Any]:
        d_gates, d_c_0, d_h_0 = _backward_loop(d_outputs, kernel_h, kept, c_0)
        before = tf.cast(tf.concat([h_0[tf.newaxis], outputs[:-1]], axis=0), kind)
        rows = tf.reshape(tf.concat([inputs, before], axis=2), [-1, kernel.shape[0]])
        d_rows = tf.reshape(d_gates, [-1, kernel.shape[1]])
        d_bias, d_rows = tf.cast(tf.reduce_sum(d_rows, axis=0), bias.dtype), tf.cast(d_rows, kind)
        d_kernel = tf.cast(tf.matmul(rows, d_rows, transpose_a=True), given)
        d_inputs = tf.reshape(tf.matmul(d_rows, kernel_x, transpose_b=True), tf.shape(inputs))
        return d_inputs, d_kernel, d_bias, d_c_0, d_h_0

    return (outputs, last_cell), gradient


def _forward(
    inputs: Any, kernel_x: Any, kernel_h: Any, bias: Any, c_0: Any, h_0: Any
) -> tuple[Any, Any, tuple[Any, ...]]:
    """Outputs `(T, B, H)`, last cell state, and the values of every frame that the backward loop needs."""
    frames, batch = tf.shape(inputs)[0], tf.shape(inputs)[1]
    rows = tf.matmul(tf.reshape(inputs, [-1, inputs.shape[2]]), kernel_x)
    rows = tf.nn.bias_add(rows, tf.cast(bias, rows.dtype))
    from_inputs = tf.TensorArray(rows.dtype, size=frames).unstack(
        tf.reshape(rows, tf.stack([frames, batch, kernel_x.shape[1]]))
    )
    kept = tuple(tf.TensorArray(tf.float32, size=frames) for _ in range(6))

    def body(t: Any, c_before: Any, h_before: Any, kept: Any) -> Any:
        gates = from_inputs.read(t) + tf.matmul(tf.cast(h_before, kernel_h.dtype), kernel_h)
        gates = tf.cast(gates, tf.float32)
        i, j, f, o = tf.split(gates, 4, axis=1)
        i, j, f, o = tf.sigmoid(i), tf.tanh(j), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c_before + i * j
        squashed = tf.tanh(c)
        h = o * squashed
        values = (i, j, f, o, squashed, c, h)
        return t + 1, c, h, tuple(a.write(t, v) for a, v in zip(kept, values, strict=True))

    hidden = tf.TensorArray(tf.float32, size=frames)
    _, c, _, kept = tf.while_loop(
        lambda t, *_: t < frames, body, (0, c_0, h_0, (*kept, hidden)), maximum_iterations=frames
    )
    outputs = kept[-1].stack()
    outputs.set_shape([inputs.shape[0], inputs.shape[1], kernel_h.shape[0]])
    return outputs, c, kept[:-1]


def _backward_loop(d_outputs: Any, kernel_h: Any, kept: tuple[Any, ...], c_0: Any) -> tuple[Any, Any, Any]:
    """Gradients of the gates before their nonlinearities `(T, B, 4 * H)`, of `c_0` and of `h_0`."""
    frames = tf.shape(d_outputs)[0]
    # With few rows, a product with a transposed operand is up to 20 times slower on a CPU than a plain one,
    # so the transpose is made once.
    kernel_back = tf.transpose(kernel_h)
    arriving = tf.TensorArray(tf.float32, size=frames).unstack(d_outputs)

    def body(t: Any, d_c: Any, d_h: Any, leaving: Any) -> Any:
        i, j, f, o, squashed = (array.read(t) for array in kept[:5])
        c_before = tf.cond(t > 0, lambda: kept[5].read(t - 1), lambda: c_0)
        d_h = d_h + arriving.read(t)
        d_c = d_c + tf.raw_ops.TanhGrad(y=squashed, dy=d_h * o)
        d_gates = tf.concat(
            [
                tf.raw_ops.SigmoidGrad(y=i, dy=d_c * j),
                tf.raw_ops.TanhGrad(y=j, dy=d_c * i),
                tf.raw_ops.SigmoidGrad(y=f, dy=d_c * c_before),
                tf.raw_ops.SigmoidGrad(y=o, dy=d_h * squashed),
            ],
            axis=1,
        )
        d_h = tf.cast(tf.matmul(tf.cast(d_gates, kernel_back.dtype), kernel_back), tf.float32)
        return t - 1, d_c * f, d_h, leaving.write(t, d_gates)

    zeros = tf.zeros_like(c_0)
    _, d_c, d_h, leaving = tf.while_loop(
        lambda t, *_: t >= 0,
        body,
        (frames - 1, zeros, zeros, tf.TensorArray(tf.float32, size=frames)),
        maximum_iterations=frames,
    )
    return leaving.stack(), d_c, d_h
