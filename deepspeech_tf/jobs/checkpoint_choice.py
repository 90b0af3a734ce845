"""The checkpoint that a job names, and its model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from deepspeech_tf.checkpoint.averages import averaged
from deepspeech_tf.checkpoint.description import ContradictionError, Facts, ModelDescription, differences
from deepspeech_tf.checkpoint.restore import Checkpoint, find_facts, load_checkpoint
from deepspeech_tf.checkpoint.state import why_none
from deepspeech_tf.config import ModelConfig
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.jobs.job import TrainingJob
from deepspeech_tf.jobs.model_choice import choose_model, without_labels


def facts_to_train(source: str, target: str, load: str, replicas: Replicas) -> tuple[Facts, str]:
    """The facts and the prefix of the checkpoint that training will load; empty for a new model.

    Args:
        source: folder that a checkpoint is loaded from.
        target: folder that checkpoints are saved to.
        load: as `TrainingConfig.load_train`.
        replicas: the chief reads the folder, and sends the result to the other workers.
    """
    found = find_facts(Path(source), load, resumes=source == target) if replicas.is_chief else None
    prefix, facts = (str(found[0]), found[1]) if found else ("", {})
    prefix, facts = json.loads(replicas.agree(json.dumps([prefix, facts])))
    return facts, prefix


def model_to_train(job: TrainingJob, replicas: Replicas) -> ModelDescription:
    """The model that training continues with, or a new one.

    Raises:
        ContradictionError: if the configuration contradicts the checkpoint that will be loaded.
    """
    facts, where = facts_to_train(job.source, str(job.checkpoint_dir), job.training.load_train, replicas)
    return choose_model(job.model, facts, where, new_outputs=job.training.drop_source_layers > 0)


def model_to_evaluate(asked: ModelConfig, folder: str, load: str) -> ModelDescription:
    """The model of the checkpoint that `load` names in `folder`, or else that of the configuration.

    Raises:
        ContradictionError: if the configuration contradicts the checkpoint.
    """
    found = find_facts(Path(folder), load)
    return choose_model(asked, found[1], str(found[0])) if found else choose_model(asked, {})


def evaluation_checkpoint(folder: str, load: str) -> Checkpoint:
    """The checkpoint that `load` names in `folder`: "best", "last", or "auto": the best, else the last.

    If it contains moving averages of the weights, these replace the weights.

    Raises:
        CheckpointError: if there is none.
    """
    checkpoint = load_checkpoint(Path(folder), load)
    if checkpoint is None:
        raise CheckpointError(
            f"{folder}: expected a checkpoint to evaluate (load {load}). Received: {why_none(Path(folder))}",
            {"load": "EvaluationJob.load"},
        )
    return replace(checkpoint, tensors=averaged(checkpoint.tensors))


def require_model(checkpoint: Checkpoint, model: ModelDescription, *, new_outputs: bool = False) -> None:
    """Raise an error for a checkpoint of another model, or of other labels unless `new_outputs` is set.

    Raises:
        ContradictionError: naming the first difference.
    """
    facts = without_labels(checkpoint.facts) if new_outputs else checkpoint.facts
    for difference in differences(facts, model.facts):
        raise ContradictionError(str(checkpoint.prefix), difference)
