"""The test phase of `deepspeech_tf.train` and `deepspeech_tf.evaluate`, and one-shot inference."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from absl import flags

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.checkpoint.description import describe, differences, read_description, stored_relu_clip
from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors, load_checkpoint, require_geometry
from deepspeech_tf.checkpoint.state import why_none
from deepspeech_tf.commandline.data_sets import NamedUtterances, plain_dataset
from deepspeech_tf.commandline.settings import (
    LOAD_EVALUATE_CHOICES,
    decoding_config,
    feature_config,
    given,
    load_policy,
)
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import AudioError, CheckpointError, DeepSpeechError
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.report import format_interval, format_report, write_results
from deepspeech_tf.evaluation.results import ErrorRates, UtteranceResult, error_rates
from deepspeech_tf.evaluation.run import evaluate
from deepspeech_tf.fit.loss_curve import LossCurve
from deepspeech_tf.fit.step import EvalStep
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import DEFAULT_ENCODER, build_encoder, config_class
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def evaluation_checkpoint(values: flags.FlagValues, folder: str) -> Checkpoint:
    """The checkpoint that `--load_evaluate` names.

    Raises:
        CheckpointError: if there is none.
    """
    policy = load_policy(values, "load_evaluate", LOAD_EVALUATE_CHOICES)
    checkpoint = load_checkpoint(Path(folder), policy)
    if checkpoint is None:
        raise CheckpointError(
            f"{folder}: wanted a checkpoint to evaluate (--load_evaluate {policy}). Received: "
            f"{why_none(Path(folder))}"
        )
    return checkpoint


def require_labels(values: flags.FlagValues, checkpoint: Checkpoint, alphabet: Alphabet) -> None:
    """Refuse an alphabet of another number of labels than the checkpoint has.

    Raises:
        CheckpointError: naming the alphabet and both numbers.
    """
    outputs = checkpoint.geometry.n_classes
    if outputs != len(alphabet) + 1:
        name = "--bytes_output_mode" if alphabet.is_bytes else values.alphabet_config_path
        raise CheckpointError(
            f"{checkpoint.prefix}: the checkpoint has {outputs} outputs (labels and blank), so it wants an "
            f"alphabet of {outputs - 1} labels. Received: {name} with {len(alphabet)}"
        )


def checkpoint_config(values: flags.FlagValues, checkpoint: Checkpoint, alphabet: Alphabet) -> EncoderConfig:
    """Dimensions of the checkpoint, held against alphabet and flags.

    Raises:
        CheckpointError: if the alphabet, the features, or an `--n_hidden`, `--layer_norm` or `--relu_clip`
            that was given, does not fit.
    """
    description = read_description(checkpoint.tensors)
    if description.get("encoder", DEFAULT_ENCODER) != DEFAULT_ENCODER:
        return _described_config(checkpoint, description, alphabet)
    geometry = checkpoint.geometry
    require_geometry(checkpoint, n_hidden=given(values, "n_hidden"), layer_norm=given(values, "layer_norm"))
    require_labels(values, checkpoint, alphabet)
    relu_clip = float(values.relu_clip)
    if not values["relu_clip"].present:
        relu_clip = stored_relu_clip(description) or relu_clip
    config = DeepSpeechConfig(
        n_labels=len(alphabet),
        n_hidden=geometry.n_hidden,
        layer_norm=geometry.layer_norm,
        relu_clip=relu_clip,
    )
    for difference in differences(description, describe(config, feature_config(values), alphabet)):
        raise CheckpointError(f"{checkpoint.prefix}: {difference}")
    return config


def _described_config(
    checkpoint: Checkpoint, description: Mapping[str, Any], alphabet: Alphabet
) -> EncoderConfig:
    config = config_class(description["encoder"])(**description["model"])
    if config.n_labels != len(alphabet):
        raise CheckpointError(
            f"{checkpoint.prefix}: the checkpoint wants an alphabet of {config.n_labels} labels. Received: "
            f"{len(alphabet)}"
        )
    return config


def load_model(values: flags.FlagValues, folder: str, alphabet: Alphabet) -> Encoder:
    """The model of the checkpoint that `--load_evaluate` names."""
    checkpoint = evaluation_checkpoint(values, folder)
    model = build_encoder(checkpoint_config(values, checkpoint, alphabet), seed=values.random_seed)
    assign_tensors(checkpoint, model.named_weights())
    return model


def test(
    values: flags.FlagValues,
    sets: list[NamedUtterances],
    alphabet: Alphabet,
    folder: str,
    failures: list[DeepSpeechError],
) -> dict[str, ErrorRates]:
    """Print the report on every test set, and write all results to the files that the flags name.

    Returns the error rates of every set, by name. What cannot be written is logged and added to `failures`:
    the phases that follow do not need it.
    """
    step = EvalStep(load_model(values, folder, alphabet))
    decoder = BeamDecoder(alphabet, decoding_config(values))
    by_set: dict[str, list[UtteranceResult]] = {}
    for one in sets:
        dataset = plain_dataset(one.utterances, alphabet, feature_config(values), values.test_batch_size)
        results = evaluate(one.name, dataset, step, decoder)
        report = format_report(one.name, results, values.report_count, by_characters=alphabet.is_bytes)
        print(report, flush=True)
        print(format_interval(results, by_characters=alphabet.is_bytes), flush=True)
        by_set[one.name] = results
    for write in (_write_results, partial(_write_report, by_characters=alphabet.is_bytes)):
        try:
            write(values, by_set, folder)
        except DeepSpeechError as error:
            log.error("%s", error)
            failures.append(error)
    return {name: error_rates(results) for name, results in by_set.items()}


def _write_results(values: flags.FlagValues, by_set: dict[str, list[UtteranceResult]], folder: str) -> None:
    if values.test_output_file:
        write_results(Path(values.test_output_file), [result for one in by_set.values() for result in one])


def _write_report(
    values: flags.FlagValues, by_set: dict[str, list[UtteranceResult]], folder: str, *, by_characters: bool
) -> None:
    if values.report_dir:
        epochs = [asdict(epoch) for epoch in LossCurve(Path(folder)).epochs]
        page = write_report_folder(Path(values.report_dir), by_set, epochs, by_characters=by_characters)
        log.info("Report written to %s", page)


def transcribe_one(values: flags.FlagValues, alphabet: Alphabet, folder: str) -> None:
    """Print the transcript of `--one_shot_infer`."""
    features = feature_config(values)
    model = load_model(values, folder, alphabet)
    decoder = BeamDecoder(alphabet, decoding_config(values))
    frames = extract_features(read_audio(values.one_shot_infer, features.sample_rate_hz), features)
    if not len(frames):
        raise AudioError(f"{values.one_shot_infer}: shorter than one window of {features.window_ms} ms")
    logits = np.asarray(model(np.asarray(frames)[np.newaxis], np.array([len(frames)], np.int32))[0])
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = (odds / odds.sum(axis=-1, keepdims=True)).astype(np.float32)
    print(decoder.decode_batch(probs, np.array([probs.shape[1]], np.int32))[0][0][1], flush=True)
