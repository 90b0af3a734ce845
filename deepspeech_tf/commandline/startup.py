"""Loads TensorFlow without the start-up messages of its C++ code."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence

QUIET = "3"


def requested_log_level(argv: Sequence[str]) -> str:
    """TensorFlow's C++ log level: `--log_level` in `argv`, or fatal errors only."""
    for position, argument in enumerate(argv):
        name, separator, value = argument.lstrip("-").partition("=")
        if name == "log_level":
            value = value if separator else "".join(argv[position + 1 : position + 2])
            if value.isdigit():
                return value
    return QUIET


def load_tensorflow(log_level: int) -> None:
    """Import TensorFlow and find its devices.

    TensorFlow 2.21 writes notes (oneDNN is on, no CUDA driver) straight to file descriptor 2, whatever
    `TF_CPP_MIN_LOG_LEVEL` says. They are shown at `log_level` 0, and if the import fails.
    """
    if log_level == 0:
        _import()
        return
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as notes:
        os.dup2(notes.fileno(), 2)
        try:
            _import()
        except Exception:  # not Ctrl-C
            notes.seek(0)
            os.write(terminal, notes.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


def _import() -> None:
    import tensorflow as tf

    tf.config.list_physical_devices()
