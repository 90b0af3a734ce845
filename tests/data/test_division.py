"""Division of sets: shares, groups that stay whole, chance from the seed alone."""

import numpy as np
import pytest

from deepspeech_tf.data.division import divide


@pytest.mark.parametrize("count", [3, 10, 101, 1000])
def test_shares(count: int) -> None:
    parts = divide(range(count), [80, 10, 10], 1)
    assert sorted(place for part in parts for place in part) == list(range(count))
    for part, share in zip(parts, [0.8, 0.1, 0.1], strict=True):
        assert abs(len(part) - share * count) <= 1 and part == sorted(part)


def test_groups_stay_whole() -> None:
    random = np.random.default_rng(0)
    speakers = [int(speaker) for speaker in random.zipf(1.5, 2000) % 60]
    parts = divide(speakers, [0.8, 0.1, 0.1], 5)
    heard = [{speakers[place] for place in part} for part in parts]
    assert not heard[0] & heard[1] and not heard[0] & heard[2] and not heard[1] & heard[2]
    assert [len(part) / 2000 for part in parts] == pytest.approx([0.8, 0.1, 0.1], abs=0.02)


def test_by_the_seed() -> None:
    first = divide(range(50), [1, 1], 1)
    assert first == divide(range(50), [1, 1], 1) != divide(range(50), [1, 1], 2)
    assert divide(range(50), [1, 1], -1)
