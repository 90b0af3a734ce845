"""Runs a training: builds encoder and optimizer, loads a checkpoint, trains the epochs."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.checkpoint.averages import average_names, start_averages
from deepspeech_tf.checkpoint.compat_0_9 import slots_missing_after_cudnn
from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.checkpoint.follower import FollowerStore
from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import (
    LEARNING_RATE,
    Checkpoint,
    assign_tensors,
    dropped_layers,
    interrupted_run,
    load_checkpoint,
)
from deepspeech_tf.checkpoint.state import BEST_STATE, LAST_STATE, listed_checkpoints, why_none
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.events import Callback, silent
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.epochs import Transcribe
from deepspeech_tf.fit.loss_scale import LOSS_SCALE, LossScale
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.fit.trainer import Trainer, TrainingSets
from deepspeech_tf.jobs.batch_check import require_fitting_batch
from deepspeech_tf.jobs.checkpoint_choice import model_to_train, require_model
from deepspeech_tf.jobs.cluster import join
from deepspeech_tf.jobs.data_sets import (
    NamedUtterances,
    TrainingManifests,
    check_training_sets,
    plain_dataset,
    read_training_sets,
    training_dataset,
)
from deepspeech_tf.jobs.devices import configure_devices, device_precision
from deepspeech_tf.jobs.initial_weights import (
    assign_initial_weights,
    read_initial_weights,
    set_teacher,
)
from deepspeech_tf.jobs.job import TrainingJob
from deepspeech_tf.jobs.places import check_load_folder, check_scorer, check_training_places
from deepspeech_tf.jobs.results import TrainingResult
from deepspeech_tf.model.registry import build_encoder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PreparedTraining:
    """A checked training job, with its model and its data sets."""

    job: TrainingJob
    model: ModelDescription
    manifests: TrainingManifests
    replicas: Replicas


def train(job: TrainingJob, callback: Callback = silent) -> TrainingResult:
    """Prepare a training and run it; see `deepspeech_tf.train`."""
    configure_devices(job.devices)
    job.data.require_training_set()
    replicas = join(job.cluster)
    job = check_training_places(job)
    check_load_folder("TrainingJob.load_dir" if job.load_dir else "TrainingJob.checkpoint_dir", job.source)
    if job.load_dir and not Path(job.source).exists():
        log.warning("load_dir %s: No such file or directory, so there is no checkpoint to load", job.source)
    model = model_to_train(job, replicas)
    check_choices(job, model)
    manifests = read_training_sets(job.data, model.alphabet)
    check_training_sets(manifests, model, any_rate=job.data.normalize_sample_rate)
    return run_training(PreparedTraining(job, model, manifests, replicas), callback)


def check_choices(job: TrainingJob, model: ModelDescription) -> None:
    """Find errors that would otherwise appear late, in augmentations and the decoder of the metrics sets.

    Raises:
        ConfigError: if an augmentation, or the model in `init_from`, cannot be used.
        ScorerError: if the scorer cannot be used.
    """
    parse_augmentations(list(job.data.augment))
    read_initial_weights(job, model.encoder)
    check_scorer(job.decoding)
    if job.decoding.scorer_path or job.data.metrics_files:
        BeamDecoder(model.alphabet, job.decoding)


def run_training(prepared: PreparedTraining, callback: Callback = silent) -> TrainingResult:
    """Build encoder and optimizer, load the checkpoint that the job names, run the epochs.

    Raises:
        TrainingError: if no batch of an epoch has a finite loss.
        CheckpointError: if a checkpoint cannot be read or written, or is of another model.
        ConfigError: if the model in `init_from` cannot be used.
    """
    began = time.monotonic()
    job, model, replicas = prepared.job, prepared.model, prepared.replicas
    config, manifests = job.training, prepared.manifests
    if not replicas.is_chief:
        config, callback = replace(config, summary_dir=""), silent
    precision = device_precision(config.precision)
    log.info("Computing in %s", precision)
    with replicas.scope():
        encoder = build_encoder(model.encoder, seed=config.seed, precision=precision)
        set_teacher(job, encoder)
        optimizer = Adam(encoder.named_weights(), job.optimizer)
        loss_scale = LossScale() if precision == "float16" else None
    variables: dict[str, Any] = {**encoder.named_weights(), **optimizer.named_variables()}
    if loss_scale is not None:
        variables |= loss_scale.named_variables()
    progress, refused = Progress(), None
    if replicas.is_chief:
        try:
            progress = _load(job, variables, model, encoder.layer_prefixes)
        except CheckpointError as error:
            refused = error
    if failure := replicas.agree(f"={refused or ''}")[1:]:  # text that is not empty can be sent
        raise refused or CheckpointError(failure)
    progress = Progress.from_json(replicas.agree(progress.to_json()))
    replicas.share_variables(variables)
    kind = CheckpointStore if replicas.is_chief else FollowerStore
    store = kind(Path(job.checkpoint_dir), variables, model.facts, config.max_to_keep)
    store.prepare(job.notes, model.alphabet.file_text())
    step = TrainStep(encoder, optimizer, config.seed, loss_scale, replicas, config.trained_layers)
    require_fitting_batch(job.data, config, step, manifests.train, model)
    trainer = Trainer(
        step,
        EvalStep(encoder, replicas, optimizer.averages),
        TrainingSets(
            training_dataset(job.data, config, manifests.train, model, replicas.count),
            _named_sets(manifests.dev, model, config.dev_batch_size * replicas.count),
            _named_sets(manifests.metrics, model, config.dev_batch_size * replicas.count),
        ),
        store,
        config,
        progress,
        _transcriber(job, model) if manifests.metrics else None,
        replicas,
        callback,
    )
    complete = trainer.run()
    return _result(job, trainer, complete, replicas.is_chief, time.monotonic() - began)


def _result(
    job: TrainingJob, trainer: Trainer, complete: bool, is_chief: bool, seconds: float
) -> TrainingResult:
    folder = Path(job.checkpoint_dir)
    best, last = (
        next(iter(listed_checkpoints(folder, state)), None) if is_chief else None
        for state in (BEST_STATE, LAST_STATE)
    )
    return TrainingResult(trainer.epochs, complete, best, last, seconds)


def _transcriber(job: TrainingJob, model: ModelDescription) -> Transcribe:
    """The decoder for the error rates of the metrics sets; the same as in tests."""
    decoder = BeamDecoder(model.alphabet, job.decoding, "the model in training")

    def transcribe(probs: NDArray[np.float32], lengths: NDArray[np.int32]) -> list[str]:
        hypotheses = decoder.decode_batch(probs, lengths)
        return [results[0][1] if results else "" for results in hypotheses]

    return transcribe


def _load(
    job: TrainingJob, variables: Mapping[str, Any], model: ModelDescription, layers: Sequence[str]
) -> Progress:
    """Loads the job's checkpoint into `variables`, and returns where in the run training continues.

    `model` is that of this training, and must be the checkpoint's.
    """
    folder, config = Path(job.source), job.training
    checkpoint: Checkpoint | None = None
    if config.load_train in ("auto", "last") and job.source == job.checkpoint_dir:
        checkpoint = interrupted_run(folder)
    continues = checkpoint is not None and checkpoint.progress is not None
    if checkpoint is None:
        checkpoint = load_checkpoint(folder, config.load_train, "TrainingConfig.load_train")
    if checkpoint is None:
        if config.load_train in ("best", "last"):
            raise CheckpointError(
                f"{folder}: expected a checkpoint to train from (load_train {config.load_train}). "
                f"Received: {why_none(folder)}",
                {"load_train": "TrainingConfig.load_train"},
            )
        log.info("Initializing all variables.")
        assign_initial_weights(job, model.encoder, variables)
        start_averages(variables, {})
        return Progress()
    dropped = dropped_layers(config.drop_source_layers, layers)
    require_model(checkpoint, model, new_outputs=bool(dropped))
    if job.init_from and not config.teacher_weight:
        log.info("init_from %s is for a new model; this one continues from a checkpoint", job.init_from)
    missing = [LEARNING_RATE, *LOSS_SCALE, *slots_missing_after_cudnn(checkpoint.tensors, variables)]
    missing += average_names(variables)
    if config.allow_missing_slots:
        missing += [name for name in variables if "/Adam" in name or name.startswith("beta")]
    assign_tensors(checkpoint, variables, dropped=dropped, may_be_missing=missing)
    start_averages(variables, {} if dropped else checkpoint.tensors)
    if config.force_learning_rate:
        variables[LEARNING_RATE].assign(job.optimizer.learning_rate)
    if continues and checkpoint.progress is not None and not dropped:
        position = checkpoint.progress
        log.info(
            "Continuing the interrupted run from %s: epoch %d, %d batches done",
            checkpoint.prefix,
            position.epoch,
            position.batch,
        )
        return position
    return Progress()


def _named_sets(
    named: list[NamedUtterances], model: ModelDescription, batch_size: int
) -> list[tuple[str, Dataset]]:
    return [(one.name, plain_dataset(one.utterances, model, batch_size)) for one in named]
