"""The test phase of `deepspeech_tf.train` and `deepspeech_tf.evaluate`, and one-shot inference."""

from __future__ import annotations

import logging
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from absl import flags

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors, load_checkpoint
from deepspeech_tf.checkpoint.state import why_none
from deepspeech_tf.commandline.data_sets import NamedUtterances, plain_dataset
from deepspeech_tf.commandline.model_choice import require_model
from deepspeech_tf.commandline.settings import (
    LOAD_EVALUATE_CHOICES,
    decoding_config,
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
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.registry import build_encoder

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


def load_encoder(values: flags.FlagValues, folder: str, model: ModelDescription) -> Encoder:
    """The encoder of `model` with the weights of the checkpoint that `--load_evaluate` names."""
    checkpoint = evaluation_checkpoint(values, folder)
    require_model(checkpoint, model)
    encoder = build_encoder(model.encoder, seed=values.random_seed)
    assign_tensors(checkpoint, encoder.named_weights())
    return encoder


def test(
    values: flags.FlagValues,
    sets: list[NamedUtterances],
    model: ModelDescription,
    folder: str,
    failures: list[DeepSpeechError],
) -> dict[str, ErrorRates]:
    """Print the report on every test set, and write all results to the files that the flags name.

    Returns the error rates of every set, by name. What cannot be written is logged and added to `failures`:
    the phases that follow do not need it.
    """
    step, by_characters = EvalStep(load_encoder(values, folder, model)), model.alphabet.is_bytes
    decoder = BeamDecoder(model.alphabet, decoding_config(values))
    by_set: dict[str, list[UtteranceResult]] = {}
    for one in sets:
        dataset = plain_dataset(one.utterances, model, values.test_batch_size)
        results = evaluate(one.name, dataset, step, decoder)
        report = format_report(one.name, results, values.report_count, by_characters=by_characters)
        print(report, flush=True)
        print(format_interval(results, by_characters=by_characters), flush=True)
        by_set[one.name] = results
    for write in (_write_results, partial(_write_report, by_characters=by_characters)):
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


def transcribe_one(values: flags.FlagValues, model: ModelDescription, folder: str) -> None:
    """Print the transcript of `--one_shot_infer`."""
    features = model.features
    encoder = load_encoder(values, folder, model)
    decoder = BeamDecoder(model.alphabet, decoding_config(values))
    frames = extract_features(read_audio(values.one_shot_infer, features.sample_rate_hz), features)
    if not len(frames):
        raise AudioError(f"{values.one_shot_infer}: shorter than one window of {features.window_ms} ms")
    logits = np.asarray(encoder(np.asarray(frames)[np.newaxis], np.array([len(frames)], np.int32))[0])
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = (odds / odds.sum(axis=-1, keepdims=True)).astype(np.float32)
    print(decoder.decode_batch(probs, np.array([probs.shape[1]], np.int32))[0][0][1], flush=True)
