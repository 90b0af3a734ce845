"""The work of `deepspeech_tf.convert_checkpoint`."""

from __future__ import annotations

import logging
from dataclasses import replace

from absl import flags

from deepspeech_tf.commandline.jobs import conversion_job
from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.commandline.model_choice import asked_of_checkpoint
from deepspeech_tf.jobs.conversion import convert

log = logging.getLogger(__name__)


@speaking_of_flags
def convert_checkpoint(values: flags.FlagValues) -> None:
    """Write the checkpoint that `--load_evaluate` names to `--save_checkpoint_dir`, for DeepSpeech 0.9.3.

    Raises:
        ConfigError: if both are the same folder.
        CheckpointError: if a given flag contradicts the checkpoint.
    """
    job = replace(conversion_job(values), model=asked_of_checkpoint(values))
    log.info("Checkpoint of DeepSpeech 0.9.3 written to %s", convert(job))
