"""The test phase of `deepspeech_tf.train` and `deepspeech_tf.evaluate`, and one-shot inference."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from absl import flags

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.checkpoint.description import describe, differences, read_description, stored_relu_clip
from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors, load_checkpoint
from deepspeech_tf.commandline.data_sets import NamedUtterances, plain_dataset
from deepspeech_tf.commandline.settings import (
    LOAD_EVALUATE_CHOICES,
    decoding_config,
    feature_config,
    load_policy,
    model_config,
)
from deepspeech_tf.config import ModelConfig
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import AudioError, CheckpointError
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.report import format_report, write_results
from deepspeech_tf.evaluation.results import ErrorRates, UtteranceResult, error_rates
from deepspeech_tf.evaluation.run import evaluate
from deepspeech_tf.fit.loss_curve import LossCurve
from deepspeech_tf.fit.step import EvalStep
from deepspeech_tf.model.acoustic import AcousticModel
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
            f"{folder}: wanted a checkpoint to evaluate (--load_evaluate {policy}); found none"
        )
    return checkpoint


def checkpoint_config(values: flags.FlagValues, checkpoint: Checkpoint, alphabet: Alphabet) -> ModelConfig:
    """Dimensions of the checkpoint, held against alphabet and flags.

    Raises:
        CheckpointError: if the alphabet, the features, or an `--n_hidden` or `--relu_clip` that was given,
            does not fit.
    """
    geometry = checkpoint.geometry
    if geometry.n_classes != len(alphabet) + 1:
        raise CheckpointError(
            f"{checkpoint.prefix}: the checkpoint has {geometry.n_classes} outputs (labels and blank), so it "
            f"wants an alphabet of {geometry.n_classes - 1} labels. Received: "
            f"{values.alphabet_config_path} with {len(alphabet)}"
        )
    if values["n_hidden"].present and values.n_hidden != geometry.n_hidden:
        raise CheckpointError(
            f"{checkpoint.prefix}: the checkpoint has n_hidden {geometry.n_hidden}. Received: "
            f"--n_hidden {values.n_hidden}"
        )
    description = read_description(checkpoint.tensors)
    relu_clip = float(values.relu_clip)
    if not values["relu_clip"].present:
        relu_clip = stored_relu_clip(description) or relu_clip
    config = replace(
        model_config(values, len(alphabet)),
        n_hidden=geometry.n_hidden,
        layer_norm=geometry.layer_norm,
        relu_clip=relu_clip,
    )
    for difference in differences(description, describe(config, feature_config(values), alphabet)):
        raise CheckpointError(f"{checkpoint.prefix}: {difference}")
    return config


def load_model(values: flags.FlagValues, folder: str, alphabet: Alphabet) -> AcousticModel:
    """The model of the checkpoint that `--load_evaluate` names."""
    checkpoint = evaluation_checkpoint(values, folder)
    model = AcousticModel(checkpoint_config(values, checkpoint, alphabet), seed=values.random_seed)
    assign_tensors(checkpoint, model.named_weights())
    return model


def test(
    values: flags.FlagValues, sets: list[NamedUtterances], alphabet: Alphabet, folder: str
) -> dict[str, ErrorRates]:
    """Report on every test set; all utterances go to `--test_output_file`, plots to `--report_dir`.

    Returns the error rates of every set, by name.
    """
    step = EvalStep(load_model(values, folder, alphabet))
    decoder = BeamDecoder(alphabet, decoding_config(values))
    by_set: dict[str, list[UtteranceResult]] = {}
    for one in sets:
        dataset = plain_dataset(one.utterances, alphabet, feature_config(values), values.test_batch_size)
        results = evaluate(one.name, dataset, step, decoder)
        report = format_report(one.name, results, values.report_count, by_characters=alphabet.is_bytes)
        print(report, flush=True)
        by_set[one.name] = results
    if values.test_output_file:
        write_results(Path(values.test_output_file), [result for one in by_set.values() for result in one])
    if values.report_dir:
        epochs = [asdict(epoch) for epoch in LossCurve(Path(folder)).epochs]
        log.info("Report written to %s", write_report_folder(Path(values.report_dir), by_set, epochs))
    return {name: error_rates(results) for name, results in by_set.items()}


def transcribe_one(values: flags.FlagValues, alphabet: Alphabet, folder: str) -> None:
    """Print the transcript of `--one_shot_infer`."""
    features = feature_config(values)
    model = load_model(values, folder, alphabet)
    decoder = BeamDecoder(alphabet, decoding_config(values))
    frames = extract_features(read_audio(values.one_shot_infer, features.sample_rate_hz), features)
    if not len(frames):
        raise AudioError(f"{values.one_shot_infer}: shorter than one window of {features.window_ms} ms")
    logits = np.asarray(model(np.asarray(frames)[np.newaxis]))
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = (odds / odds.sum(axis=-1, keepdims=True)).astype(np.float32)
    print(decoder.decode_batch(probs, np.array([len(frames)], np.int32))[0][0][1], flush=True)
