"""What each augmentation does to a signal, a spectrogram or features."""

import numpy as np
import pytest

from deepspeech_tf.audio.features import spectrogram
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Domain, Moment, apply_domain, parse_augmentations
from deepspeech_tf.data.augment.base import Array
from deepspeech_tf.data.augment.resize import resize_rows
from deepspeech_tf.errors import ConfigError

CONFIG = FeatureConfig()
RATE_HZ = CONFIG.sample_rate_hz


def change(specification: str, data: Array, *, seed: int = 0, clock: float = 0.0, needed: int = 1) -> Array:
    (augmentation,) = parse_augmentations([specification])
    before = data.copy()
    moment = Moment(clock, CONFIG, needed)
    result = augmentation.apply(data, moment, np.random.default_rng(seed))
    np.testing.assert_array_equal(data, before, "the array itself must stay as it is")
    assert result.dtype == np.float32
    return result


def tone(hz: float, seconds: float = 1.0) -> Array:
    return (0.25 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def loudest_bins(power: Array) -> Array:
    return power[:, 1:].argmax(axis=1) + 1


def test_volume_sets_the_peak() -> None:
    assert np.abs(change("volume", tone(440))).max() == pytest.approx(1, rel=1e-3)
    assert np.abs(change("volume[dbfs=-16.9897]", tone(440))).max() == pytest.approx(0.1, rel=1e-3)
    assert np.abs(change("volume[dbfs=9]", tone(440))).max() == 1
    assert not change("volume", np.zeros(100, np.float32)).any()
    quiet, loud = (change("volume[dbfs=-20:0]", tone(440), clock=clock) for clock in (0.0, 1.0))
    assert np.abs(loud).max() / np.abs(quiet).max() == pytest.approx(10, rel=1e-3)


def test_resample_removes_what_the_other_rate_cannot_hold() -> None:
    both = tone(1000) + tone(6000)
    narrow = change("resample[rate=8000]", both)
    assert narrow.shape == both.shape
    np.testing.assert_allclose(narrow[500:-500], tone(1000)[500:-500], atol=2e-3)
    np.testing.assert_array_equal(change("resample[rate=16000]", both), both)


def test_reverb_echoes_of_a_click() -> None:
    click = np.zeros(4000, np.float32)
    click[0] = 0.5
    result = change("reverb[delay=10,decay=20]", click)
    assert result[0] == pytest.approx(0.5)
    for prime in (17, 19, 23, 29, 31):
        delay = int(10 * prime / 17 * 16)
        assert result[delay] == pytest.approx(0.05, rel=1e-4)  # 20 dB below
        assert result[2 * delay] == pytest.approx(0.005, rel=1e-4)
    assert np.count_nonzero(result[1:160]) == 0
    assert np.count_nonzero(change("reverb[delay=0]", click)[:17]) == 2  # at least 16 samples apart


def test_pitch_moves_frequencies() -> None:
    power = np.asarray(spectrogram(tone(1000), CONFIG))  # 31.25 Hz per bin
    assert set(loudest_bins(power)) == {32}
    assert set(loudest_bins(change("pitch[pitch=1.5]", power))) == {48}
    lower = change("pitch[pitch=0.5]", power)
    assert set(loudest_bins(lower)) == {16}
    assert lower.shape == power.shape
    assert not lower[:, 128:].any()
    np.testing.assert_array_equal(change("pitch[pitch=1]", power), power)


def test_tempo_changes_the_number_of_frames_only() -> None:
    power = np.asarray(spectrogram(tone(1000), CONFIG))
    assert len(power) == 49
    for factor, frames in ((1.25, 39), (0.5, 98), (1.0, 49)):
        result = change(f"tempo[factor={factor}]", power)
        assert result.shape == (frames, 257)
        assert set(loudest_bins(result)) == {32}
    assert len(change("tempo[factor=4]", power, needed=30)) == 30
    assert len(change("tempo[factor=0.25,max_time=1200]", power)) == 60


def test_tempo_keeps_the_order_of_sounds() -> None:
    power = np.asarray(spectrogram(np.concatenate([tone(500), tone(2000)]), CONFIG))
    bins = loudest_bins(change("tempo[factor=2]", power))
    assert set(bins[:23]) == {16} and set(bins[27:]) == {64}


def test_resizing_is_bilinear_without_aligned_corners() -> None:
    rows = np.array([[0], [10], [20]], np.float32)
    assert resize_rows(rows, 6)[:, 0].tolist() == [0, 5, 10, 15, 20, 20]
    assert resize_rows(rows, 2)[:, 0].tolist() == [0, 15]
    assert resize_rows(rows, 1)[:, 0].tolist() == [0]


def zero_runs(flags: np.ndarray) -> int:
    return int(np.count_nonzero(np.diff(np.concatenate([[False], flags])) & flags))


def test_frequency_mask() -> None:
    power = np.ones((50, 257), np.float32)
    counts = set()
    for seed in range(20):
        result = change("frequency_mask[n=2,size=5]", power, seed=seed)
        empty = ~result.any(axis=0)
        np.testing.assert_array_equal(result[:, ~empty], 1)
        assert 5 <= empty.sum() <= 10 and 1 <= zero_runs(empty) <= 2
        counts.add(int(empty.sum()))
    assert 10 in counts
    assert (~change("frequency_mask[n=1,size=1000]", power).any(axis=0)).sum() == 256


@pytest.mark.parametrize(
    ("domain", "shape", "length"),
    [("signal", (16000,), 800), ("spectrogram", (50, 257), 2), ("features", (50, 26), 2)],
)
def test_time_mask(domain: str, shape: tuple[int, ...], length: int) -> None:
    result = change(f"time_mask[domain={domain},n=1,size=50]", np.ones(shape, np.float32))
    empty = ~result.reshape(len(result), -1).any(axis=1)
    assert empty.sum() == length and zero_runs(empty) == 1
    np.testing.assert_array_equal(result[~empty], 1)


def test_dropout_drops_at_its_rate() -> None:
    ones = np.ones((400, 257), np.float32)
    for rate in (0.05, 0.5):
        result = change(f"dropout[rate={rate}]", ones)
        assert set(np.unique(result)) == {0, 1}
        assert (result == 0).mean() == pytest.approx(rate, abs=0.01)
    np.testing.assert_array_equal(change("dropout[rate=0]", ones), ones)


def test_add_and_multiply_are_normal_noise() -> None:
    data = np.full((1000, 26), 2, np.float32)
    added, multiplied = change("add[stddev=3]", data), change("multiply[stddev=3]", data)
    assert (added.mean(), added.std()) == pytest.approx((2, 3), abs=0.1)
    assert (multiplied.mean(), multiplied.std()) == pytest.approx((2, 6), abs=0.2)


@pytest.mark.parametrize("operation", ["add", "multiply"])
def test_power_stays_positive(operation: str) -> None:
    assert change(f"{operation}[domain=spectrogram]", np.ones((50, 257), np.float32)).min() == 0


def test_probability_and_domain() -> None:
    augmentations = tuple(parse_augmentations(["add[p=0.3]", "volume"]))
    data, moment = np.zeros((10, 26), np.float32), Moment(0, CONFIG)
    rng = np.random.default_rng(1)
    changed = [apply_domain(augmentations, Domain.FEATURES, data, moment, rng).any() for _ in range(2000)]
    assert np.mean(changed) == pytest.approx(0.3, abs=0.03)
    assert apply_domain(augmentations, Domain.SPECTROGRAM, data, moment, rng) is data


def test_each_draws_its_own_randomness() -> None:
    augmentations = tuple(parse_augmentations(["add[stddev=1]", "add[stddev=1]"]))
    data = np.zeros((200, 26), np.float32)
    twice = apply_domain(augmentations, Domain.FEATURES, data, Moment(0, CONFIG), np.random.default_rng(1))
    assert twice.std() == pytest.approx(np.sqrt(2), abs=0.05)  # 2 if both were the same


def test_speed_changes_tempo_and_pitch() -> None:
    for factor in (0.8, 1.25):
        result = change(f"speed[factor={factor}]", tone(1000))
        assert len(result) == pytest.approx(RATE_HZ / factor, abs=2)
        middle = np.asarray(spectrogram(result, CONFIG))[5:-5]
        assert set(loudest_bins(middle)) == {round(1000 * factor / 31.25)}
    np.testing.assert_array_equal(change("speed[factor=1]", tone(1000)), tone(1000))
    assert CONFIG.frames(len(change("speed[factor=4]", tone(1000), needed=30))) == 30


def test_codec_loses_little_at_a_high_bit_rate_and_much_at_a_low_one() -> None:
    rng = np.random.default_rng(0)
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * 120 * n * time_s) / n for n in range(1, 30)) * 0.1
    voice = (voice * (1 + np.sin(2 * np.pi * 3 * time_s)) + 0.001 * rng.standard_normal(len(voice))).astype(
        np.float32
    )

    def snr_db(bitrate: int) -> float:
        heard = change(f"codec[bitrate={bitrate}]", voice)
        assert heard.shape == voice.shape
        middle = slice(1000, -1000)
        return float(10 * np.log10(np.mean(voice[middle] ** 2) / np.mean((heard - voice)[middle] ** 2)))

    assert snr_db(64000) > 20  # in time with the original, too: 1 sample late would give 17 dB at most
    assert snr_db(3200) < 10


def test_codec_bit_rates() -> None:
    for text in ("codec[bitrate=100]", "codec[bitrate=600~200]", "codec[bitrate=1000000]"):
        with pytest.raises(ConfigError, match="bitrate must be from 500 to 512000"):
            parse_augmentations([text])
    assert np.abs(change("codec", np.zeros(1000, np.float32))).max() < 1e-3


def test_warp_moves_the_middle_and_keeps_the_edges() -> None:
    power = np.tile(np.arange(100, dtype=np.float32)[:, np.newaxis], (1, 65))  # each row holds its number
    moved = [change("warp[wt=0.5]", power, seed=seed) - power for seed in range(50)]
    for one in moved:
        assert np.abs(one[0]).max() < 1e-3 and np.abs(one[-1]).max() < 1e-3
        assert np.abs(one[:, 0]).max() < 1e-3 and np.abs(one[:, -1]).max() < 1e-3
    middle = np.array([one[49:51, 32].mean() for one in moved])
    assert middle.std() == pytest.approx(0.5 * 100 / (2 * 2), rel=0.35)
    assert (middle > 1).any() and (middle < -1).any()
    np.testing.assert_array_equal(change("warp[wt=0]", power), power)
    columns = np.tile(np.arange(65, dtype=np.float32), (100, 1))
    assert np.abs(change("warp[wt=0.5]", columns) - columns).max() < 1e-3  # time alone
    assert np.abs(change("warp[wt=0,wf=0.5]", columns) - columns)[50].max() > 1


def test_warp_by_the_names_of_coqui() -> None:
    power = np.random.default_rng(0).random((80, 30), np.float32)
    ours = change("warp[nt=4,nf=2,wt=0.5,wf=0.4]", power)
    np.testing.assert_array_equal(change("warp[num_t=4,num_f=2,warp_t=0.5,warp_f=0.4]", power), ours)
    assert ours.min() >= 0 and ours.max() <= 1
    assert change("warp[nt=4]", power[:1]).shape == (1, 30)
