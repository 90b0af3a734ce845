"""Finds the files of each split of a data set by the names that Hugging Face uses."""

from __future__ import annotations

import re
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.any_case import files_in
from deepspeech_tf.importers.json_values import read_json, received

_METADATA = ("metadata.csv", "metadata.jsonl")
_SHARD = re.compile(r"[-_.]?\d{4,5}(-of-\d{4,5})?(-[0-9a-f]{16})?$")  # train-00000-of-00002-9fa3cc0e…
_SPLITS = ("train", "training", "validation", "valid", "val", "dev", "eval", "test", "testing")
_DEFAULT = "train"  # for files without such a name


def splits_on_disk(folder: Path) -> dict[str, list[Path]]:
    """The files of each split in order: Parquet files, Arrow files, or tables of audio files.

    Raises:
        ImporterError: if there are no such files, or several configurations.
    """
    if not folder.is_dir():
        raise ImporterError(f"data set {folder} must be a folder. Received: no such folder")
    if found := _saved(folder):
        return found
    for kind in ("*.parquet", "*.arrow"):
        if files := [path for path in files_in(folder, f"**/{kind}") if not path.name.startswith("cache-")]:
            return _by_names(folder, files)
    if tables := sorted(path for name in _METADATA for path in files_in(folder, f"**/{name}")):
        return _by_names(folder, tables)
    raise ImporterError(
        f"{folder} must have .parquet or .arrow files or {' or '.join(_METADATA)}. Received: none"
    )


def _saved(folder: Path) -> dict[str, list[Path]]:
    """Splits written by `save_to_disk`: a list of splits, and a list of files in the folder of each."""
    if (folder / "dataset_dict.json").is_file():
        names = _field(folder / "dataset_dict.json", "splits")
        return {str(name): _files(folder / str(name)) for name in names}
    if (folder / "state.json").is_file():
        return {_DEFAULT: _files(folder)}
    return {}


def _files(folder: Path) -> list[Path]:
    listed = _field(folder / "state.json", "_data_files")
    names = [entry.get("filename") if isinstance(entry, dict) else None for entry in listed]
    if not all(isinstance(name, str) for name in names):
        raise ImporterError(f"{folder / 'state.json'} must name the data files. Received: {quote(listed)}")
    return [folder / str(name) for name in names]


def _field(path: Path, name: str) -> list[object]:
    item = read_json(path)
    if not isinstance(item, dict):
        raise ImporterError(f"{path} must be a JSON object with {name!r}. Received: {quote(item)}")
    value = item.get(name)
    if not isinstance(value, list):
        raise ImporterError(
            f"{path} must be a JSON object with {name!r}, a list. Received: {received(item, name)}"
        )
    return value


def _by_names(folder: Path, files: list[Path]) -> dict[str, list[Path]]:
    splits: dict[str, list[Path]] = {}
    configurations: dict[str, None] = {}
    for path in files:
        places = list(path.relative_to(folder).parts[:-1])
        split = _split_of("" if path.name.lower() in _METADATA else _SHARD.sub("", path.stem))
        for place in reversed(places):
            if not split and (split := _split_of(place)):
                places.remove(place)
        splits.setdefault(split or _DEFAULT, []).append(path)
        configurations["/".join(places)] = None
    if len(configurations) > 1:
        names = ", ".join(name or "." for name in configurations)
        raise ImporterError(f"{folder} must be one data set; name the folder of one. Received: {names}")
    return splits


def _split_of(name: str) -> str:
    """`train`, `common_voice-train`, `partial-train`: the split that a name contains; empty if none."""
    words = re.split(r"[^A-Za-z]+", name.lower())
    return next((word for word in reversed(words) if word in _SPLITS), "")
