"""The model options that the flags request."""

from __future__ import annotations

from absl import flags

from deepspeech_tf.commandline.encoder_flags import encoder_options
from deepspeech_tf.config import ModelConfig

FEATURE_FLAGS = {
    "sample_rate_hz": "audio_sample_rate",
    "window_ms": "feature_win_len",
    "step_ms": "feature_win_step",
    "feature_kind": "features",
    "n_mels": "n_mels",
}


def model_asked(values: flags.FlagValues, stored_encoder: str = "") -> ModelConfig:
    """The model options that given flags request, with the options of its encoder.

    Args:
        values: the flags.
        stored_encoder: encoder of the checkpoint; empty: unknown.
    """
    encoder = values.encoder if values["encoder"].present else None
    name = stored_encoder or values.encoder
    return ModelConfig(
        encoder=encoder,
        options=encoder_options(values, name) if encoder in (None, name) else {},
        bytes_output=values.bytes_output_mode if values["bytes_output_mode"].present else None,
        alphabet_path=values.alphabet_config_path if _names_alphabet_file(values) else None,
        default_alphabet_path=values.alphabet_config_path,
        **{name: values[flag].value for name, flag in FEATURE_FLAGS.items() if values[flag].present},
    )


def _names_alphabet_file(values: flags.FlagValues) -> bool:
    """Whether a flag or the split data set names the file."""
    path = values["alphabet_config_path"]
    return bool(path.present or not path.using_default_value)
