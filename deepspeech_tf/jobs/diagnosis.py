"""Examines data sets before training, and writes a report and cleaned CSV files."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.config.data import file_names
from deepspeech_tf.diagnosis.cleaning import CLEAN_FOLDER, QUARANTINE_FILE, write_cleaned, write_quarantine
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.page import write_findings, write_page
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.errors import ConfigError, quote, reason_of
from deepspeech_tf.jobs.job import DiagnosisJob
from deepspeech_tf.jobs.model_choice import choose_model
from deepspeech_tf.jobs.places import check_folder

log = logging.getLogger(__name__)


def examine(job: DiagnosisJob) -> Diagnosis:
    """Examine data sets, and write what the job names; see `deepspeech_tf.examine`."""
    model, pattern = choose_model(job.model, {}), _speaker_pattern(job.speaker_pattern)
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
    """Write report and cleaned files to the folder that the job names; none without a folder.

    Raises:
        ConfigError: if they cannot be written.
    """
    if not job.report_dir:
        return ()
    folder, step_ms = Path(job.report_dir), job.model.step_ms or FeatureConfig().step_ms
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_findings(folder, diagnosis)
        cleaned = write_cleaned(folder, diagnosis)
        left_out = write_quarantine(folder, diagnosis)
        report = write_page(folder, diagnosis, step_ms)
    except OSError as error:
        raise ConfigError(
            f"report_dir: {folder} cannot be written: {reason_of(error)}",
            {"report_dir": "DiagnosisJob.report_dir"},
        ) from error
    log.info("%d cleaned files in %s", len(cleaned), folder / CLEAN_FOLDER)
    log.info("%d rows left out of them, in %s", left_out, folder / QUARANTINE_FILE)
    log.info("Report: %s", report)
    return (report, *cleaned)


def _speaker_pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise ConfigError(
            f"speaker_pattern must be a regular expression: {str(error).rstrip('.')}. "
            f"Received: {quote(text)}",
            {"speaker_pattern": "DiagnosisJob.speaker_pattern"},
        ) from error
