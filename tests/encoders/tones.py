"""A model of the tests' encoder with known results: it spells tones, one letter per tone.

Its weights are solved for, not trained. A letter's unit is 1 where both frames of a row have that letter's
tone, and 0 where they have another, or silence. The letter x needs no tone: it stands at the very first row,
where the position, one of the states, has its initial value.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.model.registry import build_encoder
from tests.encoders.causal import SUBSAMPLING, CausalConfig, CausalEncoder, register_causal
from tests.exporting.models import ALPHABET, N_LABELS

FEATURES = FeatureConfig()
CONFIG = CausalConfig(n_labels=N_LABELS)
TONES = {" ": 250, "a": 500, "b": 900, "c": 1500, "d": 2400, "e": 3800}  # Hz
FIRST = "x"
DURATION = 6  # frames of a tone

# Where a tone begins, in frames of 20 ms.
SCORE = [
    ("b", 21), ("a", 30), ("d", 40), (" ", 51),
    ("c", 60), ("a", 69), ("b", 80), (" ", 88), ("d", 97), ("e", 106), ("a", 115), ("d", 125),
]  # fmt: skip
TEXT = "xbad cab dead"
FRAMES = 141  # an odd number, and no multiple of a chunk


def audio_of(score: list[tuple[str, int]] = SCORE, frames: int = FRAMES) -> np.ndarray:
    """int16 samples that have exactly so many frames of features, tones with silence between them."""
    samples = np.zeros(FEATURES.step_samples * (frames - 2) + FEATURES.window_samples + 7, np.float64)
    for letter, first in score:
        start = first * FEATURES.step_samples
        stop = min((first + DURATION - 1) * FEATURES.step_samples + FEATURES.window_samples, len(samples))
        samples[start:stop] = tone(letter, stop - start)
    return samples.astype(np.int16)


def tone(letter: str, count: int) -> np.ndarray:
    return 8000 * np.sin(2 * np.pi * TONES[letter] / FEATURES.sample_rate_hz * np.arange(count))


def features_of(samples: np.ndarray) -> np.ndarray:
    """`(frames, 26)`, the last window filled up with zeros, as in the client."""
    windows = 1 + max(0, -(-(len(samples) - FEATURES.window_samples + 1) // FEATURES.step_samples))
    padded = np.zeros((windows - 1) * FEATURES.step_samples + FEATURES.window_samples, np.float32)
    padded[: len(samples)] = samples / 32768
    return np.asarray(extract_features(padded, FEATURES))


def solved_weights() -> dict[str, np.ndarray]:
    """Weights by their names."""
    register_causal()
    shapes = build_encoder(CONFIG).weight_shapes()
    weights = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    letters = list(TONES)
    heard = [features_of(tone(letter, 12000)).mean(axis=0) for letter in letters]
    silence = features_of(np.zeros(12000)).mean(axis=0)
    known = np.stack([*heard, silence])
    # `known @ templates + bias`: 1 for the unit's own tone, 0 for everything else.
    templates, *_ = np.linalg.lstsq(known - silence, np.eye(len(letters) + 1)[:, :-1], rcond=None)
    front = weights["front/weights"].reshape(-1, CONFIG.n_features, CONFIG.width)
    for frame in range(SUBSAMPLING):  # the row's own frames come after two of the past
        front[2 + frame, :, : len(letters)] = templates / SUBSAMPLING
    weights["front/bias"][: len(letters)] = -silence @ templates
    begin = len(letters)
    weights["position/weights"][begin] = 1.0
    output, bias = weights["output/weights"], weights["output/bias"]
    bias[:] = -30.0
    bias[-1] = 0.0
    for unit, letter in enumerate(letters):
        label = ALPHABET.encode(letter)[0]
        output[unit, label], bias[label] = 40.0, -24.0
    # The position's share is 1 up to row 0, then 0.71, 0.58 and so on.
    label = ALPHABET.encode(FIRST)[0]
    output[begin, label], bias[label] = 200.0, -170.0
    return weights


def export_tones(folder: Path, *, quantize: bool = False, n_steps: int = 16) -> Path:
    """The `.tflite` in `folder`."""
    export = ExportConfig(quantize=quantize, beam_width=50, language="en", n_steps=n_steps)
    return export_tflite(solved_weights(), CONFIG, FEATURES, export, ALPHABET.serialize(), folder)


def whole_probabilities(samples: np.ndarray) -> np.ndarray:
    """`(rows, C)` of the encoder itself, in one call."""
    import tensorflow as tf

    weights = solved_weights()
    encoder = build_encoder(CONFIG)
    assert isinstance(encoder, CausalEncoder)
    for name, variable in encoder.named_weights().items():
        variable.assign(weights[name])
    features = features_of(samples)
    logits, rows = encoder(features[np.newaxis], tf.constant([len(features)]))
    assert rows.numpy().tolist() == [logits.shape[1]]
    return tf.nn.softmax(logits)[0].numpy()
