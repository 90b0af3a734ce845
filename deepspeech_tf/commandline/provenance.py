"""The origin of an exported model: the flags of its training, its losses and its test results."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from absl import flags

from deepspeech_tf.commandline.flags import ALL_FLAGS, EXPORT, define_flags
from deepspeech_tf.evaluation.results import ErrorRates
from deepspeech_tf.exporting.package import Section
from deepspeech_tf.fit.loss_curve import LossCurve

log = logging.getLogger(__name__)

FLAGS_FILE = "flags.txt"  # in the checkpoint folder
_NOT_KEPT = {"config"}
# Flags that affect the weights, in the order of the model card.
_TRAINING = (
    "train_files", "dev_files", "n_hidden", "layer_norm", "audio_sample_rate", "feature_win_len",
    "feature_win_step", "train_batch_size", "learning_rate", "lr_schedule", "dropout_rate", "precision",
    "augment", "augment_as_0_9_3", "random_seed",
)  # fmt: skip


def resolved_flags(
    values: flags.FlagValues, folder: str, of_model: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Flags of the training that wrote the checkpoints in `folder`, overridden by those of this command.

    If the folder has no flags of a training, as for checkpoints of 0.9.3, only those of this command.

    Args:
        values: the flags of this command.
        folder: where the checkpoints are.
        of_model: flags that describe the actual model; these take precedence over all others.
    """
    merged = flags.FlagValues()  # type: ignore[no-untyped-call]
    define_flags(merged)
    stored = Path(folder) / FLAGS_FILE
    try:
        merged(
            [FLAGS_FILE, *stored.read_text(encoding="utf-8", errors="surrogateescape").split("\n")],
            known_only=True,
        )
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError, flags.Error) as error:
        log.warning("%s cannot be used to describe the training of the model: %s", stored, error)
        merged.unparse_flags()
        merged([FLAGS_FILE])
    names = [name for name, *_ in ALL_FLAGS if name not in _NOT_KEPT]
    resolved = {
        name: values[name].value if values[name].present else merged[name].value
        for name in names
        if values[name].present or merged[name].value is not None
    }
    if not values.alphabet_config_path:  # no file has the model's labels
        resolved["alphabet_config_path"] = ""
    return {**resolved, **of_model}


def card_sections(
    resolved: Mapping[str, Any], folder: str, tested: Mapping[str, ErrorRates]
) -> tuple[Section, ...]:
    """How the model was trained and tested, as far as known, for its model card."""
    exported = {name for name, *_ in EXPORT}
    rows = [
        (f"`--{name}`", _text(resolved[name]))
        for name in _TRAINING
        if name not in exported and resolved.get(name) not in (None, "", False)
    ]
    epochs = LossCurve(Path(folder)).epochs
    validated = [epoch for epoch in epochs if epoch.dev_loss is not None]
    if epochs:
        rows.append(("epochs", str(epochs[-1].epoch + 1)))
    if validated:
        best = min(validated, key=lambda epoch: epoch.dev_loss or 0.0)
        rows.append(("best validation loss", f"{best.dev_loss:.3f}, epoch {best.epoch + 1}"))
    sections = [Section("Training", ("", "value"), tuple(rows))] if epochs else []
    if tested:
        decoder = f"beam {resolved['beam_width']}, " + (
            f"scorer {Path(resolved['scorer_path']).name}" if resolved.get("scorer_path") else "no scorer"
        )
        results = tuple(
            (name, decoder, f"{100 * r.wer:.1f} %", f"{100 * r.cer:.1f} %") for name, r in tested.items()
        )
        sections.append(Section("Test", ("set", "decoder", "WER", "CER"), results))
    return tuple(sections)


def _text(value: Any) -> str:
    return ", ".join(f"`{item}`" for item in value) if isinstance(value, list) else str(value)
