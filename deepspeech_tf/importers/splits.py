"""Splits samples into training, validation and test sets, reproducibly."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from deepspeech_tf.importers.clip import ImportedClip

Item = TypeVar("Item")
Sets = dict[str, list[ImportedClip]]

NAMES = ("train", "dev", "test")
_SEED = 4568


def empty_sets() -> Sets:
    return {name: [] for name in NAMES}


def by_tens(samples: Sequence[ImportedClip]) -> Sets:
    """Of every ten samples in order, the first is for test, the second for dev, the others for train."""
    sets = empty_sets()
    for number, sample in enumerate(samples):
        sets[{0: "test", 1: "dev"}.get(number % 10, "train")].append(sample)
    return sets


def by_subset(samples: Sequence[ImportedClip], names: Sequence[str] = NAMES) -> Sets:
    """The sets into which the corpus is already divided."""
    sets: Sets = {name: [] for name in names}
    for sample in samples:
        sets.setdefault(sample.clip.subset, []).append(sample)
    return sets


def sample_size(population: int) -> int:
    """Size of dev and of test that represents `population` with 99 % confidence and a margin of 1 %.

    Cochran's formula with correction for finite populations; the training set is the
    largest one that leaves enough samples for two such sets.
    """
    infinite = 2.58**2 * 0.25 / 0.01**2
    for train in range(population, 0, -1):
        size = int(infinite / (1 + infinite / train))
        if 2 * size + train <= population:
            return size
    return 0


def by_sample_size(samples: Sequence[ImportedClip], seed: int = _SEED) -> Sets:
    """Random sets; test and dev have the size of `sample_size`."""
    order = shuffled(samples, seed)
    size = sample_size(len(order))
    return {"train": order[2 * size :], "dev": order[size : 2 * size], "test": order[:size]}


def by_counts(samples: Sequence[ImportedClip], dev: int, test: int, seed: int) -> Sets:
    """Random sets of these sizes; a tenth each if that is more than half of the samples."""
    order = shuffled(samples, seed)
    if dev + test > len(order) // 2:
        dev = test = len(order) // 10
    end = len(order) - test
    return {"train": order[: end - dev], "dev": order[end - dev : end], "test": order[end:]}


def in_order(samples: Sequence[ImportedClip]) -> Sets:
    """64, 16 and 20 % in the corpus' order, so that few recordings are in two sets."""
    last_dev = int(0.8 * len(samples))
    last_train = int(0.8 * last_dev)
    return {
        "train": list(samples[:last_train]),
        "dev": list(samples[last_train:last_dev]),
        "test": list(samples[last_dev:]),
    }


def by_fractions(samples: Sequence[ImportedClip], dev: float, test: float, seed: int = _SEED) -> Sets:
    """Random sets with these fractions."""
    order = shuffled(samples, seed)
    last_dev, last_test = int(len(order) * dev), int(len(order) * (dev + test))
    return {"train": order[last_test:], "dev": order[:last_dev], "test": order[last_dev:last_test]}


def by_group(samples: Sequence[ImportedClip], group: Callable[[ImportedClip], Hashable]) -> Sets:
    """About 80/10/10, all samples of a group (a speaker, an article) in the same set.

    The smallest groups fill dev and test, so that these contain many groups.
    """
    groups: dict[Hashable, list[ImportedClip]] = {}
    for sample in samples:
        groups.setdefault(group(sample), []).append(sample)
    sets, share = empty_sets(), min(len(samples) // 10, sample_size(len(samples)))
    for members in sorted(groups.values(), key=len):
        fitting = [name for name in ("test", "dev") if len(sets[name]) + len(members) <= share]
        sets[fitting[0] if fitting else "train"].extend(members)
    return sets


def shuffled(items: Sequence[Item], seed: int) -> list[Item]:
    """The items in an order that depends only on the seed."""
    order = list(items)
    random.Random(seed).shuffle(order)
    return order
