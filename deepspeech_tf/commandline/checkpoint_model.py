"""The model of a checkpoint, for commands that use the native client: a process exports it."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deepspeech_tf.errors import ConfigError


def model_of_checkpoint(checkpoint_dir: str, flags: Sequence[str]) -> Path:
    """Exports a checkpoint into a temporary folder, which is removed when the process ends.

    Args:
        checkpoint_dir: the folder of the checkpoint.
        flags: flags of training that describe the network of a checkpoint without description.

    Raises:
        ConfigError: if it cannot be exported; the reason is on standard error.
    """
    folder = Path(tempfile.mkdtemp(prefix="deepspeech-checkpoint-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [sys.executable, "-m", "deepspeech_tf.export", "--checkpoint_dir", checkpoint_dir]
    command += ["--export_dir", str(folder), "--export_tflite", *flags]
    status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    models = sorted(folder.glob("*.tflite"))
    if status or not models:
        raise ConfigError(f"--checkpoint_dir {checkpoint_dir}: the model could not be exported (see above)")
    return models[0]
