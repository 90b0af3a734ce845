"""Evaluates a checkpoint: transcripts, error rates and result files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.evaluation.evaluate import evaluate as evaluate_set
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.report import write_results
from deepspeech_tf.evaluation.results import UtteranceResult
from deepspeech_tf.events import Callback, silent
from deepspeech_tf.fit.loss_curve import LossCurve
from deepspeech_tf.fit.step import EvalStep
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint, model_to_evaluate, require_model
from deepspeech_tf.jobs.data_sets import NamedUtterances, check_test_sets, plain_dataset, read_test_sets
from deepspeech_tf.jobs.devices import configure_devices
from deepspeech_tf.jobs.job import EvaluationJob
from deepspeech_tf.jobs.places import check_evaluation_places, check_scorer
from deepspeech_tf.jobs.results import EvaluationResult, SetResult, SetTested
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.registry import build_encoder

log = logging.getLogger(__name__)


def evaluate(job: EvaluationJob, callback: Callback = silent) -> EvaluationResult:
    """Prepare a test and run it; see `deepspeech_tf.evaluate`."""
    configure_devices(job.devices)
    job.data.require_test_set()
    check_evaluation_places(job)
    model = model_to_evaluate(job.model, str(job.checkpoint_dir), job.load)
    check_scorer(job.decoding)
    BeamDecoder(model.alphabet, job.decoding)  # reports an unsuitable scorer before the sets are read
    sets = read_test_sets(job.data, model.alphabet)
    check_test_sets(sets, model, any_rate=job.data.normalize_sample_rate)
    result = run_evaluation(job, sets, model, callback)
    for failure in result.failures:
        log.error("%s", failure)
    return result


def load_encoder(checkpoint: Checkpoint, model: ModelDescription, seed: int) -> Encoder:
    """The encoder of `model` with the weights of a checkpoint.

    Raises:
        CheckpointError: if the checkpoint is of another model.
    """
    require_model(checkpoint, model)
    encoder = build_encoder(model.encoder, seed=seed)
    assign_tensors(checkpoint, encoder.named_weights())
    return encoder


def run_evaluation(
    job: EvaluationJob, sets: list[NamedUtterances], model: ModelDescription, callback: Callback = silent
) -> EvaluationResult:
    """Transcribe all sets, and write the files that the job names.

    Errors of files that cannot be written are part of the result, because later steps do not need the files.
    """
    checkpoint = evaluation_checkpoint(str(job.checkpoint_dir), job.load)
    step = EvalStep(load_encoder(checkpoint, model, job.seed))
    by_characters = model.alphabet.is_bytes
    decoder = BeamDecoder(model.alphabet, job.decoding, str(checkpoint.prefix))
    tested: list[SetResult] = []
    for one in sets:
        dataset = plain_dataset(one.utterances, model, job.data.batch_size)
        results = evaluate_set(one.name, dataset, step, decoder, callback)
        tested.append(SetResult(one.name, tuple(results), by_characters))
        callback(SetTested(tested[-1]))
    files: list[Path] = []
    failures: list[DeepSpeechError] = []
    writers: list[Callable[[], Path]] = []
    if job.output_file:
        writers.append(lambda: _write_results(job, tested))
    if job.report_dir:
        writers.append(lambda: _write_report(job, tested, by_characters))
    for write in writers:
        try:
            files.append(write())
        except DeepSpeechError as error:
            failures.append(error)
    return EvaluationResult(tuple(tested), checkpoint.prefix, tuple(files), tuple(failures))


def _write_results(job: EvaluationJob, tested: list[SetResult]) -> Path:
    path = Path(job.output_file)
    write_results(path, [result for one in tested for result in one.utterances])
    return path


def _write_report(job: EvaluationJob, tested: list[SetResult], by_characters: bool) -> Path:
    epochs = [asdict(epoch) for epoch in LossCurve(Path(job.checkpoint_dir)).epochs]
    by_set: dict[str, list[UtteranceResult]] = {one.name: list(one.utterances) for one in tested}
    page = write_report_folder(Path(job.report_dir), by_set, epochs, by_characters=by_characters)
    log.info("Report written to %s", page)
    return page
