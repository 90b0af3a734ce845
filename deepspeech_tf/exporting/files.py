"""Writes exported files completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from deepspeech_tf.errors import ExportError, quote
from deepspeech_tf.whole_file import write_bytes


def write_file(path: Path, content: bytes) -> None:
    """Replaces `path` atomically; creates missing folders.

    Raises:
        ExportError: if the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    except OSError as error:
        raise ExportError(f"{path}: the file could not be written: {error.strerror or error}") from error


def export_path(export_dir: str | os.PathLike[str], file_name: str, suffix: str) -> Path:
    """The path of a file in the export folder.

    Raises:
        ExportError: if `file_name` is empty or names another folder.
    """
    if not file_name or file_name != os.path.basename(file_name) or file_name in (".", ".."):
        raise ExportError(
            f"file_name must be a plain file name. Received: {quote(file_name)}",
            {"file_name": "ExportConfig.file_name"},
        )
    return Path(export_dir) / f"{file_name}{suffix}"
