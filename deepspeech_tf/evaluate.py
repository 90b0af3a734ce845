"""`python -m deepspeech_tf.evaluate`: the error rates of a checkpoint on test sets."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from deepspeech_tf.commandline.startup import load_tensorflow, requested_log_level
from deepspeech_tf.errors import ConfigError

if TYPE_CHECKING:
    from absl import flags


def body(values: flags.FlagValues) -> None:
    """Test only.

    Raises:
        ConfigError: if there is nothing to test on.
    """
    if not values.test_files:
        raise ConfigError("wanted --test_files, one or more CSV manifests to evaluate on. Received: none")
    load_tensorflow(values.log_level)
    from deepspeech_tf.commandline.phases import run_phases

    for other_phase in ("train_files", "export_dir", "one_shot_infer"):
        setattr(values, other_phase, "")
    run_phases(values)


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", requested_log_level(sys.argv))
    from deepspeech_tf.commandline.run import run_command

    run_command(body)


if __name__ == "__main__":
    main()
