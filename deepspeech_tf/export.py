"""`python -m deepspeech_tf.export`: a checkpoint as a frozen graph or a TFLite model."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from deepspeech_tf.commandline.startup import load_tensorflow, requested_log_level
from deepspeech_tf.errors import ConfigError

if TYPE_CHECKING:
    from absl import flags


def body(values: flags.FlagValues) -> None:
    """Export only.

    Raises:
        ConfigError: if it is not said where to.
    """
    if not values.export_dir:
        raise ConfigError("wanted --export_dir, the folder to export to. Received: none")
    load_tensorflow(values.log_level)
    from deepspeech_tf.commandline.phases import run_phases

    for other_phase in ("train_files", "test_files", "one_shot_infer"):
        setattr(values, other_phase, "")
    run_phases(values)


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", requested_log_level(sys.argv))
    from deepspeech_tf.commandline.run import run_command

    run_command(body)


if __name__ == "__main__":
    main()
