"""`python -m deepspeech_tf.train`: train, test and export, in this order, as far as the flags ask for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from deepspeech_tf.commandline.startup import load_tensorflow, requested_log_level

if TYPE_CHECKING:
    from absl import flags


def body(values: flags.FlagValues) -> None:
    """The phases of one run.

    Raises:
        ConfigError: if no phase is asked for.
    """
    # TensorFlow takes seconds to import, and only now may be: --helpfull and a wrong flag answer at once.
    load_tensorflow(values.log_level)
    from deepspeech_tf.commandline.phases import run_phases

    run_phases(values)


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", requested_log_level(sys.argv))
    from deepspeech_tf.commandline.run import run_command

    run_command(body)


if __name__ == "__main__":
    main()
