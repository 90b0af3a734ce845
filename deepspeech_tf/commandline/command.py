"""Runs a command: parses flags, sets up the log, and reports errors with one message and exit status 1."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Literal

from absl import app, flags

from deepspeech_tf.commandline.automatic_sets import Part, use_divided_set
from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.commandline.config_file import apply_config_file
from deepspeech_tf.commandline.flags import define_flags
from deepspeech_tf.commandline.help_text import asks_for_help, help_text
from deepspeech_tf.commandline.logs import configure_logging
from deepspeech_tf.commandline.messages import message_of
from deepspeech_tf.commandline.settings import check_ranges, explain_former_flags
from deepspeech_tf.commandline.startup import load_tensorflow, requested_log_level
from deepspeech_tf.errors import ConfigError, DeepSpeechError, reason_of
from deepspeech_tf.fit.interruption import Interrupted

log = logging.getLogger(__name__)
_MAX_NESTED_FILES = 8  # flag files with a byte order mark that name another such file

Work = Literal["phases", "search", "convert", "doctor"]


def run_command(
    required: str = "", unused: Sequence[str] = (), work: Work = "phases", divided: Part | None = None
) -> None:
    """Parse the flags and run the requested phases; exits with 0, or with 1 after an error.

    Args:
        required: a flag without which the command has nothing to do; empty: none.
        unused: flags of phases that the command does not have; they are ignored.
        work: run phases, search the weights of the scorer, convert a checkpoint, or examine data sets.
        divided: the part that the command uses of a set that `--auto_input_dataset` names; None: training
            splits it.
    """
    begin_command()
    if asks_for_help(sys.argv[1:]):
        print(help_text(sys.modules["__main__"].__doc__ or ""))
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", requested_log_level(sys.argv))
    define_flags()

    def main(arguments: list[str]) -> None:
        values = flags.FLAGS
        configure_logging(values.log_level)  # to report an error in the file
        signal.signal(signal.SIGTERM, _terminate)
        try:
            apply_config_file(values)
            configure_logging(values.log_level)
            _require_no_stray(arguments[1:])
            if divided:
                use_divided_set(values, divided)
            _check(values, required)
            _leave_out(values, unused)
            _work(values, work)
        except DeepSpeechError as error:
            log.error("%s", message_of(error, values))
            sys.exit(1)
        except KeyboardInterrupt as interrupt:
            number = interrupt.number if isinstance(interrupt, Interrupted) else signal.SIGINT
            log.error("Terminated" if number == signal.SIGTERM else "Interrupted")
            sys.exit(128 + number)

    app.run(main, flags_parser=_parse_flags)


def _parse_flags(arguments: list[str]) -> list[str]:
    """Parse the arguments, and return those that are not flags; ends the process after an error.

    Flag files are read first, because some begin with a byte order mark.
    """
    try:
        named = arguments[1:]
        for _ in range(_MAX_NESTED_FILES):
            named = flags.FLAGS.read_flags_from_files(named, force_gnu=False)
            named = [one.removeprefix("\ufeff") for one in named if not one.startswith("\ufeff#")]
        return list(flags.FLAGS([arguments[0], *named]))
    except UnicodeDecodeError as error:
        message = f"--flagfile must name a text file in UTF-8. Received: {reason_of(error)}"
    except flags.Error as error:
        message, cause = str(error), error.__context__
        if isinstance(cause, OSError):
            message = f"--flagfile {cause.filename} cannot be read: {reason_of(cause)}"
    print(f"E {message}\nE --help shows all flags", file=sys.stderr)
    sys.exit(1)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)


def _require_no_stray(stray: Sequence[str]) -> None:
    if stray:
        raise ConfigError(f"expected flags only (--name value). Received: {' '.join(stray)}")


def _leave_out(values: flags.FlagValues, unused: Sequence[str]) -> None:
    """A flag file can be shared by all commands, so unused flags are not an error."""
    if named := [f"--{name}" for name in unused if getattr(values, name)]:
        log.info("Not used by this command: %s", ", ".join(named))
    for name in unused:
        setattr(values, name, "")


def _check(values: flags.FlagValues, required: str) -> None:
    explain_former_flags(values)
    check_ranges(values)
    if required and not getattr(values, required):
        raise ConfigError(f"expected --{required} ({values[required].help}). Received: none")


def _work(values: flags.FlagValues, work: Work) -> None:
    if work == "doctor":  # needs TensorFlow for checkpoints only
        from deepspeech_tf.commandline.doctor_phase import examine_sets

        examine_sets(values)
        return
    # Importing TensorFlow takes seconds, so it is imported only now: --helpfull and wrong flags are fast.
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
