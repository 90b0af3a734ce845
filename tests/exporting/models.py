"""Weights to export: random ones, and those of the golden model."""

from __future__ import annotations

import numpy as np

from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.text.alphabet import Alphabet
from tests.original import original_weights

ALPHABET = Alphabet.from_labels([" ", *"abcdefghijklmnopqrstuvwxyz", "'"])
N_LABELS = len(ALPHABET)


def random_weights(config: EncoderConfig, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights that let every gate, clip and frame of context matter."""
    generator = np.random.default_rng(seed)
    weights = {}
    for name, shape in build_encoder(config).weight_shapes().items():
        scale = 1.5 / np.sqrt(shape[0]) if len(shape) == 2 else 0.3
        offset = 1.0 if name.endswith("gamma") else 0.0
        weights[name] = (offset + scale * generator.standard_normal(shape)).astype(np.float32)
    return weights


def golden_weights() -> tuple[DeepSpeechConfig, dict[str, np.ndarray]]:
    """The model of which the golden arrays were made."""
    return DeepSpeechConfig(n_labels=N_LABELS, n_hidden=128), original_weights()
