"""Augmentations with the defects of 0.9.3, on request."""

import numpy as np
import pytest

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Domain, Moment, apply_domain, parse_augmentations
from deepspeech_tf.data.augment.base import Array
from deepspeech_tf.data.augment.volume import Volume

CONFIG = FeatureConfig()
ONES = np.ones((300, 257), np.float32)


def change(specifications: list[str], data: Array, *, clock: float, seed: int) -> Array:
    augmentations = tuple(parse_augmentations(specifications, original=True))
    rng = np.random.default_rng(seed)
    return apply_domain(augmentations, Domain.SPECTROGRAM, data, Moment(clock, CONFIG), rng)


@pytest.mark.parametrize(("rate", "kept"), [("0.05", 0.05), ("0.8:0.6", 0.7), ("0.8~0.2", 0.8)])
def test_dropout_keeps_at_its_rate(rate: str, kept: float) -> None:
    clocks = np.linspace(0.4, 0.6, 41)
    results = [change([f"dropout[rate={rate}]"], ONES, clock=clock, seed=0) for clock in clocks]
    assert np.mean(results) == pytest.approx(kept, abs=0.01 + 0.06 * ("~" in rate))


def test_randomness_is_that_of_the_clock() -> None:
    def masked(clock: float, seed: int) -> Array:
        return change(["time_mask[size=100]"], ONES, clock=clock, seed=seed)

    np.testing.assert_array_equal(masked(0.3, 1), masked(0.3, 2))
    assert (masked(0.3, 1) != masked(0.300001, 1)).any()


def test_all_toss_the_same_coin() -> None:
    """Two independent ones at p=0.5 would differ in half of the cases."""
    times, bands = "time_mask[p=0.5,n=1]", "frequency_mask[p=0.5,n=1]"
    outcomes = []
    for step in range(40):
        both = [(change([one], ONES, clock=step / 40, seed=step) == 0).any() for one in (times, bands)]
        assert both[0] == both[1]
        outcomes.append(both[0])
    assert 10 <= sum(outcomes) <= 30


def test_what_is_drawn_follows_the_coin() -> None:
    """With p=0.2 a value within 0.5 of 1 comes from the lowest fifth of its range only."""
    power = np.zeros((5, 257), np.float32)
    power[:, 100] = 1
    peaks = set()
    for step in range(200):
        result = change(["pitch[p=0.2,pitch=1~0.5]"], power, clock=step / 200, seed=step)
        peaks.add(int(result.sum(axis=0).argmax()))
    peaks.discard(100)  # those left as they were
    assert peaks and min(peaks) >= 50 and max(peaks) <= 70


def test_augmentations_of_samples_stay_as_they_are() -> None:
    (volume,) = parse_augmentations(["volume[p=0.5]"], original=True)
    assert volume == Volume(p=0.5)
