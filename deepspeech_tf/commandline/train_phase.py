"""The training phase of `deepspeech_tf.train`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from absl import flags
from numpy.typing import NDArray

from deepspeech_tf.checkpoint.compat_0_9 import slots_that_cudnn_lacks
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
from deepspeech_tf.checkpoint.state import why_none
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.commandline.batch_test import require_fitting_batch
from deepspeech_tf.commandline.data_sets import Manifests, NamedUtterances, plain_dataset, training_dataset
from deepspeech_tf.commandline.devices import device_precision
from deepspeech_tf.commandline.flags import flags_text
from deepspeech_tf.commandline.model_choice import require_model
from deepspeech_tf.commandline.settings import (
    decoding_config,
    optimizer_config,
    training_config,
)
from deepspeech_tf.config import TrainingConfig
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.epochs import Transcribe
from deepspeech_tf.fit.loss_scale import LOSS_SCALE, LossScale
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.fit.trainer import Trainer, TrainingSets
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def train(
    values: flags.FlagValues, manifests: Manifests, model: ModelDescription, replicas: Replicas | None = None
) -> bool:
    """Build encoder and optimizer, load the checkpoint that the flags name, run the epochs.

    False if Ctrl-C ended the training before its time.
    """
    replicas = replicas or Replicas()
    config = training_config(values)
    if not replicas.is_chief:
        config = replace(config, summary_dir="", show_progressbar=False)
    precision = device_precision(config.precision)
    log.info("Computing in %s", precision)
    with replicas.scope():
        encoder = build_encoder(model.encoder, seed=config.seed, precision=precision)
        optimizer = Adam(encoder.named_weights(), optimizer_config(values))
        loss_scale = LossScale() if precision == "float16" else None
    variables: dict[str, Any] = {**encoder.named_weights(), **optimizer.named_variables()}
    if loss_scale is not None:
        variables |= loss_scale.named_variables()
    progress, failure = Progress(), ""
    if replicas.is_chief:
        rate = optimizer_config(values).learning_rate
        try:
            progress = _load(config, variables, rate, model, encoder.layer_prefixes)
        except CheckpointError as error:
            failure = str(error)
    if failure := replicas.agree(f"={failure}")[1:]:  # text that is not empty can be sent
        raise CheckpointError(failure)
    progress = Progress.from_json(replicas.agree(progress.to_json()))
    replicas.share_variables(variables)
    kind = CheckpointStore if replicas.is_chief else FollowerStore
    store = kind(Path(config.save_dir), variables, model.facts, config.max_to_keep)
    store.prepare(flags_text(values), model.alphabet.file_text())
    step = TrainStep(encoder, optimizer, config.seed, loss_scale, replicas)
    require_fitting_batch(values, step, manifests.train, model)
    trainer = Trainer(
        step,
        EvalStep(encoder, replicas),
        TrainingSets(
            training_dataset(values, manifests.train, model, replicas.count),
            _named_sets(values, manifests.dev, model, replicas.count),
            _named_sets(values, manifests.metrics, model, replicas.count),
        ),
        store,
        config,
        progress,
        _transcriber(values, model.alphabet) if manifests.metrics else None,
        replicas,
    )
    return trainer.run()


def _transcriber(values: flags.FlagValues, alphabet: Alphabet) -> Transcribe:
    """The decoder of the tests, for the error rates of `--metrics_files`."""
    decoder = BeamDecoder(alphabet, decoding_config(values))

    def transcribe(probs: NDArray[np.float32], lengths: NDArray[np.int32]) -> list[str]:
        hypotheses = decoder.decode_batch(probs, lengths)
        return [results[0][1] if results else "" for results in hypotheses]

    return transcribe


def _load(
    config: TrainingConfig,
    variables: Mapping[str, Any],
    learning_rate: float,
    model: ModelDescription,
    layers: Sequence[str],
) -> Progress:
    """Fill `variables` from the checkpoint that the flags name; where in its run training goes on.

    `model` is that of this training, and must be the checkpoint's.
    """
    folder = Path(config.load_dir)
    checkpoint: Checkpoint | None = None
    if config.load_train in ("auto", "last") and config.load_dir == config.save_dir:
        checkpoint = interrupted_run(folder)
    continues = checkpoint is not None and checkpoint.progress is not None
    if checkpoint is None:
        checkpoint = load_checkpoint(folder, config.load_train)
    if checkpoint is None:
        if config.load_train in ("best", "last"):
            raise CheckpointError(
                f"{folder}: wanted a checkpoint to train from (--load_train {config.load_train}). "
                f"Received: {why_none(folder)}"
            )
        log.info("Initializing all variables.")
        return Progress()
    dropped = dropped_layers(config.drop_source_layers, layers)
    require_model(checkpoint, model, new_outputs=bool(dropped))
    missing = [LEARNING_RATE, *LOSS_SCALE, *slots_that_cudnn_lacks(checkpoint.tensors, variables)]
    if config.allow_missing_slots:
        missing += [name for name in variables if "/Adam" in name or name.startswith("beta")]
    assign_tensors(checkpoint, variables, dropped=dropped, may_be_missing=missing)
    if config.force_learning_rate:
        variables[LEARNING_RATE].assign(learning_rate)
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
    values: flags.FlagValues, named: list[NamedUtterances], model: ModelDescription, replicas: int
) -> list[tuple[str, Dataset]]:
    size = values.dev_batch_size * replicas
    return [(one.name, plain_dataset(one.utterances, model, size)) for one in named]
