"""A checkpoint written for DeepSpeech 0.9.3 to go on with."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.checkpoint.compat_0_9 import ENCODER as ORIGINAL
from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint
from deepspeech_tf.jobs.job import ConversionJob
from deepspeech_tf.jobs.model_choice import choose_model
from deepspeech_tf.model.registry import encoder_name


def convert(job: ConversionJob) -> Path:
    """Write a checkpoint for DeepSpeech 0.9.3; see `deepspeech_tf.convert`."""
    source, target = Path(job.checkpoint_dir), Path(job.target_dir)
    if source.resolve() == target.resolve():
        raise ConfigError(
            f"target_dir must be another folder. Received: {target}",
            {"target_dir": "ConversionJob.target_dir"},
        )
    checkpoint = evaluation_checkpoint(str(source), job.load)
    model = choose_model(job.model, checkpoint.facts, str(checkpoint.prefix))
    if encoder_name(model.encoder) != ORIGINAL:
        raise CheckpointError(
            f"{checkpoint.prefix}: DeepSpeech 0.9.3 has the encoder {ORIGINAL} only. Received: "
            f"{encoder_name(model.encoder)}"
        )
    text = model.alphabet.file_text() if "labels" in checkpoint.facts else _text_beside(source)
    return write_original(checkpoint, target, text)


def _text_beside(folder: Path) -> str:
    alphabet = folder / "alphabet.txt"
    return alphabet.read_text(encoding="utf-8") if alphabet.is_file() else ""
