"""Manages the list of checkpoints in a folder (TensorFlow's state files), and removes old ones."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from pathlib import Path

from deepspeech_tf.checkpoint.bundle import INDEX_SUFFIX, bundle_exists, delete_bundle
from deepspeech_tf.errors import reason_of
from deepspeech_tf.whole_file import write_json, write_text

LAST_STATE = "checkpoint"
BEST_STATE = "best_dev_checkpoint"
LAST_PREFIX = "train"
BEST_PREFIX = "best_dev"
_PREFIXES = {LAST_STATE: LAST_PREFIX, BEST_STATE: BEST_PREFIX}
# Names the checkpoint with which a run ended as planned; a run without it was interrupted.
FINISHED_FILE = "finished.json"

log = logging.getLogger(__name__)

_ENTRY = re.compile(r'^\s*(model_checkpoint_path|all_model_checkpoint_paths)\s*:\s*"((?:[^"\\]|\\.)*)"')


def listed_checkpoints(folder: Path, state_file: str) -> list[Path]:
    """Prefixes named in a state file that exist, newest first; paths are relative to `folder` or absolute.

    A state file without a readable entry is damaged; then the checkpoints in the folder are used, the one
    with the most steps first.
    """
    try:
        lines = (folder / state_file).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    if not any(_ENTRY.match(line) for line in lines):
        found = _checkpoints_by_step(folder, state_file)
        log.warning(
            "%s does not name a checkpoint, so it is damaged; %s",
            folder / state_file,
            f"using those in the folder, {found[0].name} first"
            if found
            else "the folder does not contain any either",
        )
        return found
    newest: list[Path] = []
    others: list[Path] = []
    for line in lines:
        match = _ENTRY.match(line)
        if match:
            prefix = folder / match.group(2)
            if not bundle_exists(prefix):  # a folder that was moved after absolute paths were written
                prefix = folder / Path(match.group(2)).name
            (newest if match.group(1) == "model_checkpoint_path" else others).append(prefix)
    ordered = dict.fromkeys([*newest, *reversed(others)])
    return [prefix for prefix in ordered if bundle_exists(prefix)]


def _checkpoints_by_step(folder: Path, state_file: str) -> list[Path]:
    """All checkpoints in `folder` of the kind that `state_file` lists, most steps first."""
    name = re.compile(rf"{_PREFIXES[state_file]}-(\d+){re.escape(INDEX_SUFFIX)}")
    found = [(int(match.group(1)), path) for path in folder.iterdir() if (match := name.fullmatch(path.name))]
    return [path.with_suffix("") for _, path in sorted(found, reverse=True)]


def why_none(folder: Path) -> str:
    """Why a folder has no loadable checkpoint."""
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        return "a file instead of a checkpoint folder"
    except OSError as error:
        return reason_of(error)
    stated = [name for name in _PREFIXES if name in names]
    if stated:
        return f"the checkpoints that {' and '.join(stated)} names are missing"
    return "a folder without checkpoints" if names else "an empty folder"


def announce_checkpoint(folder: Path, state_file: str, prefix: Path) -> None:
    """List `prefix` as the newest before it is written; readers ignore it until its files exist.

    So a process that is killed just after writing a checkpoint does not lose it.
    """
    _write_state(folder / state_file, [prefix, *_others(folder, state_file, prefix)])


def withdraw_checkpoint(folder: Path, state_file: str, prefix: Path) -> None:
    """Undo `announce_checkpoint` for a checkpoint that could not be written, if possible."""
    with contextlib.suppress(OSError):
        if others := _others(folder, state_file, prefix):
            _write_state(folder / state_file, others)
        else:
            (folder / state_file).unlink(missing_ok=True)


def keep_newest(folder: Path, state_file: str, prefix: Path, keep: int) -> None:
    """With `prefix` as the newest, list the `keep` newest of a state file and delete the others."""
    newest_first = [prefix, *_others(folder, state_file, prefix)]
    _write_state(folder / state_file, newest_first[:keep])
    for old in newest_first[keep:]:
        delete_bundle(old)


def _others(folder: Path, state_file: str, prefix: Path) -> list[Path]:
    return [old for old in listed_checkpoints(folder, state_file) if old != prefix]


def _write_state(path: Path, newest_first: list[Path]) -> None:
    lines = [f'model_checkpoint_path: "{newest_first[0].name}"']
    lines += [f'all_model_checkpoint_paths: "{prefix.name}"' for prefix in reversed(newest_first)]
    write_text(path, "\n".join(lines) + "\n")


def remove_partial_files(folder: Path) -> None:
    """Delete temporary files of an interrupted writer."""
    for leftover in folder.glob(".*.partial-*"):
        leftover.unlink(missing_ok=True)


def mark_finished(folder: Path, prefix: Path) -> None:
    """Record that the run that wrote `prefix` ended as planned."""
    write_json(folder / FINISHED_FILE, {"checkpoint": prefix.name}, end="\n")


def is_finished(folder: Path, prefix: Path) -> bool:
    """Whether `prefix` is the checkpoint with which a run ended as planned."""
    try:
        finished = json.loads((folder / FINISHED_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(finished, dict) and finished.get("checkpoint") == prefix.name
