"""Edit distance of sequences, for word and character error rates."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def levenshtein(source: Sequence[Hashable], target: Sequence[Hashable]) -> int:
    """Minimum number of insertions, deletions and substitutions that convert `source` to `target`.

    Works on strings (characters) and on lists (words). Columns of the distance matrix are bit vectors in two
    integers, one for steps of +1 and one for steps of -1 (Myers 1999, in the form of Hyyrö 2003). Python
    integers have arbitrary size, so each element of `target` costs a few operations on `len(source)` bits.
    """
    if len(source) > len(target):
        source, target = target, source  # a smaller table of positions is faster to build
    if not source:
        return len(target)
    positions: dict[Hashable, int] = {}
    for index, element in enumerate(source):
        positions[element] = positions.get(element, 0) | 1 << index
    mask = (1 << len(source)) - 1
    last = 1 << (len(source) - 1)
    plus, minus, distance = mask, 0, len(source)
    for element in target:
        match = positions.get(element, 0)
        diagonal = (((match & plus) + plus) ^ plus) | match | minus
        step_up = minus | ~(diagonal | plus)
        step_down = plus & diagonal
        if step_up & last:
            distance += 1
        if step_down & last:
            distance -= 1
        step_up = step_up << 1 | 1
        plus = (step_down << 1 | ~(diagonal | step_up)) & mask
        minus = step_up & diagonal & mask
    return distance
