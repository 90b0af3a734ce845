"""Dividing a set into parts at random, with what belongs together in one part."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np


def divide(keys: Sequence[Hashable], shares: Sequence[float], seed: int) -> list[list[int]]:
    """Places of the items of each part, ascending.

    Items of equal keys come into the same part. The largest groups are given away first, each to the part
    that lacks most, so that sizes come as close to the shares as the groups let them.

    Args:
        keys: of each item.
        shares: of each part, above 0; they need not add up to 1.
        seed: which groups go where depends on it alone.
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
