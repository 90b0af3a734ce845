"""Examines data sets before training, and writes a report and cleaned CSV files."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from deepspeech_tf.checkpoint.description import Facts, ModelDescription
from deepspeech_tf.config.data import file_names
from deepspeech_tf.diagnosis.cleaning import CLEAN_FOLDER, QUARANTINE_FILE, write_cleaned, write_quarantine
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.page import write_findings, write_page
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.errors import ConfigError, one_line, quote, reason_of
from deepspeech_tf.jobs.job import DiagnosisJob
from deepspeech_tf.jobs.model_choice import choose_model, names_alphabet
from deepspeech_tf.jobs.places import check_folder

log = logging.getLogger(__name__)


def examine(job: DiagnosisJob) -> Diagnosis:
    """Examine data sets, and write what the job names; see `deepspeech_tf.examine`."""
    model, pattern = _model(job), _speaker_pattern(job.speaker_pattern)
    check_folder("DiagnosisJob.report_dir", job.report_dir)
    data = job.data
    files = [
        *(("train", file) for file in file_names(data.train_files)),
        *(("dev", file) for file in (*file_names(data.dev_files), *file_names(data.metrics_files))),
        *(("test", file) for file in file_names(job.test_files)),
    ]
    if not files:
        raise ConfigError(
            "nothing to do: expected train_files, dev_files or test_files. Received: none",
            {
                "train_files": "TrainingData.train_files",
                "dev_files": "TrainingData.dev_files",
                "test_files": "DiagnosisJob.test_files",
            },
        )
    return diagnose(
        [read_rows(phase, file, pattern) for phase, file in files],
        model.alphabet,
        model.features,
        any_rate=data.normalize_sample_rate,
        subsampling=model.encoder.subsampling,
    )


def write_diagnosis(job: DiagnosisJob, diagnosis: Diagnosis) -> tuple[Path, ...]:
    """Writes report and cleaned files to the folder that the job names, if any.

    Raises:
        ConfigError: if they cannot be written.
    """
    if not job.report_dir:
        return ()
    folder = Path(job.report_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_findings(folder, diagnosis)
        cleaned = write_cleaned(folder, diagnosis)
        left_out = write_quarantine(folder, diagnosis)
        report = write_page(folder, diagnosis, diagnosis.features.step_ms)
    except OSError as error:
        raise ConfigError(
            f"report_dir: {folder} cannot be written: {reason_of(error)}",
            {"report_dir": "DiagnosisJob.report_dir"},
        ) from error
    log.info("%d cleaned files in %s", len(cleaned), folder / CLEAN_FOLDER)
    log.info("%d rows left out of them, in %s", left_out, folder / QUARANTINE_FILE)
    log.info("Report: %s", report)
    return (report, *cleaned)


def facts_to_examine(folder: str, load: str) -> tuple[str, Facts] | None:
    """Prefix and facts of the checkpoint that `load` names; None without one.

    Args:
        folder: where checkpoints are; it may be missing.
        load: as `DiagnosisJob.load`.
    """
    if not has_checkpoints(folder):
        return None
    from deepspeech_tf.checkpoint.restore import find_facts  # imports TensorFlow, which takes seconds

    found = find_facts(Path(folder), load)
    return (str(found[0]), found[1]) if found else None


def has_checkpoints(folder: str) -> bool:
    """Whether a folder has files of checkpoints; an empty name has none."""
    return bool(folder) and any(Path(folder).glob("*.index"))


def _model(job: DiagnosisJob) -> ModelDescription:
    """The model that a training would continue with, or a new one.

    Raises:
        ContradictionError: if the configuration contradicts the checkpoint.
    """
    found = facts_to_examine(str(job.checkpoint_dir), job.load)
    if not found:
        if has_checkpoints(str(job.checkpoint_dir)):
            name = one_line(job.checkpoint_dir)
            log.warning("%s has no checkpoint that can be read: a new model is assumed", name)
        return choose_model(job.model, {})
    prefix, facts = found
    kept = "model" if job.new_outputs and names_alphabet(job.model) else "model and alphabet"
    log.info("Examined for the %s of the checkpoint %s", kept, one_line(prefix))
    return choose_model(job.model, facts, prefix, new_outputs=job.new_outputs)


def _speaker_pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise ConfigError(
            f"speaker_pattern must be a regular expression: {str(error).rstrip('.')}. "
            f"Received: {quote(text)}",
            {"speaker_pattern": "DiagnosisJob.speaker_pattern"},
        ) from error
