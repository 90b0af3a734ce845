"""Writes an export as one .zip file with the model, its card and the scorer."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from deepspeech_tf.errors import ExportError, reason_of


def write_archive(export_dir: str | os.PathLike[str], scorer_path: str | os.PathLike[str] = "") -> Path:
    """Write `<export_dir>.zip`: the files of the folder and a scorer, if one is given.

    As in 0.9.3, names in the archive have no folder. The archive is written completely or not at all.

    Raises:
        ExportError: if a file cannot be read or written, or the scorer has the same name as another file.
    """
    folder = Path(export_dir).absolute()
    path = folder.with_name(f"{folder.name}.zip")
    files = {file.name: file for file in sorted(folder.iterdir()) if file.is_file()}
    if scorer_path:
        scorer = Path(scorer_path)
        if scorer.name in files:
            raise ExportError(f"{path}: the scorer and a file of the export are both named {scorer.name}")
        files[scorer.name] = scorer
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in files.items():
                archive.write(file, name)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ExportError(f"{path} cannot be written: {reason_of(error)}") from error
    return path
