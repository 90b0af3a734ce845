"""Batches: complete, of similar lengths, the same whenever they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from deepspeech_tf.data.batching import Batching, BucketedBatches, SortedBatches, TimedBatches
from deepspeech_tf.errors import ConfigError

LENGTHS = sorted(np.random.default_rng(0).uniform(1, 20, 103).round(2))


def plans() -> dict[str, Batching]:
    return {
        "sorted": SortedBatches(103, 8),
        "shuffled": SortedBatches(103, 8, shuffle=True),
        "bucketed": BucketedBatches(LENGTHS, 8, seed=1),
        "timed": TimedBatches(np.array(LENGTHS), 80, shuffle=True, seed=1),
    }


@pytest.mark.parametrize("name", plans())
def test_every_utterance_once_in_every_epoch(name: str) -> None:
    plan, again = plans()[name], plans()[name]
    for epoch in (0, 1, 2):
        batches = plan.epoch(epoch)
        assert len(batches) == plan.num_batches
        assert sorted(index for batch in batches for index in batch) == list(range(103))
        assert again.epoch(epoch) == batches
        assert plan.epoch(epoch) == batches  # independent of requests in between
    assert plan.epoch(0)[0][0] == 0  # from the shortest on
    if name == "sorted":
        assert plan.epoch(1) == plan.epoch(0)
    else:
        assert len({str(plan.epoch(epoch)) for epoch in range(3)}) == 3


@pytest.mark.parametrize("start", [0, 1, 3])
def test_random_order_from_a_given_epoch(start: int) -> None:
    for plan in (
        SortedBatches(103, 8, shuffle=True, shuffle_start=start),
        BucketedBatches(LENGTHS, 8, seed=1, shuffle_start=start),
        TimedBatches(np.array(LENGTHS), 80, shuffle=True, seed=1, shuffle_start=start),
    ):
        flat = [[index for batch in plan.epoch(epoch) for index in batch] for epoch in range(5)]
        assert [order == list(range(103)) for order in flat] == [epoch < start for epoch in range(5)]


def test_a_negative_start_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"shuffle_start must be at least 0\. Received: -1"):
        BucketedBatches(LENGTHS, 8, seed=1, shuffle_start=-1)


def padding(plan: list[list[int]]) -> float:
    """Share of padding in all batches."""
    padded = sum(len(batch) * max(LENGTHS[index] for index in batch) for batch in plan)
    return 1 - sum(LENGTHS) / padded


def test_bucketed_batches_change_and_hold_little_padding() -> None:
    plan = BucketedBatches(LENGTHS, 8, seed=1)
    members = [{tuple(sorted(batch)) for batch in plan.epoch(epoch)} for epoch in (1, 2)]
    assert len(members[0] & members[1]) < 4
    random = np.random.default_rng(0).permutation(103)
    assert (
        padding(plan.epoch(1))
        < 0.15
        < padding([list(random[start : start + 8]) for start in range(0, 103, 8)])
    )
    assert BucketedBatches(LENGTHS, 8, seed=2).epoch(1) != plan.epoch(1)


def test_bucketed_without_lengths_is_random() -> None:
    plan = BucketedBatches([0] * 20, 4, seed=1)
    assert plan.epoch(0)[0] == [0, 1, 2, 3]
    assert sorted(np.concatenate(plan.epoch(1))) == list(range(20)) and plan.epoch(1)[0] != [0, 1, 2, 3]


def test_timed_batches_hold_as_much_as_they_may() -> None:
    unsorted = np.random.default_rng(1).permutation(LENGTHS)
    plan = TimedBatches(unsorted, 80, shuffle=False, seed=1)
    batches = plan.epoch(0)
    assert plan.epoch(3) == batches
    for batch, following in zip(batches, [*batches[1:], []], strict=True):
        longest = max(unsorted[index] for index in batch)
        assert longest * len(batch) <= 80
        if following:
            assert min(unsorted[index] for index in following) * (len(batch) + 1) > 80
    assert len(batches[0]) > 2 * len(batches[-2])


def test_what_cannot_be() -> None:
    with pytest.raises(ConfigError, match=r"at least the longest utterance, 19\.\d+ s\. Received: 5"):
        TimedBatches(np.array(LENGTHS), 5, shuffle=False, seed=1)
    with pytest.raises(ConfigError, match="batch size"):
        SortedBatches(3, 0)
    with pytest.raises(ConfigError, match="batch size"):
        BucketedBatches([1, 2], 0, seed=1)
    assert TimedBatches(np.zeros(0), 5, shuffle=True, seed=1).epoch(1) == []
