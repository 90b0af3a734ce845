"""Weights of other programs' models, for a new encoder to begin with."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.jobs.job import TrainingJob
from deepspeech_tf.model import registry
from deepspeech_tf.model.encoder_config import EncoderConfig

log = logging.getLogger(__name__)
_FIELD = "TrainingJob.init_from"


def read_initial_weights(job: TrainingJob, encoder: EncoderConfig) -> Mapping[str, Any]:
    """The weights that `job.init_from` has for an encoder, by their names; none if the job names no folder.

    Raises:
        ConfigError: if the encoder takes no weights of others, or those of the folder have other sizes.
    """
    if not job.init_from:
        return {}
    try:
        return registry.read_initial_weights(str(job.init_from), encoder)
    except CheckpointError as error:
        raise ConfigError(
            f"init_from must be the folder of a model that the encoder can begin with: {error}",
            {"init_from": _FIELD},
        ) from error


def assign_initial_weights(job: TrainingJob, encoder: EncoderConfig, variables: Mapping[str, Any]) -> None:
    """Give a new encoder the weights that `job.init_from` has for it.

    Args:
        job: names the folder, if any.
        encoder: its options.
        variables: its weights by name.

    Raises:
        ConfigError: as from `read_initial_weights`.
    """
    weights = read_initial_weights(job, encoder)
    for name, value in weights.items():
        variables[name].assign(value)
    if weights:
        log.info("%d weights are those of %s", len(weights), job.init_from)
