"""Writes the model card of an exported model: author, language, compatible clients."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from deepspeech_tf.errors import ExportError, quote
from deepspeech_tf.exporting.files import write_file

_IN_FILE_NAME = ("author", "model_name", "model_version")
_NO_FOLDING = 2**31  # maximum line width
# Numbers of YAML 1.2 and booleans of other YAML 1.1 parsers, which PyYAML reads as text.
_NOT_TEXT_ELSEWHERE = re.compile(
    r"([yn]|[-+]?(\.\d+|\d+\.?\d*)(e[-+]?\d+)?|0o[0-7]+)$", re.ASCII | re.IGNORECASE
)


class _FrontMatter(yaml.SafeDumper):
    """Adds double quotes only to text that would otherwise be read as another type."""

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style


_FrontMatter.add_implicit_resolver("tag:yaml.org,2002:other", _NOT_TEXT_ELSEWHERE, list("yYnN-+.0123456789"))


@dataclass(frozen=True)
class ModelCard:
    """The fields of a model card, in order.

    Args:
        author: author. Like `model_name` and `model_version`, it is part of the file name and must not
            contain slashes.
        model_name: name of the model.
        model_version: semantic version of the model.
        contact_info: how to contact the author.
        license: license of the model.
        language: language of the model.
        runtime: tflite or tensorflow.
        min_ds_version: oldest compatible client.
        max_ds_version: newest compatible client.
        description: description of the model.

    Raises:
        ExportError: naming the field, if it contains a slash or is not valid UTF-8.
    """

    author: str = "author"
    model_name: str = "model"
    model_version: str = "0.0.1"
    contact_info: str = "<contact information>"
    license: str = "<license>"
    language: str = "<language>"
    runtime: str = "tflite"
    min_ds_version: str = "<min client version>"
    max_ds_version: str = "<max client version>"
    description: str = "<description>"

    def __post_init__(self) -> None:
        if self.runtime not in ("tflite", "tensorflow"):
            raise ExportError(f"runtime must be tflite or tensorflow. Received: {quote(self.runtime)}")
        for one in fields(self):
            value, names = getattr(self, one.name), {one.name: f"ModelCard.{one.name}"}
            if one.name in _IN_FILE_NAME and (not value or "/" in value or "\0" in value):
                raise ExportError(
                    f"{one.name} must be a name without slashes. Received: {quote(value)}", names
                )
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise ExportError(f"{one.name} must be UTF-8. Received: {quote(value)}", names)


@dataclass(frozen=True)
class Section:
    """A table after the description."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The section as Markdown."""
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        cells = ["| " + " | ".join(_cell(text) for text in line) + " |" for line in lines]
        return "\n".join(["", f"## {self.title}", "", *cells, ""])


def write_model_card(
    export_dir: str | os.PathLike[str], card: ModelCard, sections: Sequence[Section] = ()
) -> Path:
    """Write `<export_dir>/<author>_<model name>_<version>.md`: YAML front matter, description, sections.

    Raises:
        ExportError: if the file cannot be written.
    """
    path = Path(export_dir) / f"{card.author}_{card.model_name}_{card.model_version}.md"
    fields = {
        "author": card.author,
        "model_name": card.model_name,
        "model_version": card.model_version,
        "contact_info": card.contact_info,
        "license": card.license,
        "language": card.language,
        "runtime": card.runtime,
        "min_ds_version": card.min_ds_version,
        "max_ds_version": card.max_ds_version,
        "acoustic_model_url": "<replace this with the URL of the acoustic model>",
        "scorer_url": "<replace this with the URL of the scorer>",
    }
    front = yaml.dump(fields, Dumper=_FrontMatter, allow_unicode=True, sort_keys=False, width=_NO_FOLDING)
    text = f"---\n{front}---\n{card.description}\n" + "".join(part.markdown() for part in sections)
    write_file(path, text.encode("utf-8", "backslashreplace"))
    return path


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
