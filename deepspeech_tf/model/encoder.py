"""The interface of encoders: features in, one logit per label and for the blank out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import tensorflow as tf

from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.model.encoder_config import EncoderConfig, is_word


@dataclass(frozen=True)
class StateTensor:
    """One tensor of the state of a stream.

    Args:
        name: unique within the encoder, without white space; exported files have `previous_<name>`
            and `new_<name>`.
        shape: shape without the batch, which is the first dimension of the tensor.
        dtype: `float32` or `int32`.
        initial: value of all elements before the first frame.

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

    Both give the same outputs. A stream of N frames is followed by `config.look_ahead` zero frames, divided
    into chunks of `config.chunk_frames(…)`, and the last chunk is padded with zeros. The first `look_ahead /
    subsampling` output rows are dropped, and the next `config.output_lengths(N)` rows are used. The padding
    of a batch does not affect the outputs of an utterance.

    Args:
        config: options of the encoder.
        seed: seed of the initial weights.
        precision: `float32`, `bfloat16` or `float16`: type for computations in training. Weights and logits
            are always float32.
    """

    # Whether `step` takes the number of valid frames of a chunk; see `step`.
    takes_lengths: ClassVar[bool] = False
    # Name of the matrix by which the first operation of `step` multiplies the chunk. It remains float32 in an
    # int8 export. Empty: there is no such matrix, and all matrices are quantized.
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
        """All variables by their names in checkpoints."""

    @property
    @abstractmethod
    def state_spec(self) -> tuple[StateTensor, ...]:
        """The tensors of the state of a stream."""

    @abstractmethod
    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        """Computes the logits of whole utterances.

        Args:
            features: `(B, T, n_features)`, zeros after the end of each utterance.
            lengths: frames of each utterance, `(B,)` int32.
            step_seed: `(2,)` int32 in training: enables dropout and determines all of its masks.

        Returns:
            Logits `(B, rows, n_classes)` float32, blank last, and the rows of each utterance `(B,)` int32.
        """

    def training_call(self, features: Any, lengths: Any, step_seed: Any) -> tuple[Any, Any, Any]:
        """`call` in training, and a loss to add to the CTC loss.

        Returns:
            Logits and rows as of `call`, and the additional loss of each utterance, `(B,)`; None: none.
        """
        return (*self(features, lengths, step_seed=step_seed), None)

    def set_teacher(self, weights: Mapping[str, Any], strength: float) -> None:
        """Makes the encoder imitate another model in training, see `training_call`.

        Args:
            weights: of that model, by names of `named_weights`.
            strength: weight of the additional loss.

        Raises:
            ConfigError: if the encoder cannot do that.
        """
        raise ConfigError(
            f"teacher_weight must be 0: the encoder {type(self).__name__} cannot imitate other models. "
            f"Received: {strength:g}",
            {"teacher_weight": "TrainingConfig.teacher_weight"},
        )

    @abstractmethod
    def step(self, chunk: Any, state: State) -> tuple[Any, State]:
        """Computes the logits of the next frames of a stream. For export, it is traced with fixed shapes.

        An encoder with `takes_lengths` has a third argument `lengths`, `(B,)` int32 or None: the
        number of valid frames in the chunk of each stream. The new state is that after the last valid frame.

        Args:
            chunk: windows, `(B, chunk, 2 * context + 1, n_features)`.
            state: state after the previous frames.

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
        """A context in which the encoder uses other weights.

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
