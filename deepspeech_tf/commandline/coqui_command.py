"""Runs the commands of this project with the command lines of Coqui STT's training package."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.commandline.command import run_command
from deepspeech_tf.commandline.coqui_flags import CoquiFlags, complete, converted, read_coqui_flags
from deepspeech_tf.commandline.help_text import asks_for_help
from deepspeech_tf.commandline.messages import message_of
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import DeepSpeechError, reason_of
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.whole_file import write_text

_OTHER_PHASES = ("train_files", "test_files", "export_dir", "one_shot_infer")
_COMMANDS: dict[str, dict[str, Any]] = {
    "train": {},
    "evaluate": {"required": "test_files", "divided": "test"},
    "export": {"required": "export_dir", "divided": "alphabet"},
    "infer": {"required": "one_shot_infer", "divided": "alphabet"},
    "optimize": {"required": "test_files", "divided": "dev", "work": "search"},
}


def run_as_coqui(command: str) -> None:
    """Run the command of the process; exits with 0, or with 1 after an error.

    Args:
        command: train, evaluate, export, infer or optimize.
    """
    begin_command()
    settings = dict(_COMMANDS[command])
    if required := settings.get("required"):
        settings["unused"] = [name for name in _OTHER_PHASES if name != required]
    if not asks_for_help(sys.argv[1:]):
        try:
            given = read_coqui_flags(sys.argv[1:])
            complete(given, command, _write_alphabet)
            sys.argv[1:] = converted(given.values)
        except DeepSpeechError as error:
            sys.exit(f"E {message_of(error)}")
        except OSError as error:
            sys.exit(f"E {error.filename}: {reason_of(error)}")
        for note in given.notes:
            print(f"W {note}", flush=True)
    run_command(**settings)


def _write_alphabet(given: CoquiFlags) -> str:
    """Writes the characters of the three sets as `alphabet.txt` into the folder of the checkpoints."""
    paths = [path for name in ("train_files", "dev_files", "test_files") for path in given.values[name]]
    characters = {letter for one in read_manifests(paths) for letter in one.transcript}
    os.makedirs(given.save_folder, exist_ok=True)
    path = Path(given.save_folder) / "alphabet.txt"
    write_text(path, Alphabet.from_labels(sorted(characters)).file_text())
    return str(path)
