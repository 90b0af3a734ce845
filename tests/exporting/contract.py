"""One set of weights of an encoder in every form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.saved_model import export_saved_model
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder
from tests.exporting.models import ALPHABET
from tests.exporting.running import FrozenGraph, State, Streaming, TfliteModel, stream

TOLERANCE = 1e-4
N_STEPS = 16
FEATURES = FeatureConfig()


class Contract:
    """An encoder with weights, whole, in steps, and exported."""

    def __init__(self, config: EncoderConfig, weights: dict[str, np.ndarray], folder: Path) -> None:
        self.config = config
        self.weights = weights
        self.folder = folder
        self.model = build_encoder(config)
        for name, variable in self.model.named_weights().items():
            variable.assign(weights[name])

    def frozen(self, n_steps: int = N_STEPS, **choices: object) -> FrozenGraph:
        export = ExportConfig(n_steps=n_steps, **choices)
        serialized = ALPHABET.serialize()
        return FrozenGraph(
            export_frozen_graph(self.weights, self.config, FEATURES, export, serialized, self.folder)
        )

    def tflite(self, n_steps: int = N_STEPS, quantize: bool = False) -> TfliteModel:
        export = ExportConfig(n_steps=n_steps, quantize=quantize, file_name=f"model_{n_steps}_{quantize}")
        serialized = ALPHABET.serialize()
        return TfliteModel(
            export_tflite(self.weights, self.config, FEATURES, export, serialized, self.folder)
        )

    def saved(self, utterances: np.ndarray, lengths: list[int]) -> np.ndarray:
        """Probabilities `(B, rows, C)` of the SavedModel."""
        folder = export_saved_model(self.weights, self.config, FEATURES, self.folder / "saved")
        forward = tf.saved_model.load(str(folder)).signatures["forward_from_features"]
        answer = forward(features=tf.constant(utterances), features_len=tf.constant(lengths))
        rows = answer["probs_len"].numpy().tolist() if "probs_len" in answer else lengths
        assert rows == [self.config.output_lengths(length) for length in lengths]
        return answer["probs"].numpy()

    def whole(self, features: np.ndarray) -> np.ndarray:
        """Probabilities `(rows, C)` of one call."""
        logits, rows = self.model(features[np.newaxis], tf.constant([len(features)]))
        assert rows.numpy().tolist() == [logits.shape[1]]
        return tf.nn.softmax(logits)[0].numpy()

    def stepwise(self, features: np.ndarray, n_steps: int) -> np.ndarray:
        """Probabilities `(rows, C)` of steps, chunk by chunk."""
        config = self.config

        def step(chunk: np.ndarray, _: int, state: State) -> tuple[np.ndarray, State]:
            logits, new = self.model.step(tf.constant(chunk), state)
            return tf.nn.softmax(logits)[0].numpy(), new

        streaming = Streaming((), config.subsampling, config.look_ahead)
        shape = (1, config.chunk_frames(n_steps), config.window_frames, config.n_features)
        return stream(features, step, self.model.initial_state(1), streaming, shape)
