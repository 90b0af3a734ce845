"""Where models are, and what a name stands for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepspeech.stored import BUNDLED, StoreError, files_of_model, how_to_install, is_name, places
from deepspeech_tf.errors import ConfigError, quote

MANIFEST = "deepspeech-model.json"


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
        return self.folder.parent == BUNDLED


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
    for place in places():
        if (place / name).is_dir() and (found := read_model(place / name)):
            return found
    return None


def all_models() -> list[StoredModel]:
    """All models by name; one of the store hides one of the repository with the same name."""
    found: dict[str, StoredModel] = {}
    for place in reversed(places()):
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
    try:
        found = files_of_model(folder)
    except StoreError as error:
        raise ConfigError(str(error)) from error
    if found is None:
        if manifest:
            raise ConfigError(f"{folder}: the model file is missing")
        return None
    cards = sorted(
        (path for path in folder.glob("*.md") if path.is_file()),
        key=lambda path: (path.name != "README.md", path.name),
    )
    return StoredModel(
        folder.name,
        folder,
        *found,
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


def stored_model(text: str) -> StoredModel | None:
    """The model in a folder or with a name; a folder comes first. None: there is none.

    Raises:
        ConfigError: if it is damaged.
    """
    return read_model(Path(text)) if Path(text).is_dir() else find_model(text)


def resolve_model(text: str) -> tuple[Path, Path | None]:
    """A model file and its scorer, by the name of a model, the path of its file, or of its folder.

    Args:
        text: a file, a folder with one model, or a name. A file or a folder comes first.

    Returns:
        The model; the scorer that belongs to it, or None.

    Raises:
        ConfigError: if there is no such model.
    """
    if Path(text).is_file():
        return Path(text), None
    stored = stored_model(text)
    if stored is None:
        raise no_model(text, "a model file, or the name of a model")
    return stored.model, stored.scorer


def no_model(text: str, expected: str) -> ConfigError:
    """The error for a text that names no model: which ones there are, and how to install it."""
    known = ", ".join(model.name for model in all_models()) or "none is installed"
    how = how_to_install(text)
    return ConfigError(f"expected {expected} ({known}). Received: {quote(text)}{how and '. '}{how}")
