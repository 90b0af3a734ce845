"""Running a command: flags, log, and errors that end in one clear message and exit status 1."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from absl import app, flags

from deepspeech_tf.commandline.flags import ALL_FLAGS, define_flags
from deepspeech_tf.commandline.logs import configure_logging
from deepspeech_tf.commandline.settings import refuse_unavailable
from deepspeech_tf.errors import ConfigError, DeepSpeechError

log = logging.getLogger(__name__)


def run_command(body: Callable[[flags.FlagValues], None]) -> None:
    """Define and parse the flags, then call `body`; exits the process with 0, or with 1 after an error."""
    define_flags()

    def main(arguments: list[str]) -> None:
        values = flags.FLAGS
        configure_logging(values.log_level)
        try:
            if len(arguments) > 1:
                raise ConfigError(f"wanted flags only (--name value). Received: {' '.join(arguments[1:])}")
            refuse_unavailable(values)
            body(values)
        except DeepSpeechError as error:
            log.error("%s", error)
            sys.exit(1)
        except KeyboardInterrupt:
            log.error("Interrupted")
            sys.exit(130)

    app.run(main)


def flags_text(values: flags.FlagValues) -> str:
    """All flags of the project with their values, in the form that `--flagfile` reads."""
    lines = (values[name].serialize() for name, *_ in ALL_FLAGS)
    return "\n".join(line for line in lines if line) + "\n"
