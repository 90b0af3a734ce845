"""Metadata of exported files, which describe the inputs that a client must compute."""

from __future__ import annotations

from dataclasses import asdict

from deepspeech_tf.checkpoint.compat_0_9 import ENCODER as ORIGINAL
from deepspeech_tf.checkpoint.description import shaping_options
from deepspeech_tf.config import GRAPH_VERSION, ExportConfig, FeatureConfig
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import encoder_name
from deepspeech_tf.whole_file import json_text

# The metadata of 0.9.3, in its order.
METADATA = (
    "metadata_version",
    "metadata_sample_rate",
    "metadata_feature_win_len",
    "metadata_feature_win_step",
    "metadata_beam_width",
    "metadata_alphabet",
    "metadata_language",
)
# How to stream the encoder; only in files of encoders that 0.9.3 does not have.
ENCODER = "metadata_encoder"
# The description of the model, as in checkpoints; the labels are in metadata_alphabet.
MODEL = "metadata_model"


def metadata_values(features: FeatureConfig, export: ExportConfig, alphabet: bytes) -> dict[str, int | bytes]:
    """The values of `METADATA`, each of which becomes a constant of shape `(1,)`: int32 or string."""
    return {
        "metadata_version": GRAPH_VERSION,
        "metadata_sample_rate": features.sample_rate_hz,
        "metadata_feature_win_len": features.window_ms,
        "metadata_feature_win_step": features.step_ms,
        "metadata_beam_width": export.beam_width,
        "metadata_alphabet": alphabet,
        "metadata_language": export.language.encode("utf-8"),
    }


def further_metadata(encoder: Encoder, features: FeatureConfig, export: ExportConfig) -> dict[str, str]:
    """Names and values of the string constants that files of 0.9.3 do not have."""
    texts = {MODEL: model_text(encoder.config, features)}
    if encoder_name(encoder.config) != ORIGINAL:
        texts[ENCODER] = encoder_text(encoder, export)
    return texts


def model_text(config: EncoderConfig, features: FeatureConfig) -> str:
    """The JSON of `metadata_model`."""
    name = encoder_name(config)
    options = {option: getattr(config, option) for option in ("n_labels", *shaping_options(name))}
    facts = {"encoder": name, "model": options, "features": asdict(features)}
    return json_text(facts, sort_keys=True)


def encoder_text(encoder: Encoder, export: ExportConfig) -> str:
    """The text of `metadata_encoder`: lines of a key and values, separated by spaces.

    `encoder` is the name. `chunk`, `subsampling` and `look_ahead` are in frames of features. A line `state`
    per state has the names of its input and output, and the initial value of its elements.
    """
    config = encoder.config
    lines = [
        f"encoder {encoder_name(config)}",
        f"chunk {config.chunk_frames(export.n_steps)}",
        f"subsampling {config.subsampling}",
        f"look_ahead {config.look_ahead}",
    ]
    lines += [
        f"state previous_{one.name} new_{one.name} {_exact(one.initial, one.dtype)}"
        for one in encoder.state_spec
    ]
    return "\n".join(lines) + "\n"


def _exact(value: float, dtype: str) -> str:
    return str(int(value)) if dtype == "int32" else repr(float(value)).removesuffix(".0")
