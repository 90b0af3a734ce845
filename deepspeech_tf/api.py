"""The functions of the library: each takes a frozen description of a job (or a path), and returns its result.

TensorFlow is imported by the first call that needs it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deepspeech_tf.events import Callback, silent
from deepspeech_tf.jobs.job import (
    ConversionJob,
    DiagnosisJob,
    EvaluationJob,
    ExportJob,
    LmSearchJob,
    TrainingJob,
    TranscriptionJob,
)
from deepspeech_tf.jobs.results import EvaluationResult, ExportResult, TrainingResult, Transcript

if TYPE_CHECKING:
    from deepspeech_tf.diagnosis.diagnose import Diagnosis
    from deepspeech_tf.evaluation.lm_search import BestWeights
    from deepspeech_tf.exporting.inspection import ExportedTensor


def train(job: TrainingJob, callback: Callback = silent) -> TrainingResult:
    """Train a new model, or continue the training of one.

    All sets are checked before the first epoch. Checkpoints, the losses (`loss_curve.json`) and the alphabet
    are written to `job.checkpoint_dir`. A run that was interrupted continues with the same job, at the batch
    of its newest checkpoint; after a completed run, training continues for `job.training.epochs` more epochs.

    Args:
        job: sets, model, optimizer, folders.
        callback: receives the events of phases, steps, epochs and checkpoints.

    Returns:
        Losses of training and validation by epoch, and the checkpoints.

    Raises:
        ConfigError: naming the field, if a value cannot be used.
        ManifestError: naming file and row, if an utterance cannot be trained on.
        CheckpointError: if a checkpoint cannot be read or written, or `job.model` contradicts it.
        TrainingError: if the loss of every batch is infinite or NaN.
    """
    from deepspeech_tf.jobs.training import train as run

    return run(job, callback)


def evaluate(job: EvaluationJob, callback: Callback = silent) -> EvaluationResult:
    """Test a checkpoint: transcribe sets, and compare with their transcripts.

    Args:
        job: sets, checkpoint, decoder, files to write.
        callback: receives the events of steps and of every completed set (`SetTested`).

    Returns:
        Word and character error rates, the mean loss, the result of every utterance, and the written files.
        Files that could not be written do not end the test: they are in `failures`, and logged as errors.

    Raises:
        ConfigError: naming the field, if a value cannot be used.
        ManifestError: naming file and row, if an utterance cannot be tested.
        CheckpointError: if there is no checkpoint, or `job.model` contradicts it.
        ScorerError: if the scorer cannot be used.
    """
    from deepspeech_tf.jobs.evaluation import evaluate as run

    return run(job, callback)


def transcribe(job: TranscriptionJob) -> tuple[Transcript, ...]:
    """Transcribe recordings with a checkpoint, or with an exported model in the native client.

    Args:
        job: recordings, checkpoint or model file, decoder.

    Returns:
        For each recording its text, and its words with their times in seconds.

    Raises:
        AudioError: naming the recording, if it cannot be read or is shorter than a window.
        CheckpointError: if there is no checkpoint.
        ExportError: if the client is not built, or refuses the model file.
        ScorerError: if the scorer cannot be used.
    """
    from deepspeech_tf.jobs.transcription import transcribe as run

    return run(job)


def export(job: ExportJob) -> ExportResult:
    """Write a checkpoint as a model file, with its card.

    Args:
        job: checkpoint, format, folder.

    Returns:
        Paths of the written files.

    Raises:
        ConfigError: naming the field, if a value cannot be used.
        CheckpointError: if there is no checkpoint, or `job.model` contradicts it.
        ExportError: if a file cannot be written.
    """
    from deepspeech_tf.jobs.export import export as run

    return run(job)


def inspect_model(path: str | os.PathLike[str]) -> list[ExportedTensor]:
    """List the inputs, outputs and metadata of an exported model, of this project or of DeepSpeech 0.9.3.

    Args:
        path: a frozen graph (`.pb`) or a TFLite file.

    Returns:
        Names, roles, types and shapes, sorted by name, with the values of metadata.

    Raises:
        ExportError: if the file cannot be read, or is neither.
    """
    from deepspeech_tf.exporting.inspection import inspect_model as run

    return run(path)


def convert(job: ConversionJob) -> Path:
    """Write a checkpoint for DeepSpeech 0.9.3: its tensors, under its names, and no others.

    Args:
        job: checkpoint and target.

    Returns:
        Prefix of the written checkpoint, the name without suffixes.

    Raises:
        ConfigError: if source and target are the same folder.
        CheckpointError: if there is no checkpoint, its encoder is not that of 0.9.3, or the target folder
            already contains one.
    """
    from deepspeech_tf.jobs.conversion import convert as run

    return run(job)


def optimize_lm(job: LmSearchJob, callback: Callback = silent) -> BestWeights:
    """Search the weights of a scorer with the lowest error rate.

    The study is kept in `lm_optimizer/` of the checkpoint folder; the same job with more trials
    continues it.

    Args:
        job: sets, checkpoint, scorer, bounds.
        callback: receives the events of the pass of the acoustic model.

    Returns:
        The best weights and their error rate.

    Raises:
        ConfigError: naming the field, if a value cannot be used, or the study cannot be kept.
        ScorerError: if the scorer cannot be used.
    """
    from deepspeech_tf.jobs.lm_search import optimize_lm as run

    return run(job, callback)


def examine(job: DiagnosisJob) -> Diagnosis:
    """Finds problems of data sets before training.

    Args:
        job: sets, features and labels, folder of the report.

    Returns:
        All findings, by file and row.

    Raises:
        ConfigError: if there is no set, or the report cannot be written.
    """
    from deepspeech_tf.jobs.diagnosis import examine as run
    from deepspeech_tf.jobs.diagnosis import write_diagnosis

    diagnosis = run(job)
    write_diagnosis(job, diagnosis)
    return diagnosis
