"""Log-mel features against their definition, written here with NumPy's Fourier transform."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.audio.features import extract_features, features_of, spectrogram
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import ConfigError

CONFIG = FeatureConfig(feature_kind="log_mel", window_ms=25, step_ms=10)


def to_hz(mel: float) -> float:
    return mel / 15 * 1000 if mel < 15 else 1000 * 6.4 ** ((mel - 15) / 27)


def reference(samples: np.ndarray, config: FeatureConfig) -> np.ndarray:
    """One frame and one band at a time, in double precision."""
    size, step, rate = config.window_samples, config.step_samples, config.sample_rate_hz
    highest = 15 + 27 * np.log(rate / 2000) / np.log(6.4)
    edges = [to_hz(mel) for mel in np.linspace(0, highest, config.n_mels + 2)]
    window = np.hanning(size + 1)[:-1]
    frames = []
    for frame in range(config.frames(len(samples))):
        spectrum = np.fft.rfft(samples[frame * step : frame * step + size] * window)
        bins = np.arange(len(spectrum)) * rate / size
        bands = []
        for low, centre, high in zip(edges, edges[1:], edges[2:], strict=False):
            weights = np.interp(bins, [low, centre, high], [0, 2 / (high - low), 0])
            bands.append((weights * np.abs(spectrum) ** 2).sum())
        frames.append((np.log10(np.maximum(bands, 1e-6)) + 6) / 4)
    return np.array(frames)


@pytest.mark.parametrize(("rate_hz", "n_mels"), [(16000, 80), (8000, 40)])
def test_features_have_their_definition(rate_hz: int, n_mels: int) -> None:
    config = FeatureConfig(
        sample_rate_hz=rate_hz, feature_kind="log_mel", window_ms=25, step_ms=10, n_mels=n_mels
    )
    random = np.random.default_rng(1)
    time = np.arange(rate_hz // 4) / rate_hz
    samples = (0.1 * np.sin(2 * np.pi * 440 * time) + 0.01 * random.standard_normal(len(time))).astype(
        np.float32
    )
    received = extract_features(tf.constant(samples), config).numpy()
    assert received.shape == (config.frames(len(samples)), n_mels)
    np.testing.assert_allclose(received, reference(samples, config), atol=1e-4)


def test_silence_is_zero_and_loudness_is_bounded() -> None:
    silence = extract_features(tf.zeros([4000]), CONFIG).numpy()
    np.testing.assert_allclose(silence, 0, atol=1e-6)
    square = np.sign(np.sin(np.arange(4000) / 5)).astype(np.float32)
    assert extract_features(tf.constant(square), CONFIG).numpy().max() < 2.5


def test_one_window_alone_has_the_features_of_its_frame() -> None:
    """Exported models compute one window at a time."""
    samples = np.random.default_rng(2).uniform(-0.5, 0.5, 1200).astype(np.float32)
    together = extract_features(tf.constant(samples), CONFIG).numpy()
    for frame in range(CONFIG.frames(1200)):
        window = samples[160 * frame : 160 * frame + 400]
        np.testing.assert_allclose(
            extract_features(tf.constant(window), CONFIG)[0], together[frame], atol=1e-5
        )


def test_in_two_steps() -> None:
    """Augmentations change the power spectrogram in between."""
    samples = np.random.default_rng(3).uniform(-0.5, 0.5, 1200).astype(np.float32)
    power = spectrogram(samples, CONFIG)
    assert power.shape == (6, 201)
    np.testing.assert_array_equal(features_of(power, CONFIG), extract_features(tf.constant(samples), CONFIG))
    assert features_of(np.zeros((0, 201), np.float32), CONFIG).shape == (0, 80)


@pytest.mark.parametrize(
    ("choice", "said"), [({"feature_kind": "plp"}, "mfcc, log_mel"), ({"n_mels": 0}, "n_mels")]
)
def test_choices_are_checked(choice: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        FeatureConfig(**choice)  # type: ignore[arg-type]
