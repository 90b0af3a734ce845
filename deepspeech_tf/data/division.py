"""Splits a set into parts at random, and keeps items that belong together in one part."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np


def divide(keys: Sequence[Hashable], shares: Sequence[float], seed: int) -> list[list[int]]:
    """Indices of the items of each part, ascending.

    Items with equal keys are in the same part. The largest groups are assigned first, each to the part that
    lacks most, so that the sizes are as close to the shares as the groups allow.

    Args:
        keys: the key of each item.
        shares: the share of each part, above 0; they need not add up to 1.
        seed: the only source of randomness.
    """
    groups: dict[Hashable, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    members = list(groups.values())
    order = np.random.default_rng(seed % 2**64).permutation(len(members))
    lacking = np.array(shares, np.float64) / sum(shares) * len(keys)
    parts: list[list[int]] = [[] for _ in shares]
    for group in sorted((members[place] for place in order), key=len, reverse=True):
        part = int(np.argmax(lacking))
        parts[part] += group
        lacking[part] -= len(group)
    return [sorted(part) for part in parts]
