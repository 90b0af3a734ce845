"""The interface of augmentations: random changes of an utterance in one domain."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import ConfigError, quote

Array = npt.NDArray[np.float32]


class Domain(Enum):
    """Kinds of data that an augmentation can change, in the order of processing."""

    SAMPLE = "sample"  # (samples,), as recorded
    SIGNAL = "signal"  # (samples,), after all of SAMPLE
    SPECTROGRAM = "spectrogram"  # (frames, bins), power: never negative
    FEATURES = "features"  # (frames, n_features)


@dataclass(frozen=True)
class Moment:
    """The conditions under which an augmentation is applied."""

    clock: float  # progress of training, 0 to 1
    features: FeatureConfig
    needed_frames: int = 1  # the number of frames that CTC needs for the transcript


@dataclass(frozen=True)
class Augmentation(ABC):
    """Base class of augmentations. Their fields are the parameters of the command line.

    Raises:
        ConfigError: if a parameter cannot be used.
    """

    domains: ClassVar[tuple[Domain, ...]]  # possible values of `domain`

    p: float = 1.0  # probability of being applied to an utterance
    domain: Domain = Domain.SAMPLE

    def __post_init__(self) -> None:
        if not 0.0 <= self.p <= 1.0:
            raise ConfigError(f"p must be from 0 to 1. Received: {self.p}")
        if self.domain not in self.domains:
            names = ", ".join(domain.value for domain in self.domains)
            raise ConfigError(f"domain must be one of {names}. Received: {quote(self.domain.value)}")

    @abstractmethod
    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        """Returns the changed array; `data` itself must not be changed, since it may be cached."""


def apply_domain(
    augmentations: tuple[Augmentation, ...],
    domain: Domain,
    data: Array,
    moment: Moment,
    rng: np.random.Generator,
) -> Array:
    """Applies the augmentations of one domain in order, each with its probability."""
    for augmentation in augmentations:
        if augmentation.domain is domain and rng.random() < augmentation.p:
            data = augmentation.apply(data, moment, rng)
    return data
