"""Augmentations as DeepSpeech 0.9.3 had them, for those who must train just like that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.noise import Dropout
from deepspeech_tf.data.augment.value_range import ValueRange


@dataclass(frozen=True)
class ByClock(Augmentation):
    """Another augmentation whose random numbers come from the clock alone.

    At one moment of training all of them toss the same coin, and the first number that each draws is that
    coin again: with p=0.1 for all, an utterance gets all of them or none, and only the lowest tenth of
    their ranges.
    """

    domains = tuple(Domain)

    of: Augmentation = field(kw_only=True)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        seed = round(moment.clock * 2**53)
        if np.random.default_rng(seed).random() >= self.of.p:
            return data
        return self.of.apply(data, moment, np.random.default_rng(seed))


def as_in_0_9_3(augmentation: Augmentation) -> Augmentation:
    """What 0.9.3 did under this name: `dropout` keeps points at its rate, and randomness is the clock's.

    Augmentations of samples stay as they are: theirs was unseeded, and could not be repeated.
    """
    if isinstance(augmentation, Dropout):
        augmentation = replace(augmentation, rate=_complement(augmentation.rate))
    if augmentation.domain is Domain.SAMPLE:
        return augmentation
    return ByClock(domain=augmentation.domain, of=augmentation)


def _complement(rate: ValueRange) -> ValueRange:
    return replace(rate, start=1 - rate.start, end=1 - rate.end)
