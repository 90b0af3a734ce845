"""The work of `deepspeech_tf.doctor`."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from absl import flags

from deepspeech_tf.commandline.outputs import check_report_folder
from deepspeech_tf.commandline.settings import data_settings, feature_config, load_alphabet, model_config
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.diagnosis.cleaning import CLEAN_FOLDER, QUARANTINE_FILE, write_cleaned, write_quarantine
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.finding import KINDS, SEVERITIES
from deepspeech_tf.diagnosis.page import write_json, write_page
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.diagnosis.statistics import statistics_of
from deepspeech_tf.errors import ConfigError, ManifestError, quote, reason_of

log = logging.getLogger(__name__)

_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}


def examine_sets(values: flags.FlagValues) -> None:
    """Look at all sets that the flags name, and say what is wrong with them.

    Raises:
        ConfigError: if the flags name no set, or the folder of the report cannot be written.
        ManifestError: at the end, if training would refuse the sets.
    """
    settings, features = data_settings(values), feature_config(values)
    alphabet, pattern = load_alphabet(values), _speaker_pattern(values.speaker_pattern)
    check_report_folder(values)
    files = [
        *(("train", file) for file in settings.train_files),
        *(("dev", file) for file in (*settings.dev_files, *settings.metrics_files)),
        *(("test", file) for file in settings.test_files),
    ]
    if not files:
        raise ConfigError("nothing to do: wanted --train_files, --dev_files or --test_files. Received: none")
    diagnosis = diagnose(
        [read_rows(phase, file, pattern) for phase, file in files],
        alphabet,
        features,
        any_rate=values.normalize_sample_rate,
        subsampling=model_config(values, len(alphabet)).subsampling,
    )
    _log_statistics(diagnosis)
    _log_findings(diagnosis, values.report_count)
    if values.report_dir:
        _write(Path(values.report_dir), diagnosis, features)
    errors = len(diagnosis.of_severity("error"))
    if errors:
        where = f", see {values.report_dir}" if values.report_dir else "; --report_dir has them all"
        raise ManifestError(f"training would refuse these sets: {errors} errors{where}")


def _speaker_pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise ConfigError(
            f"--speaker_pattern must be a regular expression: {str(error).rstrip('.')}. "
            f"Received: {quote(text)}"
        ) from error


def _log_statistics(diagnosis: Diagnosis) -> None:
    for one in statistics_of(diagnosis):
        speakers = f", {one.speakers} speakers" if one.speakers else ""
        log.info(
            "%s: %d rows, %.2f hours, %d words (%d different)%s; to be left out: %d, repaired: %d",
            one.file, one.rows, one.hours, one.words, one.vocabulary, speakers, one.quarantined, one.repaired,
        )  # fmt: skip


def _log_findings(diagnosis: Diagnosis, examples: int) -> None:
    """The mildest first, so that the worst are at the end, where a person looks."""
    for severity in SEVERITIES[::-1]:
        findings = diagnosis.of_severity(severity)
        for kind in [kind for kind in diagnosis.counts if KINDS[kind].severity == severity]:
            members = [finding for finding in findings if finding.kind == kind]
            lines = [f"{len(members)} × {KINDS[kind].title}"]
            lines += [
                f"  {one.where}: {one.audio + ': ' if one.audio else ''}{one.detail}"
                for one in members[:examples]
            ]
            if len(members) > examples:
                lines.append(f"  … and {len(members) - examples} more")
            log.log(_LEVELS[severity], "%s", "\n".join(lines))
    if not diagnosis.findings:
        log.info("Nothing is wrong")


def _write(folder: Path, diagnosis: Diagnosis, features: FeatureConfig) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder, diagnosis)
        cleaned = write_cleaned(folder, diagnosis)
        left_out = write_quarantine(folder, diagnosis)
        report = write_page(folder, diagnosis, features.step_ms)
    except OSError as error:
        raise ConfigError(f"--report_dir: {folder} cannot be written: {reason_of(error)}") from error
    log.info("%d cleaned files in %s", len(cleaned), folder / CLEAN_FOLDER)
    log.info("%d rows left out of them, in %s", left_out, folder / QUARANTINE_FILE)
    log.info("Report: %s", report)
