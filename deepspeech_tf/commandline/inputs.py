"""Files that the flags name, looked at before hours of work depend on them."""

from __future__ import annotations

import os
import stat

from deepspeech_tf.errors import ConfigError, reason_of


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
