"""Running a command: flags, log, and errors that end in one clear message and exit status 1."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Literal

from absl import app, flags

from deepspeech_tf.commandline.config_file import apply_config_file
from deepspeech_tf.commandline.flags import define_flags
from deepspeech_tf.commandline.help_text import asks_for_help, help_text
from deepspeech_tf.commandline.logs import configure_logging
from deepspeech_tf.commandline.settings import check_ranges, explain_former_flags
from deepspeech_tf.commandline.startup import load_tensorflow, requested_log_level
from deepspeech_tf.errors import ConfigError, DeepSpeechError
from deepspeech_tf.fit.interruption import Interrupted

log = logging.getLogger(__name__)

Work = Literal["phases", "search", "convert", "doctor"]


def run_command(required: str = "", unused: Sequence[str] = (), work: Work = "phases") -> None:
    """Parse the flags and run the phases that they ask for; exits with 0, or with 1 after an error.

    Args:
        required: a flag without which the command has nothing to do; empty: none.
        unused: flags of phases that the command does not have; they count as not given.
        work: run phases, search the weights of the scorer, convert a checkpoint, or examine data sets.
    """
    if asks_for_help(sys.argv[1:]):
        print(help_text(sys.modules["__main__"].__doc__ or ""))
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", requested_log_level(sys.argv))
    define_flags()

    def main(arguments: list[str]) -> None:
        values = flags.FLAGS
        configure_logging(values.log_level)  # for a mistake in the file
        signal.signal(signal.SIGTERM, _terminate)
        try:
            apply_config_file(values)
            configure_logging(values.log_level)
            _check(values, arguments[1:], required)
            for name in unused:
                setattr(values, name, "")
            _work(values, work)
        except DeepSpeechError as error:
            log.error("%s", error)
            sys.exit(1)
        except BrokenPipeError:  # whoever read the output is gone; Python would complain once more at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(128 + signal.SIGPIPE)
        except KeyboardInterrupt as interrupt:
            number = interrupt.number if isinstance(interrupt, Interrupted) else signal.SIGINT
            log.error("Terminated" if number == signal.SIGTERM else "Interrupted")
            sys.exit(128 + number)

    app.run(main)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)


def _check(values: flags.FlagValues, stray: Sequence[str], required: str) -> None:
    if stray:
        raise ConfigError(f"wanted flags only (--name value). Received: {' '.join(stray)}")
    explain_former_flags(values)
    check_ranges(values)
    if required and not getattr(values, required):
        raise ConfigError(f"wanted --{required} ({values[required].help}). Received: none")


def _work(values: flags.FlagValues, work: Work) -> None:
    if work == "doctor":  # needs no TensorFlow
        from deepspeech_tf.commandline.doctor_phase import examine_sets

        examine_sets(values)
        return
    # TensorFlow takes seconds to import, and only now may be: --helpfull and a wrong flag answer at once.
    load_tensorflow(values.log_level)
    if work == "search":
        from deepspeech_tf.commandline.lm_search_phase import optimize_lm

        optimize_lm(values)
    elif work == "convert":
        from deepspeech_tf.commandline.conversion_phase import convert_checkpoint

        convert_checkpoint(values)
    else:
        from deepspeech_tf.commandline.phases import run_phases

        run_phases(values)
