"""Where models are, and what a name stands for."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepspeech_tf.errors import ConfigError, quote

MODEL_ENDINGS = (".tflite", ".pb", ".pbmm")
SCORER_ENDING = ".scorer"
MANIFEST = "deepspeech-model.json"
# A name has no separator of folders and no leading point, so it cannot lead out of the store.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_BUNDLED = Path(__file__).resolve().parents[2] / "models"


@dataclass(frozen=True)
class StoredModel:
    """A model with a name.

    Args:
        name: its name.
        folder: that contains its files.
        model: the acoustic model.
        scorer: its scorer; None: it has none.
        card: Markdown; None: it has none.
        checksums: file names and their SHA-256; empty for models of the repository.
        source: where it was installed from.
    """

    name: str
    folder: Path
    model: Path
    scorer: Path | None
    card: Path | None
    checksums: dict[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def is_bundled(self) -> bool:
        """Whether it belongs to the repository."""
        return self.folder.parent == _BUNDLED


def store_folder() -> Path:
    """The folder of the store: `$XDG_DATA_HOME/deepspeech-tf/models`, by default in `~/.local/share`."""
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification: a relative path is invalid and ignored.
    home = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"
    return home / "deepspeech-tf" / "models"


def is_name(text: str) -> bool:
    """Whether a text can be the name of a model."""
    return _NAME.fullmatch(text) is not None and not text.endswith(".partial")


def require_name(text: str) -> str:
    """The name.

    Raises:
        ConfigError: if a text cannot be the name of a model.
    """
    if not is_name(text):
        raise ConfigError(
            "expected the name of a model (letters, digits, '.', '_', '+', '-'; first a letter or digit). "
            f"Received: {quote(text)}"
        )
    return text


def find_model(name: str) -> StoredModel | None:
    """The model of this name: of the store, or else of the repository. None: there is none.

    Raises:
        ConfigError: if it is damaged.
    """
    if not is_name(name):
        return None
    for place in (store_folder(), _BUNDLED):
        if (place / name).is_dir() and (found := read_model(place / name)):
            return found
    return None


def all_models() -> list[StoredModel]:
    """All models by name; one of the store hides one of the repository with the same name."""
    found: dict[str, StoredModel] = {}
    for place in (_BUNDLED, store_folder()):
        for folder in sorted(place.iterdir()) if place.is_dir() else ():
            if folder.is_dir() and is_name(folder.name) and (model := read_model(folder)):
                found[folder.name] = model
    return [found[name] for name in sorted(found)]


def read_model(folder: Path) -> StoredModel | None:
    """The model in a folder; None if the folder contains none.

    Raises:
        ConfigError: if its manifest is damaged, or it contains several models.
    """
    manifest = _manifest(folder)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    models = [path for path in files if path.suffix in MODEL_ENDINGS]
    scorers = [path for path in files if path.suffix == SCORER_ENDING]
    if not models:
        if manifest:
            raise ConfigError(f"{folder}: the model file is missing")
        return None
    for what, found in (("model", models), ("scorer", scorers)):
        if len(found) > 1:
            raise ConfigError(f"{folder}: expected one {what}. Received: {', '.join(p.name for p in found)}")
    cards = sorted(
        (path for path in files if path.suffix == ".md"), key=lambda path: path.name != "README.md"
    )
    return StoredModel(
        folder.name,
        folder,
        models[0],
        scorers[0] if scorers else None,
        cards[0] if cards else None,
        dict(manifest.get("sha256", {})),
        str(manifest.get("source", "")),
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: expected the manifest of a model (JSON): {error}") from error
    sums = content.get("sha256") if isinstance(content, dict) else None
    if not isinstance(sums, dict) or not all(isinstance(value, str) for value in sums.values()):
        raise ConfigError(f"{path}: expected the manifest of a model. Received: {quote(content)}")
    return dict(content)


def resolve_model(text: str) -> tuple[Path, Path | None]:
    """A model file and its scorer, by the name of a model, the path of its file, or of its folder.

    Args:
        text: a file, a folder with one model, or a name. A file or a folder comes first.

    Returns:
        The model; the scorer that belongs to it, or None.

    Raises:
        ConfigError: if there is no such model.
    """
    path = Path(text)
    if path.is_file():
        return path, None
    stored = read_model(path) if path.is_dir() else find_model(text)
    if stored is None:
        known = ", ".join(model.name for model in all_models()) or "none"
        raise ConfigError(f"expected a model file, or the name of a model ({known}). Received: {quote(text)}")
    return stored.model, stored.scorer
