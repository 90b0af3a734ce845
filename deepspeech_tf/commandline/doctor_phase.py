"""The work of `deepspeech_tf.doctor`."""

from __future__ import annotations

import logging

from absl import flags

from deepspeech_tf.commandline.jobs import diagnosis_job
from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.commandline.settings import load_dir
from deepspeech_tf.commandline.startup import load_tensorflow
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.finding import KINDS, SEVERITIES
from deepspeech_tf.diagnosis.statistics import statistics_of
from deepspeech_tf.errors import ManifestError, one_line
from deepspeech_tf.jobs.diagnosis import examine, has_checkpoints, write_diagnosis

log = logging.getLogger(__name__)

_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}


@speaking_of_flags
def examine_sets(values: flags.FlagValues) -> None:
    """Examines all sets that the flags name, and prints their problems.

    Raises:
        ConfigError: if the flags do not name a set, or the report cannot be written.
        ManifestError: at the end, if training would reject the sets.
    """
    if has_checkpoints(load_dir(values)) and values.load_train != "init":
        load_tensorflow(values.log_level)
    job = diagnosis_job(values)
    diagnosis = examine(job)
    _log_statistics(diagnosis)
    _log_findings(diagnosis, values.report_count)
    write_diagnosis(job, diagnosis)
    errors = len(diagnosis.of_severity("error"))
    if errors:
        where = f", see {values.report_dir}" if values.report_dir else "; --report_dir lists all"
        raise ManifestError(f"training would refuse these sets: {errors} errors{where}")


def _log_statistics(diagnosis: Diagnosis) -> None:
    for one in statistics_of(diagnosis):
        speakers = f", {one.speakers} speakers" if one.speakers else ""
        log.info(
            "%s: %d rows, %.2f hours, %d words (%d different)%s; to be left out: %d, repaired: %d",
            one_line(one.file),
            one.rows, one.hours, one.words, one.vocabulary, speakers, one.quarantined, one.repaired,
        )  # fmt: skip


def _log_findings(diagnosis: Diagnosis, examples: int) -> None:
    """Sorts findings by severity, mildest first, so that the worst are at the end of the output."""
    for severity in SEVERITIES[::-1]:
        findings = diagnosis.of_severity(severity)
        for kind in [kind for kind in diagnosis.counts if KINDS[kind].severity == severity]:
            members = [finding for finding in findings if finding.kind == kind]
            lines = [f"{len(members)} × {KINDS[kind].title}"]
            lines += [
                one_line(f"  {one.where}: {one.audio + ': ' if one.audio else ''}{one.detail}")
                for one in members[:examples]
            ]
            if len(members) > examples:
                lines.append(f"  … and {len(members) - examples} more")
            log.log(_LEVELS[severity], "%s", "\n".join(lines))
    if not diagnosis.findings:
        log.info("Nothing is wrong")
