"""The command-line form of augmentations."""

import numpy as np
import pytest

from deepspeech_tf.data.augment import Domain, parse_augmentations
from deepspeech_tf.data.augment.mask import FrequencyMask, TimeMask
from deepspeech_tf.data.augment.registry import OPERATIONS
from deepspeech_tf.data.augment.value_range import ValueRange, parse_range
from deepspeech_tf.errors import ConfigError


def test_order_and_parameters() -> None:
    first, second = parse_augmentations(
        ["time_mask[p=0.25,domain=signal,n=10:50~5,size=2.5]", "frequency_mask[]"]
    )
    assert first == TimeMask(
        p=0.25, domain=Domain.SIGNAL, n=ValueRange(10, 50, 5, whole=True), size=ValueRange(2.5, 2.5)
    )
    assert second == FrequencyMask()


def test_every_operation_has_defaults() -> None:
    for name in OPERATIONS.keys() - {"noise", "overlay", "rir"}:  # which need a source
        (augmentation,) = parse_augmentations([name])
        assert augmentation.p == 1
        assert augmentation.domain in augmentation.domains


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", (3, 3, 0)), ("3~1", (3, 3, 1)), ("1:5", (1, 5, 0)), ("1:5~2", (1, 5, 2)), ("-2:-4", (-2, -4, 0))],
)
@pytest.mark.parametrize("whole", [True, False])
def test_value_ranges(text: str, expected: tuple[int, int, int], whole: bool) -> None:
    assert parse_range(text, whole) == ValueRange(*expected, whole)


@pytest.mark.parametrize("text", ["", "a", "1~2~3", "1:2:3", "1~", ":", "nan", "inf", "1~-1", "4-6~2"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_is_no_value_range(text: str, whole: bool) -> None:
    with pytest.raises(ConfigError, match="value range"):
        parse_range(text, whole)


def test_picks_follow_the_clock_and_stay_in_bounds() -> None:
    rng = np.random.default_rng(0)
    moving = ValueRange(10, 20, 2)
    for clock, centre in ((0, 10), (0.5, 15), (1, 20)):
        picks = [moving.pick(clock, rng) for _ in range(1000)]
        assert centre - 2 <= min(picks) < centre - 1.9 and centre + 1.9 < max(picks) <= centre + 2
        assert ValueRange(10, 20).pick(clock, rng) == centre
    wholes = [ValueRange(10, 20, 2, whole=True).pick(0.5, rng) for _ in range(1000)]
    assert set(wholes) == {13, 14, 15, 16, 17}


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ("shout", "must be one of .*volume.*'shout'"),
        ("warp[nt=-1]", "nt must be from 0 to 1000"),
        ("warp[num_t=1,nt=2]", "once"),
        ("speed[factor=0]", "factor must be from 0.1 to 10 "),
        ("Volume", "operation\\[param=value"),
        ("volume[dbfs=1", "operation\\[param=value"),
        ("volume[loud=1]", "one of p, dbfs.*'loud=1'"),
        ("volume[dbfs]", "param=value"),
        ("volume[domain=signal]", "one of p, dbfs"),
        ("volume[p=2]", "p must be from 0 to 1"),
        ("volume[p=x]", "p must be a number"),
        ("volume[p=0.1,p=0.2]", "once"),
        ("time_mask[domain=sample]", "domain must be one of signal, spectrogram, features"),
        ("time_mask[domain=x]", "domain must be signal"),
        ("frequency_mask[n=1.5]", "integers"),
        ("tempo[factor=1~1]", "factor must be from 0.01 to 100 "),
        ("pitch[pitch=1:0]", "pitch must be from 0.01 to 100 "),
        ("dropout[rate=0.5~0.6]", "rate must be from 0 to 1"),
        ("resample[rate=0]", "rate must be from 1 to 768000 Hz"),
        ("pitch[pitch=0.5:1~0.5]", r"pitch must be from 0.01 .*Received: 0.5:1~0.5$"),
        ("reverb[delay=1~2]", r"delay must be from 0 to .* ms .*Received: 1~2$"),
        ("time_mask[n=-1]", "n must be from 0 to 10000"),
        ("frequency_mask[size=2~3]", "size must be from 0 to"),
        ("reverb[decay=0]", "decay must be from 0.01 to 1000 dB"),
        # values that would overflow, exhaust memory or never end
        ("volume[dbfs=99999]", "dbfs must be from -200 to 200 "),
        ("volume[dbfs=1e308~1e308]", "dbfs must be from -200 to 200 "),
        ("pitch[pitch=1e9]", "pitch must be from"),
        ("tempo[factor=1e-9]", "factor must be from"),
        ("tempo[max_time=inf]", "max_time must be a number of ms"),
        ("speed[factor=1e-9]", "factor must be from"),
        ("resample[rate=1000000000]", "rate must be from"),
        ("add[stddev=1e40]", r"stddev must be from -1e\+06 to 1e\+06"),
        ("multiply[stddev=0~1e7]", r"stddev must be from -1e\+06 to 1e\+06"),
        ("warp[nt=1000000000]", "nt must be from"),
        ("warp[wt=1e300]", "wt must be from"),
        ("frequency_mask[n=1000000000000]", "n must be from"),
        ("time_mask[size=1e300]", "size must be from"),
        ("reverb[delay=1e308]", "delay must be from"),
    ],
)
def test_unusable_specifications(specification: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        parse_augmentations([specification])
    assert specification in str(caught.value)
