"""Command lines of Coqui STT 1.4 converted to flags of this project.

Coqui's lists are separated by spaces, and its switches take a value: `--train_files a.csv b.csv
--show_progressbar false`. Defaults that differ are completed. doc/compatibility.md has a table of the rest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deepspeech_tf.commandline.flags import ALL_FLAGS
from deepspeech_tf.errors import ConfigError, quote

_LISTS = ("train_files", "dev_files", "test_files", "metrics_files")
_RENAMED = {
    "export_min_stt_version": "export_min_ds_version",
    "export_max_stt_version": "export_max_ds_version",
}
WITHOUT_EFFECT = {
    "vocab_file": "it is for the decoders of Flashlight, which are not available",
    "shuffle_buffer": "all batches are shuffled, not a part of them",
}
_SWITCHES = {row.name for row in ALL_FLAGS if row.kind == "bool"}
_WORDS = {"true": True, "false": False}
_SETS = ("train_files", "dev_files", "test_files")
_BEAM_WIDTH = "500"  # of Coqui's evaluation


@dataclass
class CoquiFlags:
    """The flags of a command line, by their names in this project.

    Args:
        values: the values of each flag in the order of the command line.
        notes: warnings for the user.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The value of a flag; empty if it was not given."""
        return (self.values.get(name) or [""])[-1]

    def is_on(self, name: str, default: bool = False) -> bool:
        """Whether a switch is on."""
        return _switch(name, self.text(name)) if name in self.values else default

    @property
    def load_folder(self) -> str:
        """The folder of the checkpoints to load; empty: not given."""
        return self.text("load_checkpoint_dir") or self.text("checkpoint_dir")

    @property
    def save_folder(self) -> str:
        """The folder of the checkpoints to save; empty: not given."""
        return self.text("save_checkpoint_dir") or self.text("checkpoint_dir")


def read_coqui_flags(arguments: Sequence[str]) -> CoquiFlags:
    """Reads a command line.

    Raises:
        ConfigError: if it does not begin with a flag.
    """
    given = CoquiFlags()
    name = ""
    for argument in arguments:
        if argument.startswith("--") and argument != "--":
            written, separator, value = argument[2:].partition("=")
            name = _RENAMED.get(written, written)
            if name not in _LISTS and name != "augment":
                given.values[name] = []
            given.values.setdefault(name, []).extend([value] if separator else [])
        elif not name:
            raise ConfigError(f"expected flags only (--name value). Received: {quote(argument)}")
        else:
            given.values[name].append(argument)
    return given


def complete(given: CoquiFlags, command: str, make_alphabet: Callable[[CoquiFlags], str]) -> None:
    """Sets the flags whose defaults differ in Coqui STT.

    Args:
        given: the flags.
        command: train, evaluate, export, infer or optimize.
        make_alphabet: writes an alphabet of the characters in the sets, and returns its path.

    Raises:
        ConfigError: if there is no checkpoint folder or no alphabet, or flags exclude each other.
    """
    for name, reason in WITHOUT_EFFECT.items():
        if given.values.pop(name, None) is not None:
            given.notes.append(f"--{name} has no effect: {reason}")
    _complete_folders(given, command)
    if command == "train":
        _complete_training(given)
    if command != "infer" and "beam_width" not in given.values:
        given.values["beam_width"] = [given.text("export_beam_width") or _BEAM_WIDTH]
    if given.text("export_dir") and "export_tflite" not in given.values:
        given.values["export_tflite"] = [str(not given.is_on("export_savedmodel")).lower()]
    _complete_alphabet(given, command, make_alphabet)


def converted(values: Mapping[str, Sequence[str]]) -> list[str]:
    """The flags in the form that absl reads.

    Raises:
        ConfigError: if a flag has no value or too many, or a switch a value other than true and false.
    """
    arguments = []
    for name, texts in values.items():
        if name in _LISTS:
            arguments.append(f"--{name}={','.join(texts)}")
        elif name == "augment":
            arguments += [f"--augment={text}" for text in texts]
        elif name in _SWITCHES:
            one = _one(name, texts or ["true"])
            arguments.append(f"--{name}" if _switch(name, one) else f"--no{name}")
        else:
            arguments.append(f"--{name}={_one(name, texts)}")
    return arguments


def _one(name: str, texts: Sequence[str]) -> str:
    if len(texts) != 1:
        received = " ".join(texts) if texts else "none"
        raise ConfigError(f"--{name} must have one value. Received: {quote(received)}")
    return texts[0]


def _switch(name: str, text: str) -> bool:
    value = _WORDS.get(text.lower() or "true")
    if value is None:
        raise ConfigError(f"--{name} must be true or false. Received: {quote(text)}")
    return value


def _complete_folders(given: CoquiFlags, command: str) -> None:
    if given.text("checkpoint_dir"):
        for name in ("load_checkpoint_dir", "save_checkpoint_dir"):
            if given.values.pop(name, None):
                given.notes.append(f"--{name} has no effect: --checkpoint_dir is used, as in Coqui STT")
    needed = ("load", "save") if command == "train" else ("load",)
    for kind in needed:
        if not (given.load_folder if kind == "load" else given.save_folder):
            raise ConfigError(
                f"expected --checkpoint_dir or --{kind}_checkpoint_dir, which have no defaults in Coqui STT. "
                "Received: none"
            )


def _complete_training(given: CoquiFlags) -> None:
    if "summary_dir" not in given.values:
        given.values["summary_dir"] = [os.path.join(given.save_folder, "summaries")]
    if not given.is_on("train_cudnn") and "load_cudnn" not in given.values:
        given.values["load_cudnn"] = ["true"]
    is_moved = given.load_folder != given.save_folder
    if is_moved and given.values.get("train_files") and given.values.pop("test_files", None):
        given.notes.append(
            "--test_files has no effect: --load_checkpoint_dir and --save_checkpoint_dir differ. "
            "Test with coqui_stt_training.evaluate"
        )


def _complete_alphabet(given: CoquiFlags, command: str, make_alphabet: Callable[[CoquiFlags], str]) -> None:
    """Looks for the alphabet where Coqui STT does."""
    if given.is_on("bytes_output_mode"):
        if given.text("alphabet_config_path"):
            raise ConfigError("--bytes_output_mode and --alphabet_config_path exclude each other")
        return
    if given.text("alphabet_config_path") or given.text("auto_input_dataset"):
        return
    sets = [given.values.get(name) or [] for name in _SETS]
    places = [given.load_folder]
    folders = {os.path.dirname(path) for paths in sets for path in paths}
    if all(sets) and len(folders) == 1:
        places += folders
    found = [
        path for path in (os.path.join(place, "alphabet.txt") for place in places) if Path(path).is_file()
    ]
    if not found and command == "train" and all(sets):
        found = [make_alphabet(given)]
        given.notes.append(f"{found[0]} has the characters of all transcripts")
    if not found:
        raise ConfigError(
            "expected --alphabet_config_path, alphabet.txt in the folder of the checkpoint or beside the "
            "three sets, or, in a training, all three sets, whose characters become the alphabet. "
            "Received: none of them"
        )
    given.values["alphabet_config_path"] = [found[0]]
