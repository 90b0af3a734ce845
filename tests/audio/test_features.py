"""Features against the golden answers and against plain sums."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from deepspeech_tf.audio.features import extract_features, features_of, spectrogram
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.config import FeatureConfig
from tests.sets import utterances

Array = npt.NDArray[np.float64]


def reference_spectrogram(samples: npt.NDArray[np.float32], config: FeatureConfig) -> Array:
    """Squared magnitudes of a zero-padded FFT of periodic Hann windows."""
    window = config.window_samples
    fft = 1 << (window - 1).bit_length()
    hann = np.array([0.5 - 0.5 * math.cos(2 * math.pi * i / window) for i in range(window)])
    starts = range(0, len(samples) - window + 1, config.step_samples)
    rows = [np.abs(np.fft.rfft(samples[start : start + window] * hann, fft)) ** 2 for start in starts]
    return np.array(rows).reshape(len(starts), fft // 2 + 1)


def reference_mfcc(power: Array, config: FeatureConfig, channels: int = 40) -> Array:
    """Triangles on the mel scale over magnitudes, logarithm, DCT-II, one number at a time."""
    bins = power.shape[1]
    hz_per_bin = 0.5 * config.sample_rate_hz / (bins - 1)

    def mel(hz: float) -> float:
        return 1127 * math.log1p(hz / 700)

    low, high = mel(20), mel(config.sample_rate_hz / 2)
    edges = [low + (high - low) / (channels + 1) * i for i in range(channels + 2)]
    rows = []
    for frame in power:
        energies = [0.0] * channels
        for index in range(int(1.5 + 20 / hz_per_bin), int(config.sample_rate_hz / 2 / hz_per_bin) + 1):
            place = mel(index * hz_per_bin)
            for c in range(channels):
                left, centre, right = edges[c : c + 3]
                if left < place <= centre:
                    energies[c] += math.sqrt(frame[index]) * (place - left) / (centre - left)
                elif centre < place < right:
                    energies[c] += math.sqrt(frame[index]) * (right - place) / (right - centre)
        logs = [math.log(max(energy, 1e-12)) for energy in energies]
        rows.append(
            [
                math.sqrt(2 / channels)
                * sum(x * math.cos(i * math.pi / channels * (j + 0.5)) for j, x in enumerate(logs))
                for i in range(config.n_cepstra)
            ]
        )
    return np.array(rows)


def noise(count: int) -> npt.NDArray[np.float32]:
    return (np.random.default_rng(3).standard_normal(count) * 0.1).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22000])
def test_equals_plain_sums(rate_hz: int) -> None:
    config = FeatureConfig(sample_rate_hz=rate_hz)
    samples = noise(rate_hz // 3)
    power = reference_spectrogram(samples, config)
    np.testing.assert_allclose(spectrogram(samples, config), power, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(extract_features(samples, config), reference_mfcc(power, config), atol=1e-3)


def test_number_of_frames() -> None:
    config = FeatureConfig()
    for samples in (0, 1, 511, 512, 831, 832, 16000):
        frames = extract_features(noise(samples), config)
        assert frames.shape == (config.frames(samples), 26)


def test_silence() -> None:
    frames = np.asarray(extract_features(np.zeros(1000, np.float32), FeatureConfig()))
    np.testing.assert_allclose(frames[:, 0], -247.139, atol=1e-2)
    np.testing.assert_allclose(frames[:, 1:], 0, atol=1e-3)


def test_in_two_steps_as_in_one() -> None:
    config = FeatureConfig()
    samples = noise(4000)
    np.testing.assert_array_equal(
        features_of(spectrogram(samples, config), config), extract_features(samples, config)
    )


def test_golden_answers(golden: Path) -> None:
    for name in utterances(golden):
        samples = read_audio(golden / "wav" / f"{name}.wav", 16000)
        wanted = np.load(golden / "arrays" / f"{name}.feat.npy")
        np.testing.assert_allclose(extract_features(samples, FeatureConfig()), wanted, rtol=0, atol=1e-4)
