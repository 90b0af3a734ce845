"""A SavedModel of whole utterances: features of a WAV file, and probabilities of features."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import ExportError, reason_of
from deepspeech_tf.exporting.files import write_file
from deepspeech_tf.exporting.metadata import model_text
from deepspeech_tf.exporting.weights import Weights, check_weights
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.text.alphabet import Alphabet

COMPUTE_FEATURES, FORWARD = "compute_features", "forward_from_features"
SCORER_FILE, ALPHABET_FILE, MODEL_FILE = "exported.scorer", "alphabet.txt", "model.json"
_FOLDERS = ("variables", "assets")


def export_saved_model(
    weights: Weights,
    model: EncoderConfig,
    features: FeatureConfig,
    export_dir: str | os.PathLike[str],
    *,
    alphabet: Alphabet | None = None,
    scorer_path: str = "",
) -> Path:
    """Writes a SavedModel into `export_dir`, with the signatures of Coqui STT.

    `compute_features` takes `input_wavfile`, the bytes of a WAV file, and gives `features`
    `(1, T, n_features)` and `features_len` `(1,)`. `forward_from_features` takes `features`
    `(B, T, n_features)` and `features_len` `(B,)` and gives `probs` `(B, rows, n_classes)`, blank last, and
    `probs_len` `(B,)` if the encoder has fewer rows than frames.

    Args:
        weights: weights by their names in checkpoints; other names are ignored.
        model: the encoder that has these weights.
        features: how the input is computed; other sample rates are rejected.
        export_dir: folder; created if it does not exist.
        alphabet: alphabet to write beside the model, unless it is the alphabet of bytes mode.
        scorer_path: scorer to copy beside the model, as `exported.scorer`; empty: none.

    Returns:
        `export_dir`.

    Raises:
        ExportError: if the weights do not fit the model, or a file cannot be read or written.
    """
    encoder = build_encoder(model)
    check_weights(weights, encoder)
    folder = Path(export_dir)
    for name, variable in encoder.named_weights().items():
        variable.assign(np.asarray(weights[name], np.float32))
    module = tf.Module()
    module.encoder = list(encoder.named_weights().values())
    signatures = {COMPUTE_FEATURES: _features_of(features), FORWARD: _forward(encoder)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".saved_model.", dir=folder) as partial:
            with _name_in_ascii(partial) as name:
                tf.saved_model.save(
                    module,
                    name,
                    signatures=signatures,
                    options=tf.saved_model.SaveOptions(experimental_custom_gradients=False),
                )
            for name in _FOLDERS:
                shutil.rmtree(folder / name, ignore_errors=True)
            # The file that makes it a SavedModel is written last.
            for path in sorted(Path(partial).iterdir(), key=lambda path: path.suffix == ".pb"):
                os.replace(path, folder / path.name)
        if scorer_path:
            shutil.copyfile(scorer_path, folder / SCORER_FILE)
    except (OSError, tf.errors.OpError) as error:
        raise ExportError(f"{folder}: the SavedModel could not be written: {reason_of(error)}") from error
    write_file(folder / MODEL_FILE, f"{model_text(model, features)}\n".encode())
    if alphabet is not None and (text := alphabet.file_text()):
        write_file(folder / ALPHABET_FILE, text.encode("utf-8"))
    return folder


@contextmanager
def _name_in_ascii(folder: str) -> Iterator[str]:
    """A path of a folder that TensorFlow accepts, even if the folder's name is not valid UTF-8."""
    if folder.isprintable():
        yield folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _features_of(config: FeatureConfig) -> Any:
    @tf.function(input_signature=[tf.TensorSpec([], tf.string, "input_wavfile")])  # type: ignore[untyped-decorator, unused-ignore]
    def compute_features(input_wavfile: Any) -> dict[str, Any]:
        audio, rate_hz = tf.audio.decode_wav(input_wavfile)
        expected = f"expected a WAV file of {config.sample_rate_hz} Hz"
        with tf.control_dependencies([tf.debugging.assert_equal(rate_hz, config.sample_rate_hz, expected)]):
            samples = tf.reduce_mean(audio, axis=1)
        frames = extract_features(samples, config)
        return {"features": frames[tf.newaxis], "features_len": tf.shape(frames)[:1]}

    return compute_features


def _forward(encoder: Encoder) -> Any:
    config = encoder.config

    @tf.function(  # type: ignore[untyped-decorator, unused-ignore]
        input_signature=[
            tf.TensorSpec([None, None, config.n_features], tf.float32, "features"),
            tf.TensorSpec([None], tf.int32, "features_len"),
        ]
    )
    def forward_from_features(features: Any, features_len: Any) -> dict[str, Any]:
        # Frames after the end of an utterance must be zeros, as in training.
        inside = tf.sequence_mask(features_len, tf.shape(features)[1])[:, :, tf.newaxis]
        logits, lengths = encoder(tf.where(inside, features, 0.0), features_len)
        outputs = {"probs": tf.nn.softmax(logits)}
        return outputs if config.subsampling == 1 else {**outputs, "probs_len": lengths}

    return forward_from_features
