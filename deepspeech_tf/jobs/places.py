"""Checks the files and folders that a job names, before any long work."""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

from deepspeech_tf.config import DecodingConfig
from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.jobs.job import EvaluationJob, ExportJob, TrainingJob

log = logging.getLogger(__name__)


def check_training_places(job: TrainingJob) -> TrainingJob:
    """Raise an error if the output of a training cannot be written.

    Returns:
        The job, without the summaries if their folder is the default and cannot be written.

    Raises:
        ConfigError: naming the field.
    """
    check_folder("TrainingJob.checkpoint_dir", job.checkpoint_dir)
    if job.data.feature_cache:
        check_file("TrainingData.feature_cache", f"{job.data.feature_cache}.sqlite")
    try:
        check_folder("TrainingConfig.summary_dir", job.training.summary_dir)
    except ConfigError as error:
        if job.training.summary_required:
            raise
        log.warning("No summaries are written, because the default folder cannot be written: %s", error)
        return replace(job, training=replace(job.training, summary_dir=""))
    return job


def check_evaluation_places(job: EvaluationJob) -> None:
    """Raise an error if the output of a test cannot be written.

    Raises:
        ConfigError: naming the field.
    """
    check_folder("EvaluationJob.report_dir", job.report_dir)
    check_file("EvaluationJob.output_file", str(job.output_file))


def check_export_places(job: ExportJob) -> None:
    """Raise an error if the output of an export cannot be written, or would delete needed files.

    Raises:
        ConfigError: naming the field.
    """
    check_folder("ExportJob.export_dir", job.export_dir)
    if job.remove:
        check_removal(str(job.export_dir), ("the checkpoints", str(job.checkpoint_dir)))
    if job.archive:
        check_archive(str(job.export_dir), emptied=job.remove)


def check_load_folder(field: str, folder: str) -> None:
    """Check the folder that training loads checkpoints from; it may be empty or missing.

    Args:
        field: the field that names the folder, with its class.
        folder: the folder.

    Raises:
        ConfigError: if it is a file.
    """
    if os.path.exists(folder) and not os.path.isdir(folder):
        name = field.rpartition(".")[2]
        raise ConfigError(
            f"{name} must be the folder of the checkpoints. Received: {folder}, which is not a folder",
            {name: field},
        )


def check_scorer(config: DecodingConfig) -> None:
    """Raise an error if the scorer cannot be read.

    Raises:
        ConfigError: with the reason.
    """
    if config.scorer_path:
        require_readable("DecodingConfig.scorer_path", config.scorer_path, "a .scorer file")


def require_readable(field: str, path: str, expected: str) -> None:
    """Raise an error if a file is missing, not a regular file, empty or not readable.

    Args:
        field: the field that names the file, with its class.
        path: the file.
        expected: what the field must name, such as "a .scorer file".

    Raises:
        ConfigError: with the reason.
    """
    if problem := _problem(path):
        name = field.rpartition(".")[2]
        raise ConfigError(
            f"{name} cannot be read: {problem}; expected {expected}. Received: {path}", {name: field}
        )


def _problem(path: str) -> str:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return "Is a directory"
        if not stat.S_ISREG(status.st_mode):
            return "Not a regular file"
        with open(path, "rb") as file:
            return "" if file.read(1) else "the file is empty"
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return reason_of(error)


def check_folder(field: str, folder: str | os.PathLike[str]) -> None:
    """Raise an error for a folder that cannot be created or written; an empty name is accepted.

    Args:
        field: the field that names the folder, with its class.
        folder: the folder.

    Raises:
        ConfigError: naming the field.
    """
    if not folder:
        return
    place = Path(folder).absolute()
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if problem := _problem_of_folder(place):
        name = field.rpartition(".")[2]
        raise ConfigError(
            f"{name} must be a folder that can be written. Received: {folder} ({place} {problem})",
            {name: field},
        )


def check_file(field: str, file: str) -> None:
    """Raise an error for a file that cannot be written; an empty name is accepted.

    Args:
        field: the field that names the file, with its class.
        file: the file.

    Raises:
        ConfigError: naming the field.
    """
    if not file:
        return
    path = Path(file).absolute()
    problem = ""
    if path.is_dir():
        problem = "is a folder"
    elif in_folder := _problem_of_folder(path.parent):
        problem = f"{path.parent} {in_folder}"
    elif path.exists() and not os.access(path, os.W_OK):
        problem = "cannot be written: Permission denied"
    if problem:
        name = field.rpartition(".")[2]
        raise ConfigError(
            f"{name} must be a file in a folder that can be written. Received: {file} ({problem})",
            {name: field},
        )


def _problem_of_folder(place: Path) -> str:
    """Why a folder is not writable; empty if writing a file to it succeeds."""
    if not os.path.lexists(place):
        return "does not exist"
    if not place.exists():
        return "is a link to something that does not exist"
    if not place.is_dir():
        return "is not a folder"
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".deepspeech-", dir=place))
    except OSError as error:
        return f"cannot be written: {reason_of(error)}"
    return ""


def check_archive(export_dir: str, *, emptied: bool) -> None:
    """Check that an archive will contain only the export: it gets all files of the folder.

    Raises:
        ConfigError: if the folder contains files and will not be emptied.
    """
    folder = Path(export_dir)
    if folder.is_dir() and not emptied and any(folder.iterdir()):
        raise ConfigError(
            f"archive needs an empty or new export_dir, or remove. Received: {folder}, which contains files",
            {name: f"ExportJob.{name}" for name in ("archive", "export_dir", "remove")},
        )


def check_removal(export_dir: str, *kept: tuple[str, str]) -> None:
    """Check that no needed folder is deleted, such as that of the checkpoints or the current one.

    Args:
        export_dir: the folder.
        kept: descriptions of other things that must be kept, with their paths.

    Raises:
        ConfigError: naming the folder that would be deleted.
    """
    export = Path(export_dir).resolve()
    own = (("the current folder", os.getcwd()), ("the home folder", os.path.expanduser("~")))
    for what, folder in (*kept, *own):
        place = Path(folder).resolve()
        if place == export or export in place.parents:
            raise ConfigError(
                f"remove would delete {what} ({place}). Received: export_dir {export_dir}",
                {name: f"ExportJob.{name}" for name in ("remove", "export_dir")},
            )
