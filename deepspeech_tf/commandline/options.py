"""Options of commands that run without TensorFlow and absl, spelled as the flags of 0.9.3."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.errors import DeepSpeechError, one_line, reason_of

_TRUE, _FALSE = ("true", "t", "1", "yes", "y"), ("false", "f", "0", "no", "n")
_MAX_FLAG_FILES = 8
# The extra of pyproject.toml that installs a module.
EXTRAS = {
    **dict.fromkeys(("av", "tqdm", "webrtcvad"), "transcribe"),
    **dict.fromkeys(("ray", "pandas", "pyarrow"), "ray"),
    **dict.fromkeys(("prometheus_client", "python_multipart", "starlette", "uvicorn"), "serve"),
    **dict.fromkeys(("websockets", "wyoming", "zeroconf"), "serve"),
    "sounddevice": "microphone",
    "hassil": "commands",
    "tensorflow": "train",
    "keras": "train",
}


class Options(argparse.ArgumentParser):
    """A parser that ends with one message and status 1; `--flagfile`, `--force=true`, `--noforce` work."""

    def __init__(self, description: str, *, prog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def switch(self, name: str, help: str) -> None:
        """Adds a switch that is off by default."""
        self.add_argument(f"--{name}", action="store_true", help=help)

    def error(self, message: str) -> NoReturn:
        """Ends the process."""
        print(f"E {one_line(message)}\nE --help shows all options", file=sys.stderr)
        sys.exit(1)

    def parse(self, arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Parses arguments; returns the options, and the arguments that are unknown."""
        return self.parse_known_args(self._as_switches(self._with_flag_files(list(arguments))))

    def _with_flag_files(self, arguments: list[str]) -> list[str]:
        for _ in range(_MAX_FLAG_FILES):
            place = next((n for n, one in enumerate(arguments) if one.startswith("--flagfile")), None)
            if place is None:
                break
            _, separator, path = arguments[place].partition("=")
            end = place + (1 if separator else 2)
            path = path if separator else "".join(arguments[place + 1 : end])
            try:
                lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
            except (OSError, ValueError) as error:
                self.error(f"--flagfile {path} cannot be read: {reason_of(error)}")
            inside = [
                one.strip() for one in lines if one.strip() and not one.lstrip().startswith(("#", "//"))
            ]
            arguments[place:end] = inside
        return arguments

    def _as_switches(self, arguments: list[str]) -> list[str]:
        """`--noforce` and `--force=false` become nothing, `--force=true` becomes `--force`."""
        switches = {name for action in self._actions if action.nargs == 0 for name in action.option_strings}
        result: list[str] = []
        for one in arguments:
            name, separator, value = one.partition("=")
            if f"--{name.removeprefix('--no')}" in switches and name.startswith("--no") and not separator:
                name = f"--{name.removeprefix('--no')}"
                result = [kept for kept in result if kept != name]
            elif name in switches and separator:
                if value.lower() not in (*_TRUE, *_FALSE):
                    self.error(f"{name} must be true or false. Received: {value}")
                result = [kept for kept in result if kept != name] + [name] * (value.lower() in _TRUE)
            else:
                result.append(one)
        return result


def flag_of(error: DeepSpeechError) -> str:
    """The text of an error, with options in place of the fields it names."""
    text = str(error)
    for word in error.names:
        text = text.replace(word, f"--{word}", 1)
    return text


def missing_package(module: str, extra: str = "") -> str:
    """A message that names the command that installs a module, where one is known.

    Args:
        module: name of the module that was not found.
        extra: of the running command; it contains the packages of `transcribe`.
    """
    package = module.partition(".")[0]
    wanted = EXTRAS.get(package, "")
    if wanted == "transcribe" and extra:
        wanted = extra
    advice = f': pip install "deepspeech-tf[{wanted}]"' if wanted else ""
    return f"the package {package} is not installed{advice}"


def run(work: Callable[[], int], extra: str = "") -> NoReturn:
    """Runs a command, and ends the process with its status, or with one message and status 1 after an error.

    Args:
        work: returns the exit status.
        extra: of pyproject.toml, which installs what the command needs.
    """
    begin_command()
    logging.basicConfig(format="%(levelname).1s %(message)s", level=logging.INFO, stream=sys.stderr)
    signal.signal(signal.SIGTERM, _terminate)
    status = 1
    try:
        status = work()
    except DeepSpeechError as error:
        print(f"E {flag_of(error)}", file=sys.stderr)
    except (KeyboardInterrupt, _Terminated) as error:
        terminated = isinstance(error, _Terminated)
        print("E Terminated" if terminated else "E Interrupted", file=sys.stderr)
        status = 128 + (signal.SIGTERM if terminated else signal.SIGINT)
    except BrokenPipeError:
        os._exit(1)  # the reader has exited
    except ModuleNotFoundError as error:
        print(f"E {missing_package(error.name or str(error), extra)}", file=sys.stderr)
    sys.exit(status)


class _Terminated(BaseException):
    """SIGTERM was received."""


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated
