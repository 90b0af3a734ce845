"""A streaming transformer with a convolutional front end, for CTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.model.dense import Linear
from deepspeech_tf.model.encoder import Encoder, State, StateTensor
from deepspeech_tf.model.layer_norm import LayerNorm
from deepspeech_tf.model.transformer.chunks import rows_before, to_chunks, to_rows, with_right_context
from deepspeech_tf.model.transformer.config import POSITIONS, SUBSAMPLING, TransformerConfig
from deepspeech_tf.model.transformer.layers import (
    EPSILON,
    Attention,
    Convolution,
    FeedForward,
    add,
    after,
    apply_dense,
    context_bias,
    gelu,
    part,
    seed_of,
    tail,
)
from deepspeech_tf.model.transformer.teacher import Teacher

_HISTORY = 4  # frames before a chunk that its first row sees
_SILENCE = 0.5  # silence is 0 in the features, but -0.5 for Whisper


class TransformerEncoder(Encoder):
    """Two convolutions of 3 frames, the second with stride 2; transformer blocks; depthwise convolutions.

    The front end and the blocks have the shapes of Whisper's encoder (Radford et al. 2022), so that they can
    be initialized with its weights. Attention is limited to chunks with a left context, as in the streaming
    models of Zhang et al. 2020 (arXiv 2012.05481) and Shi et al. 2021 (Emformer). From the latter comes the
    right context: rows after the chunk that are computed with it, so that they look at nothing beyond them,
    and again as rows of the next chunk. The output of a stream is delayed by the right context and one row,
    which the second convolution waits for.

    The state of a stream is the last frames, the chunks since the last restart, keys and values of the
    left context for each block, and the last inputs of each depthwise convolution.
    """

    def __init__(
        self, config: TransformerConfig, seed: int = 4568, *, precision: str = "float32", **kwargs: Any
    ) -> None:
        super().__init__(config, seed, precision=precision, **kwargs)
        self.config: TransformerConfig = config
        width, policy = config.width, self.policy
        self.front_1 = Linear(3 * config.n_features, width, seed, dtype=policy)
        self.front_2 = Linear(3 * width, width, seed + 1, dtype=policy)
        self.attentions = [Attention(config, policy, seed + 10 * n) for n in range(1, config.n_blocks + 1)]
        self.feed_forwards = [
            FeedForward(config, policy, seed + 10 * n + 5, 4) for n in range(1, config.n_blocks + 1)
        ]
        self.norm = LayerNorm(width, epsilon=EPSILON)
        self.convolution_norm = LayerNorm(width, epsilon=EPSILON) if config.n_convolutions else None
        self.convolutions = [
            Convolution(config, policy, seed + 1000 + 10 * n) for n in range(config.n_convolutions)
        ]
        self.output_layer = Linear(width, config.n_classes, seed + 2)
        self.late = config.look_ahead // SUBSAMPLING  # rows by which the output of a stream is delayed
        self.history = _HISTORY + SUBSAMPLING * config.right_context  # frames before those of a step
        self._starts = sinusoids(config.period, width)[:: config.chunk_rows]
        self._within = sinusoids(config.chunk_rows + config.right_context, width)
        self._teacher: Teacher | None = None
        self.built = True  # every variable exists from the start

    def _parts(self) -> dict[str, Any]:
        parts = {"front_1": self.front_1, "front_2": self.front_2}
        for number, (attention, feed_forward) in enumerate(
            zip(self.attentions, self.feed_forwards, strict=True), 1
        ):
            parts[f"block_{number}/attention"] = attention
            parts[f"block_{number}/feed_forward"] = feed_forward
        parts["norm"] = self.norm
        if self.convolution_norm is not None:
            parts["convolution_norm"] = self.convolution_norm
        for number, convolution in enumerate(self.convolutions, 1):
            parts[f"convolution_{number}"] = convolution
        return parts | {"output": self.output_layer}

    @property
    def layer_prefixes(self) -> Sequence[str]:
        return list(dict.fromkeys(f"{name.split('/')[0]}/" for name in self._parts()))

    def named_weights(self) -> dict[str, Any]:
        return {
            f"{prefix}/{name}": variable
            for prefix, part in self._parts().items()
            for name, variable in part.named_weights().items()
        }

    @property
    def state_spec(self) -> tuple[StateTensor, ...]:
        config = self.config
        frames = StateTensor("frames", (self.history, config.n_features))
        position = StateTensor("position", (1,), "int32")
        attention = [
            StateTensor(f"attention_{number}", (config.left_context, 2 * config.width))
            for number in range(1, config.n_blocks + 1)
            if config.left_context
        ]
        convolution = [
            StateTensor(f"convolution_{number}", (config.kernel // 2, config.width))
            for number in range(1, config.n_convolutions + 1)
            if config.kernel > 1
        ]
        return frames, position, *attention, *convolution

    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        return self._forward(features, lengths, step_seed)[:2]

    def training_call(self, features: Any, lengths: Any, step_seed: Any) -> tuple[Any, Any, Any]:
        logits, rows, outputs = self._forward(features, lengths, step_seed)
        if self._teacher is None:
            return logits, rows, None
        return logits, rows, self._teacher.loss(features, outputs, rows)

    def set_teacher(self, weights: Mapping[str, Any], strength: float) -> None:
        model = TransformerEncoder(replace(self.config, n_convolutions=0, dropout=0.0), self.seed)
        variables = model.named_weights()
        for name, value in weights.items():
            variables[name].assign(value)
        self._teacher = Teacher(model.unlimited, strength)

    def block_outputs(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        """What the blocks give for whole utterances, after their last layer normalization.

        Arguments as of `call`.

        Returns:
            `(B, rows, width)` float32, and the rows of each utterance `(B,)` int32.
        """
        _, rows, outputs = self._forward(features, lengths, step_seed)
        return outputs, rows

    def _forward(self, features: Any, lengths: Any, step_seed: Any) -> tuple[Any, Any, Any]:
        """Logits, their rows, and the output of the blocks for each of them, `(B, rows, width)`."""
        config, size, right = self.config, self.config.chunk_rows, self.config.right_context
        mixed = self.policy != "float32"
        batch, frames = tf.shape(features)[0], tf.shape(features)[1]
        n_chunks = -(-(frames + config.look_ahead) // (size * SUBSAMPLING))
        missing = n_chunks * size * SUBSAMPLING - frames
        padded = tf.pad(features, [[0, 0], [self.history, missing], [0, 0]])
        front = self._front(padded, batch, n_chunks * size + right, mixed=mixed)
        places = (tf.range(n_chunks) + self._offset(step_seed)) % config.period_chunks
        chunks = to_chunks(part(front, 0, n_chunks * size), size)
        groups = with_right_context(chunks, tail(front, right), right)
        groups = groups + tf.tile(self._positions(places), [batch, 1, 1])
        bias = tf.tile(self._bias(places, n_chunks), [batch, 1, 1, 1])
        by_chunks = [batch, n_chunks, size]
        for number, (attention, feed_forward) in enumerate(
            zip(self.attentions, self.feed_forwards, strict=True)
        ):
            queries, others = attention.project(groups, mixed=mixed)
            own = tf.reshape(others[:, :size], [*by_chunks, 2 * config.width])
            before = rows_before(own, config.left_context)
            context = tf.concat([before, others], axis=1)
            change = attention.attend(queries, context, bias, mixed=mixed)
            groups = add(groups, change, config.dropout, seed_of(step_seed, 2 * number))
            change = feed_forward.rows(groups, mixed=mixed)
            groups = add(groups, change, config.dropout, seed_of(step_seed, 2 * number + 1))
        groups = self.norm.call(groups)
        outputs = to_rows(tf.reshape(groups[:, :size], [*by_chunks, config.width]))
        if self.convolution_norm is not None:
            groups = self.convolution_norm.call(groups)
        for number, convolution in enumerate(self.convolutions):
            own = tf.reshape(groups[:, :size], [*by_chunks, config.width])
            before = rows_before(own, convolution.half)
            change = convolution.rows(tf.concat([before, groups], axis=1), mixed=mixed)
            groups = add(groups, change, config.dropout, seed_of(step_seed, 1000 + number))
        rows = to_rows(tf.reshape(groups[:, :size], [*by_chunks, config.width]))
        logits = apply_dense(self.output_layer, rows, mixed=False)
        used = slice(self.late, self.late + config.output_lengths(frames))
        return logits[:, used], config.output_lengths(lengths), outputs[:, used]

    def unlimited(self, features: Any) -> Any:
        """The output of Whisper's encoder: attention over the whole utterance, of at most 30 s.

        Args:
            features: `(B, T, n_features)`, T even and at most 3000.

        Returns:
            Rows after the last layer normalization of the blocks, `(B, T / 2, width)`.
        """
        batch, rows = tf.shape(features)[0], tf.shape(features)[1] // SUBSAMPLING
        frames = tf.pad(features - _SILENCE, [[0, 0], [1, 1], [0, 0]])
        hidden = gelu(apply_dense(self.front_1, _triples(frames, 2 * rows), mixed=False))
        hidden = tf.pad(hidden, [[0, 0], [1, 1], [0, 0]])
        rows_in = self._second_convolution(hidden, batch, rows, mixed=False)
        values = rows_in + tf.constant(sinusoids(POSITIONS, self.config.width))[tf.newaxis, :rows]
        for attention, feed_forward in zip(self.attentions, self.feed_forwards, strict=True):
            queries, context = attention.project(values)
            values = values + attention.attend(queries, context, tf.zeros([1, 1, 1, 1]))
            values = values + feed_forward.rows(values)
        return self.norm.call(values)

    def step(self, chunk: Any, state: State) -> tuple[Any, State]:
        config, size = self.config, self.config.chunk_rows
        batch, frames = chunk.shape[0], chunk.shape[1]
        history, position, *others = state
        attention_states, convolution_states = others[: self._n_caches], others[self._n_caches :]
        joined = tf.concat([history, tf.reshape(chunk, [batch, frames, config.n_features])], axis=1)
        group = size + config.right_context
        rows = self._front(joined, batch, group, mixed=False)
        place = tf.reshape(position, [batch])
        rows = rows + self._positions(place)
        bias = self._bias(place, batch)
        new_states = []
        for number, (attention, feed_forward) in enumerate(
            zip(self.attentions, self.feed_forwards, strict=True)
        ):
            queries, context = attention.project(rows)
            if config.left_context:
                context = tf.concat([attention_states[number], context], axis=1)
                new_states.append(part(context, size, config.left_context))
            rows = rows + attention.attend(queries, context, bias)
            rows = rows + feed_forward.rows(rows)
        rows = self.norm.call(rows)
        if self.convolution_norm is not None:
            rows = self.convolution_norm.call(rows)
        for number, convolution in enumerate(self.convolutions):
            context = rows
            if convolution.half:
                context = tf.concat([convolution_states[number], rows], axis=1)
                new_states.append(part(context, size, convolution.half))
            rows = rows + convolution.step_rows(context)
        logits = apply_dense(self.output_layer, part(rows, 0, size), mixed=False)
        following = tf.constant([*range(1, config.period_chunks), 0], tf.int32)
        return logits, (after(joined, frames), tf.gather(following, position), *new_states)

    @property
    def _n_caches(self) -> int:
        return self.config.n_blocks if self.config.left_context else 0

    def _front(self, frames: Any, batch: Any, rows: Any, *, mixed: bool) -> Any:
        """`(B, 2 * rows + 4, n_features)` to `(B, rows, width)`: two convolutions of 3, strides 1 and 2."""
        hidden = gelu(apply_dense(self.front_1, _triples(frames - _SILENCE, 2 * rows + 2), mixed=mixed))
        return self._second_convolution(hidden, batch, rows, mixed=mixed)

    def _second_convolution(self, hidden: Any, batch: Any, rows: Any, *, mixed: bool) -> Any:
        """`(B, 2 * rows + 2, width)` to `(B, rows, width)`: the last value of the input is not used."""
        pairs = tf.reshape(hidden, [batch, rows + 1, 2 * self.config.width])
        third = tf.slice(pairs, [0, 1, 0], tf.stack([batch, rows, self.config.width]))
        return gelu(apply_dense(self.front_2, tf.concat([part(pairs, 0, rows), third], axis=2), mixed=mixed))

    def _positions(self, places: Any) -> Any:
        """The position embedding of chunks, given their indices since the restart.

        Sine and cosine of a sum, so that an exported model has small tables only.

        Args:
            places: `(groups,)` int32.

        Returns:
            `(groups, C + R, width)`.
        """
        starts = tf.gather(tf.constant(self._starts), tf.reshape(places, [-1, 1]))
        start_sine, start_cosine = tf.split(starts, 2, axis=2)
        sine, cosine = tf.split(tf.constant(self._within), 2, axis=1)
        sines = start_sine * cosine + start_cosine * sine
        cosines = start_cosine * cosine - start_sine * sine
        return tf.concat([sines, cosines], axis=2)

    def _bias(self, places: Any, groups: Any) -> Any:
        """`context_bias` of chunks, given their indices since the restart, `(groups, 1, 1, L + C + R)`."""
        sizes = self.config.left_context, self.config.chunk_rows, self.config.right_context
        table = tf.constant(context_bias(self.config.period_chunks, *sizes))
        return tf.reshape(tf.gather(table, places), [groups, 1, 1, sum(sizes)])

    def _offset(self, step_seed: Any) -> Any:
        """Chunk at which positions begin: random in training, so that the network learns all positions."""
        if step_seed is None:
            return 0
        seed = tf.random.fold_in(step_seed, 9999)
        return tf.random.stateless_uniform((), seed, 0, self.config.period_chunks, tf.int32)


def _triples(frames: Any, count: Any) -> Any:
    """`count` windows of three frames, `(B, count, 3 * n)`."""
    return tf.concat([part(frames, first, count) for first in range(3)], axis=2)


def sinusoids(rows: int, width: int) -> np.ndarray[Any, Any]:
    """Whisper's position embedding, `(rows, width)` float32: sines, then cosines, of geometric periods."""
    half = width // 2
    rates = np.exp(-np.log(10_000) / (half - 1) * np.arange(half))
    angles = np.arange(rows)[:, np.newaxis] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
