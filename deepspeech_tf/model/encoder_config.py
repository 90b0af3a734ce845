"""What is chosen of an encoder; known without TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

from deepspeech_tf.config import N_CEPSTRA
from deepspeech_tf.config.bounds import Bounds, check_fields, within
from deepspeech_tf.errors import ConfigError

MAX_FEATURES = 4096  # per frame
# Metadata of a field that concerns training only, such as dropout: each run may choose another value.
TRAINING_ONLY = {"training_only": True}


def is_word(name: str) -> bool:
    """Whether a name can be one of the values in a line of `metadata_encoder`."""
    return name.split() == [name] and name.isprintable()


def with_tuples(value: Any) -> Any:
    """An option as configurations have it: JSON gives lists for tuples."""
    return tuple(with_tuples(item) for item in value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class EncoderConfig:
    """Base of the options of an encoder: a subclass adds a field for each further option.

    Fields are numbers, strings, booleans, or tuples of these, so that JSON can hold them. A list becomes a
    tuple. A tuple's default is not empty, or its type names that of its items, as in `tuple[int, ...]`.

    Args:
        n_labels: size of the alphabet, without the CTC blank.
        n_features: values per frame of features.

    Raises:
        ConfigError: if a value is out of range.
    """

    # Settings of features (fields of `FeatureConfig`) of a new model, where they are not the usual ones.
    default_features: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    n_labels: int
    n_features: int = within(N_CEPSTRA, Bounds(1, MAX_FEATURES))

    def __post_init__(self) -> None:
        for one in fields(self):
            if isinstance(value := getattr(self, one.name), list):
                object.__setattr__(self, one.name, with_tuples(value))
        if self.n_labels < 1:
            raise ConfigError(f"the alphabet must not be empty. Received: {self.n_labels} labels")
        check_fields(self)

    @property
    def n_classes(self) -> int:
        """Outputs per row: the labels, then the blank."""
        return self.n_labels + 1

    @property
    def context(self) -> int:
        """Frames on each side of a frame that a stream puts around it; a chunk has windows of these."""
        return 0

    @property
    def window_frames(self) -> int:
        """Frames in the window of one frame of a chunk: the frame and its context."""
        return 2 * self.context + 1

    @property
    def subsampling(self) -> int:
        """Frames of features for each row of outputs."""
        return 1

    @property
    def look_ahead(self) -> int:
        """Frames by which the outputs of `step` are late, beyond `context`; a multiple of `subsampling`."""
        return 0

    def chunk_frames(self, at_least: int) -> int:
        """Frames of one `step`, a multiple of `subsampling`: `at_least` rounded up.

        An encoder with a fixed chunk returns the length of that chunk.
        """
        return -(-at_least // self.subsampling) * self.subsampling

    def output_lengths(self, frames: int) -> int:
        """Rows of outputs for so many frames, rounded up; an array or a tensor of numbers likewise."""
        return (frames + self.subsampling - 1) // self.subsampling
