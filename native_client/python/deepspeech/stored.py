"""Models by their names: where they are, and which of their files are used."""

from __future__ import annotations

import os
import re
from pathlib import Path

MODEL_ENDINGS = (".tflite", ".pb", ".pbmm")
SCORER_ENDING = ".scorer"
# A name has no separator of folders and no leading point, so it cannot lead out of the store.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
# Those that a release has as archives.
PUBLISHED = ("digits", "english")
_PYTHON = Path(__file__).resolve().parents[1]
# Of the repository; None: this package is installed elsewhere, and has no models.
BUNDLED = _PYTHON.parents[1] / "models" if _PYTHON.parent.name == "native_client" else None


class StoreError(Exception):
    """A model that has a name cannot be used."""


def store_folder() -> Path:
    """The folder of the store: `$XDG_DATA_HOME/deepspeech-tf/models`, by default in `~/.local/share`."""
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification: a relative path is invalid and ignored.
    home = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"
    return home / "deepspeech-tf" / "models"


def is_name(text: str) -> bool:
    """Whether a text can be the name of a model."""
    return _NAME.fullmatch(text) is not None and not text.endswith(".partial")


def places() -> list[Path]:
    """Folders that contain models by their names, the first one first. They need not exist."""
    return [store_folder(), *([BUNDLED] if BUNDLED else [])]


def how_to_install(name: str) -> str:
    """A sentence that says how a model of this name is installed; empty if the text is rather a file."""
    if name in PUBLISHED:
        return (
            f"Download {name}.zip of the release, or the folder models/{name} of the source code, and run: "
            f"python -m deepspeech_tf.models add {name}.zip"
        )
    if is_name(name) and "." not in name:  # otherwise rather a file that is missing
        return f"To install a model: python -m deepspeech_tf.models add FILE --name {name}"
    return ""


def files_of_model(folder: Path) -> tuple[Path, Path | None] | None:
    """The model in a folder and its scorer; None if the folder contains no model.

    Raises:
        StoreError: if it contains several.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file())
    models = [path for path in files if path.suffix in MODEL_ENDINGS]
    scorers = [path for path in files if path.suffix == SCORER_ENDING]
    if not models:
        return None
    for what, found in (("model", models), ("scorer", scorers)):
        if len(found) > 1:
            raise StoreError(f"{folder}: expected one {what}. Received: {', '.join(p.name for p in found)}")
    return models[0], scorers[0] if scorers else None


def named_model(text: str) -> tuple[str, str | None]:
    """The file of a model and its scorer.

    Args:
        text: a file, which comes first; a folder with one model; or the name of a model.

    Returns:
        The model, and the scorer that belongs to a name or a folder. The text itself and None if it is a
        file, or if it is the path of one that does not exist.

    Raises:
        StoreError: if there is no model of this name, or it cannot be used.
    """
    if os.path.isfile(text):
        return text, None
    folders = [Path(text)]
    if is_name(text):
        folders += [place / text for place in places()]
    try:
        for folder in folders if text else ():
            if folder.is_dir() and (found := files_of_model(folder)):
                model, scorer = found
                return str(model), str(scorer) if scorer else None
    except OSError as error:
        raise StoreError(f"{text}: the model cannot be read: {error.strerror}") from error
    if not os.path.exists(text) and (how := how_to_install(text)):
        raise StoreError(f"expected a model file, or the name of a model. Received: {text}. {how}")
    return text, None
