"""Converts a checkpoint to the format of DeepSpeech 0.9.3."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.checkpoint.compat_0_9 import ENCODER as ORIGINAL
from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.errors import AlphabetError, CheckpointError, ConfigError, cut, reason_of
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint
from deepspeech_tf.jobs.job import ConversionJob
from deepspeech_tf.jobs.model_choice import check_asked
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet


def convert(job: ConversionJob) -> Path:
    """Write a checkpoint for DeepSpeech 0.9.3; see `deepspeech_tf.convert`."""
    source, target = Path(job.checkpoint_dir), Path(job.target_dir)
    if source.resolve() == target.resolve():
        raise ConfigError(
            f"target_dir must be another folder. Received: {target}",
            {"target_dir": "ConversionJob.target_dir"},
        )
    checkpoint = evaluation_checkpoint(str(source), job.load)
    facts = checkpoint.facts
    if facts["encoder"] != ORIGINAL:
        raise CheckpointError(
            f"{checkpoint.prefix}: DeepSpeech 0.9.3 has the encoder {ORIGINAL} only. Received: "
            f"{cut(str(facts['encoder']), 80)}"
        )
    check_asked(job.model, facts, str(checkpoint.prefix))
    labels = facts.get("labels")
    if labels is None:
        text = _text_beside(source)
    else:
        text = (BytesAlphabet() if labels == "bytes" else Alphabet.from_labels(labels)).file_text()
    return write_original(checkpoint, target, text)


def _text_beside(folder: Path) -> str:
    alphabet = folder / "alphabet.txt"
    try:
        return alphabet.read_text(encoding="utf-8") if alphabet.is_file() else ""
    except UnicodeDecodeError as error:
        raise AlphabetError(
            f"alphabet file {alphabet}: must be UTF-8. Received: byte 0x{error.object[error.start]:02x}"
        ) from error
    except OSError as error:
        raise AlphabetError(f"alphabet file {alphabet} cannot be read: {reason_of(error)}") from error
