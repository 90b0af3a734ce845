"""Searches for the scorer weights alpha and beta with the lowest error rate."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import replace
from pathlib import Path

from deepspeech_tf.checkpoint.restore import Checkpoint
from deepspeech_tf.config import LmSearchConfig
from deepspeech_tf.config.data import file_names
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.evaluation.lm_search import BestWeights, HeardBatch, search
from deepspeech_tf.events import Callback, phase_of, silent
from deepspeech_tf.fit.step import EvalStep
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint, model_to_evaluate
from deepspeech_tf.jobs.data_sets import check_test_sets, plain_dataset, read_test_sets
from deepspeech_tf.jobs.devices import configure_devices
from deepspeech_tf.jobs.evaluation import load_encoder
from deepspeech_tf.jobs.job import LmSearchJob
from deepspeech_tf.jobs.places import check_scorer

log = logging.getLogger(__name__)


def optimize_lm(job: LmSearchJob, callback: Callback = silent) -> BestWeights:
    """Search the weights of a scorer; see `deepspeech_tf.optimize_lm`."""
    configure_devices(job.devices)
    job.data.require_test_set()
    check_scorer(job.decoding)
    folder = Path(job.checkpoint_dir)
    model = model_to_evaluate(job.model, str(folder), job.load)
    config = replace(job.search, rate="cer" if model.alphabet.is_bytes else "wer")
    decoder = BeamDecoder(model.alphabet, job.decoding, str(folder))
    sets = read_test_sets(job.data, model.alphabet)
    check_test_sets(sets, model, any_rate=job.data.normalize_sample_rate)
    checkpoint = evaluation_checkpoint(str(folder), job.load)
    encoder = load_encoder(checkpoint, model, config.seed)
    step = EvalStep(encoder)
    heard: list[HeardBatch] = []
    for one in sets:
        log.info("Listening to %s", one.name)
        dataset = plain_dataset(one.utterances, model, job.data.batch_size)
        with phase_of(callback, "test", dataset.num_batches, dataset=one.name) as progress:
            for number, batch in enumerate(dataset.batches(0), 1):
                _, probs, lengths = step(batch)
                read = batch.feature_lengths > 0  # not so where the audio cannot be read any more
                transcripts = [text for text, is_read in zip(batch.transcripts, read, strict=True) if is_read]
                heard.append(HeardBatch(probs[read], lengths[read], transcripts))
                progress.update(number)
    study = _study_name(job, checkpoint, list(encoder.named_weights())[-1], config)
    try:
        return search(heard, decoder, config, folder / "lm_optimizer", study)
    except OSError as error:
        raise ConfigError(
            f"{folder / 'lm_optimizer'}: the search cannot be kept here: {reason_of(error)}"
        ) from error


def _study_name(job: LmSearchJob, checkpoint: Checkpoint, last_weight: str, config: LmSearchConfig) -> str:
    """The name of the study, derived from everything that affects the error rates."""
    decoding, data = job.decoding, job.data
    files = file_names(data.test_files)
    facts = {
        "checkpoint": [checkpoint.prefix.name, _digest(checkpoint.tensors[last_weight].tobytes())],
        "scorer": [os.path.abspath(decoding.scorer_path), os.path.getsize(decoding.scorer_path)],
        "sets": [",".join(files), data.limit, data.reverse],
        "contents": [_digest(Path(file).read_bytes()) for file in files],
        "decoder": [decoding.beam_width, decoding.cutoff_prob, decoding.cutoff_top_n],
        "bounds": [config.alpha_max, config.beta_max],
    }
    return f"{config.rate}-{_digest(json.dumps(facts, sort_keys=True).encode())}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
