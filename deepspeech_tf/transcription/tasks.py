"""Finds the recordings that were named, and the places of their transcripts."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from deepspeech_tf.errors import ConfigError, one_line, quote, reason_of
from deepspeech_tf.transcription.job import Task

# In folders, files with these endings are recordings.
ENDINGS = frozenset(
    ".3gp .aac .ac3 .aif .aifc .aiff .amr .ape .au .avi .caf .dts .flac .flv .m2ts .m4a .m4b .m4v .mka .mkv "
    ".mov .mp2 .mp3 .mp4 .mpeg .mpg .mts .oga .ogg .ogv .opus .ra .rm .snd .spx .tta .w64 .wav .webm .wma "
    ".wmv .wv".split()
)


def find_recordings(names: Iterable[str], *, recursive: bool = False) -> list[Path | None]:
    """Recordings by files, folders and patterns (`talks/*.mp3`), sorted within each; None: standard input.

    Args:
        names: what was named; `-` is standard input.
        recursive: whether folders inside of folders are searched.

    Raises:
        ConfigError: if a name leads to no recording.
    """
    found: dict[Path | None, None] = {}
    for name in names:
        if name == "-":
            found[None] = None
        elif os.path.isdir(name):
            found |= dict.fromkeys(_in_folder(Path(name), recursive))
        elif os.path.exists(name):
            found[Path(name)] = None
        else:
            matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
            if not matches:
                raise ConfigError(f"expected a recording. Received: {one_line(name)}, which does not exist")
            for match in matches:
                inside = _in_folder(Path(match), recursive) if os.path.isdir(match) else [Path(match)]
                found |= dict.fromkeys(inside)
    return list(found)


def _in_folder(folder: Path, recursive: bool) -> list[Path]:
    entries = folder.rglob("*") if recursive else folder.iterdir()
    found = sorted(path for path in entries if path.suffix.lower() in ENDINGS and path.is_file())
    if not found:
        raise ConfigError(f"expected recordings in {one_line(folder)}. Received: none with a known ending")
    return found


def tasks_for(
    recordings: Sequence[Path | None], formats: Sequence[str], folder: Path | None = None
) -> list[Task]:
    """Transcripts beside the recordings or in a folder, with the ending of their format.

    Args:
        recordings: see `find_recordings`; the transcript of standard input goes to standard output.
        formats: see `FORMATS`.
        folder: None: beside each recording.

    Raises:
        ConfigError: if two recordings would have the same transcript.
    """
    tasks: list[Task] = []
    for source in recordings:
        if source is None:
            if len(formats) != 1 and folder is None:
                raise ConfigError(
                    "expected one format for standard output, or a folder. Received: several formats"
                )
            stem = folder and folder / "stdin"
        else:
            stem = (folder or source.parent) / source.stem
        outputs = tuple((one, stem.with_name(f"{stem.name}.{one}") if stem else None) for one in formats)
        tasks.append(Task(source, outputs))
    require_different_outputs(tasks)
    return tasks


def require_different_outputs(tasks: Iterable[Task]) -> None:
    """Raises ConfigError if two recordings have the same transcript, or one would replace a recording."""
    owners: dict[Path, str] = {}
    sources = {os.path.abspath(task.source) for task in tasks if task.source}
    for task in tasks:
        for _, path in task.outputs:
            if path is None:
                continue
            if os.path.abspath(path) in sources:
                raise ConfigError(f"the transcript {one_line(path)} would replace a recording")
            if (other := owners.setdefault(Path(os.path.abspath(path)), task.name)) != task.name:
                raise ConfigError(
                    f"{one_line(other)} and {one_line(task.name)} have the same transcript, "
                    f"{one_line(path)}. Transcribe them into different folders"
                )


def catalog_tasks(path: Path) -> list[Task]:
    """The recordings of a `.catalog` of DSAlign: a JSON list of objects with `audio` and `tlog`.

    Relative paths start at the folder of the catalog.

    Raises:
        ConfigError: naming the entry that cannot be used.
    """
    where = one_line(path)
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: expected a catalog (JSON): {reason_of(error)}") from error
    if not isinstance(entries, list) or not entries:
        raise ConfigError(
            f"{where}: expected a list of objects with audio and tlog. Received: {quote(entries)}"
        )
    tasks = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not all(
            isinstance(entry.get(key), str) and entry[key] and "\0" not in entry[key]
            for key in ("audio", "tlog")
        ):
            raise ConfigError(
                f"{where}, entry {number}: expected an object with audio and tlog. Received: {quote(entry)}"
            )
        audio, tlog = path.parent / entry["audio"], path.parent / entry["tlog"]
        if not audio.is_file():
            raise ConfigError(f"{where}, entry {number}: {one_line(audio)} is not a file")
        tasks.append(Task(audio, (("tlog", tlog),)))
    require_different_outputs(tasks)
    return tasks
