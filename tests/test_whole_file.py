"""Files that are replaced whole, and JSON that every reader accepts."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from deepspeech_tf.evaluation.lm_search import BestWeights, _write_best
from deepspeech_tf.jobs.export import config_json
from deepspeech_tf.whole_file import json_text, write_json, write_text


def strict(text: str) -> Any:
    """The value of a JSON text by the standard, which knows neither NaN nor infinity."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_json_is_valid_for_values_that_json_lacks() -> None:
    value = {"loss": float("inf"), "of": [float("nan"), (1.5, None)], "name": "ä\udcff"}
    assert strict(json_text(value)) == {"loss": None, "of": [None, [1.5, None]], "name": "ä\udcff"}
    assert "ä" in json_text(value)
    json_text(value).encode("utf-8", "strict")
    assert strict(config_json({"learning_rate": float("inf")}).decode()) == {"learning_rate": None}


def test_bytes_of_file_names_stay(tmp_path: Path) -> None:
    write_text(tmp_path / "names", "a\udcff\n")
    assert (tmp_path / "names").read_bytes() == b"a\xff\n"
    write_text(tmp_path / "names", "a\udcff\n", not_utf8="backslashreplace")
    assert (tmp_path / "names").read_bytes() == b"a\\udcff\n"


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = BestWeights(1.0, 2.0, "wer", 0.1, 60)
    _write_best(best, tmp_path)
    before = (tmp_path / "best.json").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for write in (
        lambda: _write_best(BestWeights(3.0, 4.0, "wer", 0.05, 61), tmp_path),
        lambda: write_json(tmp_path / "best.json", {}),
        lambda: write_text(tmp_path / "best.json", ""),
    ):
        with pytest.raises(OSError, match="No space left"):
            write()
        assert [path.name for path in tmp_path.iterdir()] == ["best.json"]
        assert (tmp_path / "best.json").read_bytes() == before
