"""Files that the flags name, looked at before hours of work depend on them."""

from __future__ import annotations

import logging
import os
import stat

from absl import flags

from deepspeech_tf.errors import ConfigError, reason_of

log = logging.getLogger(__name__)


def require_readable(flag: str, path: str, wanted: str) -> None:
    """Refuse a file that is missing, no file, empty or cannot be read.

    Args:
        flag: that names the file.
        path: the file.
        wanted: what the flag must name, such as "a .scorer file".

    Raises:
        ConfigError: with the reason.
    """
    if problem := _problem(path):
        raise ConfigError(f"--{flag} cannot be read: {problem}; wanted {wanted}. Received: {path}")


def check_load_folder(values: flags.FlagValues) -> None:
    """Look at the folder that training loads checkpoints from; that it has none yet is no mistake.

    Raises:
        ConfigError: if it is a file.
    """
    flag = "load_checkpoint_dir" if values.load_checkpoint_dir else "checkpoint_dir"
    folder = getattr(values, flag)
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ConfigError(
            f"--{flag} must be the folder of the checkpoints. Received: {folder}, which is not a folder"
        )
    if values.load_checkpoint_dir and not os.path.exists(folder):
        log.warning("--%s %s: No such file or directory, so there is no checkpoint to load", flag, folder)


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
