"""The search of `deepspeech_tf.lm_optimizer`: from checkpoint, scorer and test sets to the best weights."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from pathlib import Path

from absl import flags

from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors
from deepspeech_tf.commandline.data_sets import check_sets, plain_dataset, read_sets
from deepspeech_tf.commandline.devices import configure_devices
from deepspeech_tf.commandline.evaluation_phase import evaluation_checkpoint
from deepspeech_tf.commandline.model_choice import model_to_evaluate, require_model
from deepspeech_tf.commandline.settings import (
    data_settings,
    decoding_config,
    load_dir,
)
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.evaluation.lm_search import HeardBatch, LmSearchConfig, UnwrittenOutcomeError, search
from deepspeech_tf.fit.step import EvalStep
from deepspeech_tf.model.registry import build_encoder

log = logging.getLogger(__name__)


def optimize_lm(values: flags.FlagValues) -> None:
    """Search alpha and beta of `--scorer_path` on `--test_files`; prints the best.

    Raises:
        ConfigError: if there is no scorer, or the results cannot be written.
    """
    if not values.scorer_path:
        raise ConfigError("wanted --scorer_path: its weights are what is searched. Received: none")
    configure_devices(values)
    model = model_to_evaluate(values)
    config = LmSearchConfig(
        n_trials=values.n_trials,
        alpha_max=values.lm_alpha_max,
        beta_max=values.lm_beta_max,
        rate="cer" if model.alphabet.is_bytes else "wer",
        seed=values.random_seed,
    )
    decoder = BeamDecoder(model.alphabet, decoding_config(values))
    manifests = read_sets(data_settings(values), model.alphabet)
    check_sets(manifests, model, values.normalize_sample_rate)
    folder = Path(load_dir(values))
    checkpoint = evaluation_checkpoint(values, str(folder))
    require_model(checkpoint, model)
    encoder = build_encoder(model.encoder, seed=values.random_seed)
    assign_tensors(checkpoint, encoder.named_weights())
    step = EvalStep(encoder)
    heard: list[HeardBatch] = []
    for one in manifests.test:
        log.info("Listening to %s", one.name)
        for batch in plain_dataset(one.utterances, model, values.test_batch_size).batches(0):
            _, probs, lengths = step(batch)
            read = batch.feature_lengths > 0  # not so where the audio cannot be read any more
            transcripts = [text for text, is_read in zip(batch.transcripts, read, strict=True) if is_read]
            heard.append(HeardBatch(probs[read], lengths[read], transcripts))
    study = _study_name(values, checkpoint, list(encoder.named_weights())[-1], config)
    unwritten: UnwrittenOutcomeError | None = None
    try:
        best = search(heard, decoder, config, folder / "lm_optimizer", study)
    except UnwrittenOutcomeError as error:
        unwritten, best = error, error.best
    except OSError as error:
        raise ConfigError(
            f"{folder / 'lm_optimizer'}: the search cannot be kept here: {reason_of(error)}"
        ) from error
    print(
        f"Best params: lm_alpha={best.lm_alpha} and lm_beta={best.lm_beta} with "
        f"{best.rate.upper()}={best.error_rate}",
        flush=True,
    )
    if unwritten:
        raise unwritten


def _study_name(
    values: flags.FlagValues, checkpoint: Checkpoint, last_weight: str, config: LmSearchConfig
) -> str:
    """A name for all that the error rates depend on: other sets or another model are another study."""
    facts = {
        "checkpoint": [checkpoint.prefix.name, _digest(checkpoint.tensors[last_weight].tobytes())],
        "scorer": [os.path.abspath(values.scorer_path), os.path.getsize(values.scorer_path)],
        "sets": [values.test_files, values.limit_test, values.reverse_test],
        "contents": [_digest(Path(file).read_bytes()) for file in data_settings(values).test_files],
        "decoder": [values.beam_width, values.cutoff_prob, values.cutoff_top_n],
        "bounds": [config.alpha_max, config.beta_max],
    }
    return f"{config.rate}-{_digest(json.dumps(facts, sort_keys=True).encode())}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
