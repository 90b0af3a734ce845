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

from deepspeech_tf.checkpoint.description import describe, differences, read_description
from deepspeech_tf.checkpoint.follower import FollowerStore
from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import (
    LEARNING_RATE,
    Checkpoint,
    assign_tensors,
    dropped_layers,
    find_geometry,
    interrupted_run,
    load_checkpoint,
    require_geometry,
    slots_that_cudnn_lacks,
)
from deepspeech_tf.checkpoint.state import why_none
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.commandline.batch_test import require_fitting_batch
from deepspeech_tf.commandline.data_sets import Manifests, NamedUtterances, plain_dataset, training_dataset
from deepspeech_tf.commandline.devices import device_precision
from deepspeech_tf.commandline.flags import flags_text
from deepspeech_tf.commandline.settings import (
    decoding_config,
    feature_config,
    model_config,
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
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def train(
    values: flags.FlagValues, manifests: Manifests, alphabet: Alphabet, replicas: Replicas | None = None
) -> bool:
    """Build model and optimizer, load the checkpoint that the flags name, run the epochs.

    False if Ctrl-C ended the training before its time.
    """
    replicas = replicas or Replicas()
    config = training_config(values)
    if not replicas.is_chief:
        config = replace(config, summary_dir="", show_progressbar=False)
    dimensions = _model_config(values, config, alphabet, replicas)
    precision = device_precision(config.precision)
    log.info("Computing in %s", precision)
    with replicas.scope():
        model = build_encoder(dimensions, seed=config.seed, precision=precision)
        optimizer = Adam(model.named_weights(), optimizer_config(values))
        loss_scale = LossScale() if precision == "float16" else None
    variables: dict[str, Any] = {**model.named_weights(), **optimizer.named_variables()}
    if loss_scale is not None:
        variables |= loss_scale.named_variables()
    description = describe(dimensions, feature_config(values), alphabet)
    progress = Progress()
    if replicas.is_chief:
        progress = _load(
            config,
            variables,
            optimizer_config(values).learning_rate,
            dimensions,
            description,
            model.layer_prefixes,
        )
    progress = Progress.from_json(replicas.agree(progress.to_json()))
    replicas.share_variables(variables)
    kind = CheckpointStore if replicas.is_chief else FollowerStore
    store = kind(Path(config.save_dir), variables, description, config.max_to_keep)
    store.prepare(flags_text(values), alphabet.file_text())
    step = TrainStep(model, optimizer, config.seed, loss_scale, replicas)
    require_fitting_batch(values, step, manifests.train, alphabet)
    trainer = Trainer(
        step,
        EvalStep(model, replicas),
        TrainingSets(
            training_dataset(values, manifests.train, alphabet, replicas.count, dimensions.subsampling),
            _named_sets(values, manifests.dev, alphabet, replicas.count),
            _named_sets(values, manifests.metrics, alphabet, replicas.count),
        ),
        store,
        config,
        progress,
        _transcriber(values, alphabet) if manifests.metrics else None,
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


def _model_config(
    values: flags.FlagValues, config: TrainingConfig, alphabet: Alphabet, replicas: Replicas
) -> EncoderConfig:
    """Dimensions of the flags; `n_hidden` of the checkpoint to load, where the flag was not given."""
    dimensions = model_config(values, len(alphabet))
    if not isinstance(dimensions, DeepSpeechConfig):
        return dimensions
    if not values["n_hidden"].present and config.load_train != "init" and replicas.is_chief:
        geometry = find_geometry(Path(config.load_dir), config.load_train)
        if geometry is not None:
            log.info("n_hidden is %d in the checkpoint", geometry.n_hidden)
            dimensions = replace(dimensions, n_hidden=geometry.n_hidden)
    return replace(dimensions, n_hidden=int(replicas.agree(str(dimensions.n_hidden))))


def _load(
    config: TrainingConfig,
    variables: Mapping[str, Any],
    learning_rate: float,
    dimensions: EncoderConfig,
    description: Mapping[str, Any],
    layers: Sequence[str],
) -> Progress:
    """Fill `variables` from the checkpoint that the flags name; where in its run training goes on.

    `description` is that of this training: in what the checkpoint's differs is logged as a warning.
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
    if isinstance(dimensions, DeepSpeechConfig):
        require_geometry(checkpoint, n_hidden=dimensions.n_hidden, layer_norm=dimensions.layer_norm)
    for difference in differences(read_description(checkpoint.tensors), description):
        log.warning("%s: %s", checkpoint.prefix, difference)
    missing = [LEARNING_RATE, *LOSS_SCALE, *slots_that_cudnn_lacks(checkpoint.tensors, variables)]
    if config.allow_missing_slots:
        missing += [name for name in variables if "/Adam" in name or name.startswith("beta")]
    dropped = dropped_layers(config.drop_source_layers, layers)
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
    values: flags.FlagValues, named: list[NamedUtterances], alphabet: Alphabet, replicas: int
) -> list[tuple[str, Dataset]]:
    features, size = feature_config(values), values.dev_batch_size * replicas
    return [(one.name, plain_dataset(one.utterances, alphabet, features, size)) for one in named]
