"""Checks the input files and folders that the flags name, before any long work."""

from __future__ import annotations

import logging
import os

from absl import flags

from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.jobs import places

log = logging.getLogger(__name__)


def require_readable(flag: str, path: str, expected: str) -> None:
    """Raise an error if a file is missing, not a regular file, empty or not readable.

    Args:
        flag: the flag that names the file.
        path: the file.
        expected: what the flag must name, for example "a .scorer file".

    Raises:
        ConfigError: with the reason.
    """
    places.require_readable(f"--{flag}", path, expected)


@speaking_of_flags
def check_load_folder(values: flags.FlagValues) -> None:
    """Check the folder that training loads checkpoints from; it may be empty or missing.

    Raises:
        ConfigError: if it is a file.
    """
    flag = "load_checkpoint_dir" if values.load_checkpoint_dir else "checkpoint_dir"
    folder = getattr(values, flag)
    places.check_load_folder(f"--{flag}", folder)
    if values.load_checkpoint_dir and not os.path.exists(folder):
        log.warning("--%s %s: No such file or directory, so there is no checkpoint to load", flag, folder)
