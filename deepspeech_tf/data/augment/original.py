"""Augmentations with the behavior of DeepSpeech 0.9.3, to reproduce its training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.noise import Dropout
from deepspeech_tf.data.augment.value_range import ValueRange


@dataclass(frozen=True)
class ByClock(Augmentation):
    """Another augmentation whose random numbers come from the clock alone.

    At a given time of training, all augmentations draw the same numbers. The number that decides whether one
    is applied is also the first number that it draws. With p=0.1 for all, an utterance gets either all of
    them or none, and only with values from the lowest tenth of their ranges.
    """

    domains = tuple(Domain)

    of: Augmentation = field(kw_only=True)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        seed = round(moment.clock * 2**53)
        if np.random.default_rng(seed).random() >= self.of.p:
            return data
        return self.of.apply(data, moment, np.random.default_rng(seed))


def as_in_0_9_3(augmentation: Augmentation) -> Augmentation:
    """The behavior of 0.9.3: `dropout` keeps points at its rate, and random numbers depend on the clock.

    Augmentations of samples are unchanged: in 0.9.3 they were not seeded, so they cannot be reproduced.
    """
    if isinstance(augmentation, Dropout):
        augmentation = replace(augmentation, rate=_complement(augmentation.rate))
    if augmentation.domain is Domain.SAMPLE:
        return augmentation
    return ByClock(domain=augmentation.domain, of=augmentation)


def _complement(rate: ValueRange) -> ValueRange:
    return replace(rate, start=1 - rate.start, end=1 - rate.end)
