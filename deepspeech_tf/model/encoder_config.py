"""Options of an encoder, which can be determined without TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

from deepspeech_tf.config import N_CEPSTRA
from deepspeech_tf.config.bounds import Bounds, check_fields, within
from deepspeech_tf.errors import ConfigError

MAX_FEATURES = 4096  # per frame
# Metadata of a field that concerns training only, such as dropout: each run may use a different value.
TRAINING_ONLY = {"training_only": True}


def is_word(name: str) -> bool:
    """Whether a name can be a value in a line of `metadata_encoder`."""
    return name.split() == [name] and name.isprintable()


def with_tuples(value: Any) -> Any:
    """An option in the form of configurations: lists from JSON become tuples."""
    return tuple(with_tuples(item) for item in value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class EncoderConfig:
    """Base class for the options of an encoder. A subclass adds a field for each further option.

    Fields are numbers, strings, booleans, or tuples of these, so that they can be stored as JSON. A list
    becomes a tuple. The default of a tuple is not empty, or its annotation names the type of the items:
    `tuple[int, ...]`.

    Args:
        n_labels: size of the alphabet, without the CTC blank.
        n_features: values per frame of features.

    Raises:
        ConfigError: if a value is out of range.
    """

    # Feature settings (fields of `FeatureConfig`) of a new model that differ from the defaults.
    default_features: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    # Options of models that were saved before the option existed.
    unstated_options: ClassVar[Mapping[str, Any]] = MappingProxyType({})

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
        """Frames of context on each side of a frame; a chunk consists of windows with this context."""
        return 0

    @property
    def window_frames(self) -> int:
        """Frames in the window of one frame of a chunk: the frame and its context."""
        return 2 * self.context + 1

    @property
    def subsampling(self) -> int:
        """Frames of features per output row."""
        return 1

    @property
    def look_ahead(self) -> int:
        """Frames by which outputs of `step` are delayed, beyond `context`; a multiple of `subsampling`."""
        return 0

    def chunk_frames(self, at_least: int) -> int:
        """Frames of one `step`, a multiple of `subsampling`: `at_least` rounded up.

        An encoder with a fixed chunk returns the length of that chunk.
        """
        return -(-at_least // self.subsampling) * self.subsampling

    def output_lengths(self, frames: int) -> int:
        """Output rows for a number of frames, rounded up; also for an array or tensor of numbers."""
        return (frames + self.subsampling - 1) // self.subsampling
