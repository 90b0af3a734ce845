"""The test phase of `deepspeech_tf.train` and `deepspeech_tf.evaluate`, and one-shot inference."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from absl import flags

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.commandline.jobs import evaluation_job, transcription_job
from deepspeech_tf.commandline.messages import message_of, speaking_of_flags
from deepspeech_tf.commandline.progress import ProgressPrinter
from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.evaluation.report import format_interval, format_report
from deepspeech_tf.evaluation.results import ErrorRates, error_rates
from deepspeech_tf.events import Event
from deepspeech_tf.jobs.data_sets import NamedUtterances
from deepspeech_tf.jobs.evaluation import run_evaluation
from deepspeech_tf.jobs.results import SetTested
from deepspeech_tf.jobs.transcription import run_transcription

log = logging.getLogger(__name__)


class _Reports:
    """Prints the progress of a test, and the report on every completed set."""

    def __init__(self, report_count: int) -> None:
        self._count = report_count
        self._progress = ProgressPrinter(bar=True)

    def __call__(self, event: Event, /) -> None:
        if isinstance(event, SetTested):
            name, results = event.result.name, event.result.utterances
            by_characters = event.result.by_characters
            print(format_report(name, results, self._count, by_characters=by_characters), flush=True)
            print(format_interval(results, by_characters=by_characters), flush=True)
        else:
            self._progress(event)


@speaking_of_flags
def test(
    values: flags.FlagValues,
    sets: list[NamedUtterances],
    model: ModelDescription,
    folder: str,
    failures: list[DeepSpeechError],
) -> Mapping[str, ErrorRates]:
    """Print the report on every test set, and write all results to the files that the flags name.

    Returns the error rates of every set, by name. What cannot be written is logged and added to `failures`:
    the phases that follow do not need it.
    """
    result = run_evaluation(evaluation_job(values, folder), sets, model, _Reports(values.report_count))
    for failure in result.failures:
        log.error("%s", message_of(failure, values))
    failures += result.failures
    return {one.name: error_rates(one.utterances) for one in result.sets}


@speaking_of_flags
def transcribe_one(values: flags.FlagValues, model: ModelDescription, folder: str) -> None:
    """Print the transcript of `--one_shot_infer`."""
    for transcript in run_transcription(transcription_job(values, folder), model):
        print(transcript.text, flush=True)
