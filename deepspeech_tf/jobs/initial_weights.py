"""Initial weights of a new encoder, from models of other programs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.jobs.job import TrainingJob
from deepspeech_tf.model import registry
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.encoder_config import EncoderConfig

log = logging.getLogger(__name__)
_FIELD = "TrainingJob.init_from"


def read_initial_weights(job: TrainingJob, encoder: EncoderConfig) -> Mapping[str, Any]:
    """The weights by name that `job.init_from` has for an encoder; none if the job does not name a folder.

    Raises:
        ConfigError: if the encoder cannot use such weights, or the weights in the folder have other sizes.
    """
    if not job.init_from:
        return {}
    try:
        return registry.read_initial_weights(str(job.init_from), encoder)
    except CheckpointError as error:
        raise ConfigError(
            f"init_from must be the folder of a model with initial weights for the encoder: {error}",
            {"init_from": _FIELD},
        ) from error


def set_teacher(job: TrainingJob, encoder: Encoder) -> None:
    """Makes the encoder imitate the model in `job.init_from`, if the job says so.

    Raises:
        ConfigError: if there is no such model, or the encoder cannot imitate it.
    """
    if job.training.teacher_weight:
        encoder.set_teacher(read_initial_weights(job, encoder.config), job.training.teacher_weight)


def assign_initial_weights(job: TrainingJob, encoder: EncoderConfig, variables: Mapping[str, Any]) -> None:
    """Assigns the weights that `job.init_from` has for a new encoder.

    Args:
        job: names the folder, or none.
        encoder: options of the encoder.
        variables: weights of the encoder by name.

    Raises:
        ConfigError: see `read_initial_weights`.
    """
    weights = read_initial_weights(job, encoder)
    for name, value in weights.items():
        variables[name].assign(value)
    if weights:
        log.info("Initialized %d weights from %s", len(weights), job.init_from)
