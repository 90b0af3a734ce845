"""Places that the flags name for results, looked at before hours of work depend on them."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from absl import flags

from deepspeech_tf.commandline.settings import load_dir, save_dir
from deepspeech_tf.errors import ConfigError, reason_of

log = logging.getLogger(__name__)


def check_outputs(values: flags.FlagValues) -> None:
    """Refuse places that cannot be written, and an export that would remove what is still needed.

    A default `--summary_dir` that cannot be written is named in a warning, and left out.

    Raises:
        ConfigError: naming the flag.
    """
    if values.train_files:
        _check_folder(
            "save_checkpoint_dir" if values.save_checkpoint_dir else "checkpoint_dir", save_dir(values)
        )
        _check_summaries(values)
    if values.test_files:
        check_report_folder(values)
        _check_file("test_output_file", values.test_output_file)
    _check_folder("export_dir", values.export_dir)
    if values.feature_cache:
        _check_file("feature_cache", f"{values.feature_cache}.sqlite")
    if values.export_dir and values.remove_export:
        _check_removal(values)
    if values.export_zip:
        _check_archive(values)


def check_report_folder(values: flags.FlagValues) -> None:
    """Refuse a `--report_dir` that cannot be written.

    Raises:
        ConfigError: naming the flag.
    """
    _check_folder("report_dir", values.report_dir)


def _check_folder(flag: str, folder: str) -> None:
    """A folder that is there or can be made; empty means that none is asked for."""
    if not folder:
        return
    place = Path(folder).absolute()
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if problem := _problem_of_folder(place):
        raise ConfigError(
            f"--{flag} must be a folder that can be written. Received: {folder} ({place} {problem})"
        )


def _check_summaries(values: flags.FlagValues) -> None:
    try:
        _check_folder("summary_dir", values.summary_dir)
    except ConfigError as error:
        if values["summary_dir"].present:
            raise
        log.warning("No summaries are written, since the default folder cannot be: %s", error)
        values["summary_dir"].value = ""


def _check_file(flag: str, file: str) -> None:
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
        raise ConfigError(
            f"--{flag} must be a file in a folder that can be written. Received: {file} ({problem})"
        )


def _problem_of_folder(place: Path) -> str:
    """Why nothing can be written into a folder; empty if something can, which is tried."""
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


def _check_archive(values: flags.FlagValues) -> None:
    """All that is in the folder goes into the archive, so nothing may be in it before."""
    if not values.export_dir:
        raise ConfigError("--export_zip wants --export_dir. Received: none")
    folder = Path(values.export_dir)
    if folder.is_dir() and not values.remove_export and any(folder.iterdir()):
        raise ConfigError(
            f"--export_zip wants an empty or new --export_dir, or --remove_export. Received: {folder}, "
            "which has files"
        )


def _check_removal(values: flags.FlagValues) -> None:
    """`--remove_export` deletes a whole folder: never one with checkpoints, or the one we stand in."""
    export_dir = Path(values.export_dir).resolve()
    kept = {
        "the checkpoints": load_dir(values),
        "the new checkpoints": save_dir(values),
        "the current folder": os.getcwd(),
        "the home folder": os.path.expanduser("~"),
    }
    for what, folder in kept.items():
        place = Path(folder).resolve()
        if place == export_dir or export_dir in place.parents:
            raise ConfigError(
                f"--remove_export would delete {what} ({place}). Received: --export_dir {values.export_dir}"
            )
