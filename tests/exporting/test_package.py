"""Model cards."""

from pathlib import Path

import pytest
import yaml

from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.package import ModelCard, write_model_card

CARD = {
    "author": "someone",
    "model_name": "digits",
    "model_version": "0.0.1",
    "contact_info": "<contact information>",
    "license": "MPL-2.0",
    "language": "en",
    "runtime": "tflite",
    "min_ds_version": "0.9.3",
    "max_ds_version": "1.0: perhaps",
    "description": "Digits from zero to nine.",
}


def test_card(tmp_path: Path) -> None:
    path = write_model_card(tmp_path / "new", ModelCard(**CARD))
    assert path == tmp_path / "new" / "someone_digits_0.0.1.md"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert path.read_text() == (
        "---\n"
        "author: someone\n"
        "model_name: digits\n"
        "model_version: 0.0.1\n"
        "contact_info: <contact information>\n"
        "license: MPL-2.0\n"
        "language: en\n"
        "runtime: tflite\n"
        "min_ds_version: 0.9.3\n"
        'max_ds_version: "1.0: perhaps"\n'
        "acoustic_model_url: <replace this with the URL of the acoustic model>\n"
        "scorer_url: <replace this with the URL of the scorer>\n"
        "---\n"
        "Digits from zero to nine.\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [("no", '"no"'), ("1.0", '"1.0"'), ("a # b", '"a # b"'), ("two\nlines", '"two\\nlines"'), ("", '""')],
)
def test_values_that_yaml_would_read_otherwise_are_quoted(tmp_path: Path, value: str, written: str) -> None:
    path = write_model_card(tmp_path, ModelCard(**{**CARD, "language": value}))
    assert f"language: {written}\n" in path.read_text()


@pytest.mark.parametrize(
    "value", ["<<", "=", "12:30:45", "1_000", "~", "- a", "*x", "\u2028", "x" * 300 + " y", "1.2.3"]
)
def test_front_matter_is_what_it_was_made_of(tmp_path: Path, value: str) -> None:
    """Any YAML parser returns the same text, and each field is on one line."""
    path = write_model_card(tmp_path, ModelCard(**{**CARD, "license": value}))
    front = path.read_text(encoding="utf-8").split("---\n")[1]
    assert yaml.safe_load(front)["license"] == value
    assert [line.split(":")[0] for line in front.split("\n")[:-1]] == list(yaml.safe_load(front))


@pytest.mark.parametrize("name", ["author", "model_name", "model_version"])
@pytest.mark.parametrize("value", ["", "../elsewhere"])
def test_parts_of_the_file_name(name: str, value: str) -> None:
    with pytest.raises(ExportError, match=f"{name} must be a name without slashes.*{value!r}"):
        ModelCard(**{**CARD, name: value})


def test_unknown_runtime() -> None:
    with pytest.raises(ExportError, match="runtime must be tflite or tensorflow"):
        ModelCard(**{**CARD, "runtime": "onnx"})
