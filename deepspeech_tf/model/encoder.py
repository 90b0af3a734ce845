"""The interface of encoders: features in, one logit per label and for the blank out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import tensorflow as tf

from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.model.encoder_config import EncoderConfig, is_word


@dataclass(frozen=True)
class StateTensor:
    """One tensor of what a stream remembers from step to step.

    Args:
        name: unique among those of the encoder, without white space; exported files have `previous_<name>`
            and `new_<name>`.
        shape: without the batch, which is the first dimension of the tensor.
        dtype: `float32` or `int32`.
        initial: fills the tensor before the first frame.

    Raises:
        ConfigError: if the name is empty or has white space.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"
    initial: float = 0.0

    def __post_init__(self) -> None:
        if not is_word(self.name):
            raise ConfigError(
                f"the name of a state must be a word without white space. Received: {quote(self.name)}"
            )

    def initial_value(self, batch: Any) -> Any:
        """The tensor before the first frame of `batch` streams, `(batch, *shape)`."""
        return tf.fill(tf.stack([batch, *self.shape]), tf.cast(self.initial, self.dtype))


State = tuple[Any, ...]  # a tensor `(B, *shape)` for each of `Encoder.state_spec`, in this order


class Encoder(keras.Model, ABC):  # type: ignore[misc]  # Keras has no types
    """An acoustic model, for whole utterances and for streams.

    Both are the same function. A stream of N frames is N + `config.look_ahead` frames, zeros after the
    N-th, in chunks of `config.chunk_frames(…)`, the last one filled up with zeros. Of its rows of outputs the
    first `look_ahead / subsampling` are dropped, and `config.output_lengths(N)` of the others count. A whole
    utterance has these outputs, and whatever the padding of a batch, nothing inside an utterance changes.

    Args:
        config: the options.
        seed: of the initial weights; the same seed gives the same weights.
        precision: `float32`, `bfloat16` or `float16`, in which training may compute. Weights and logits are
            float32 in any case.
    """

    # Whether `step` can be told how many frames of a chunk are real, see there.
    takes_lengths: ClassVar[bool] = False
    # Name of the matrix with which `step` multiplies the chunk as its first operation; it stays float32 in
    # an int8 export. Empty: there is no such matrix, and all are quantised alike.
    input_matrix: ClassVar[str] = ""

    def __init__(
        self, config: EncoderConfig, seed: int = 4568, *, precision: str = "float32", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.config = config
        self.seed = seed
        self.policy = "float32" if precision == "float32" else f"mixed_{precision}"

    @property
    @abstractmethod
    def layer_prefixes(self) -> Sequence[str]:
        """Prefixes of the names of weights, one for each layer, from the input to the output."""

    @abstractmethod
    def named_weights(self) -> dict[str, Any]:
        """All variables by the names that they have in checkpoints."""

    @property
    @abstractmethod
    def state_spec(self) -> tuple[StateTensor, ...]:
        """What a stream remembers from step to step."""

    @abstractmethod
    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        """Whole utterances.

        Args:
            features: `(B, T, n_features)`, zeros after the end of each utterance.
            lengths: frames of each utterance, `(B,)` int32.
            step_seed: `(2,)` int32 in training: dropout acts, and all of its masks follow from it.

        Returns:
            Logits `(B, rows, n_classes)` float32, blank last, and the rows of each utterance `(B,)` int32.
        """

    @abstractmethod
    def step(self, chunk: Any, state: State) -> tuple[Any, State]:
        """Some frames of a stream. It may be traced in a graph of fixed shapes, for export.

        An encoder with `takes_lengths` has a third argument `lengths`, `(B,)` int32 or None: so many frames
        of each stream's chunk are real, and the state is that after the last real one.

        Args:
            chunk: windows, `(B, chunk, 2 * context + 1, n_features)`.
            state: after the frames before.

        Returns:
            Logits `(B, chunk / subsampling, n_classes)` and the state after these frames.
        """

    def initial_state(self, batch: Any) -> State:
        """The state before the first frame of `batch` streams."""
        return tuple(tensor.initial_value(batch) for tensor in self.state_spec)

    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Names and shapes of all weights."""
        return {name: tuple(variable.shape) for name, variable in self.named_weights().items()}

    def with_weights(self, weights: dict[str, Any]) -> keras.StatelessScope:
        """A scope in which the encoder computes with other weights.

        Args:
            weights: a tensor for every name of `named_weights`.
        """
        named = {id(variable): name for name, variable in self.named_weights().items()}
        mapping = [
            (variable, weights[named[id(variable.value)]])
            for variable in self.variables
            if id(variable.value) in named
        ]
        return keras.StatelessScope(mapping, initialize_variables=False)
