"""`doc/compatibility.md`: every oddity is decided, and its statements are true."""

from __future__ import annotations

import logging
import re

import pytest
from absl import flags

from deepspeech_tf.commandline.flags import ALL_FLAGS, define_flags
from deepspeech_tf.commandline.settings import (
    check_ranges,
    explain_former_flags,
    export_config,
    load_policy,
    training_config,
)
from deepspeech_tf.errors import ConfigError
from tests.sets import ROOT

DOCUMENT = (ROOT / "doc" / "compatibility.md").read_text(encoding="utf-8")
KINDS = {name: kind for name, kind, *_ in ALL_FLAGS}
VALUES = {"float": "0.1", "integer": "1", "bool": "true", "string": "nonsense"}
# What these do depends on a checkpoint: tests/commandline/test_contradictions.py.
NEED_A_CHECKPOINT = {"layer_norm"}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def read_rows(document: str) -> list[list[str]]:
    """The rows of all tables, without their heads."""
    lines = document.splitlines()
    heads = {n for n, line in enumerate(lines) if line.startswith("|---")}
    return [
        cells(line)
        for n, line in enumerate(lines)
        if line.startswith("|") and n not in heads and n + 1 not in heads
    ]


ROWS = read_rows(DOCUMENT)


def claims(row: list[str]) -> list[tuple[str, str, str]]:
    """Flag, value and outcome of each training flag whose oddity the row tells."""
    decision = " ".join(row[1:])
    if row[1] == "**not built**" or re.search(r"\berror\b", decision):
        outcome = "error"
    else:
        outcome = "warning" if re.search(r"\bwarning\b", decision) else "accepted"
    named = re.findall(r"`--(\w+)(?:[ =]([^`]+))?`", row[0])
    return [(name, value or VALUES[KINDS[name]], outcome) for name, value in named if name in KINDS]


CLAIMS = [claim for row in ROWS for claim in claims(row) if claim[0] not in NEED_A_CHECKPOINT]


def observed(name: str, value: str, caplog: pytest.LogCaptureFixture) -> str:
    values = flags.FlagValues()
    define_flags(values)
    values(["train", f"--{name}={value}"])
    try:
        with caplog.at_level(logging.WARNING):
            explain_former_flags(values)
            check_ranges(values)
            training_config(values)
            export_config(values)
            load_policy(values, "load_evaluate", ("auto", "best", "last"))
    except ConfigError:
        return "error"
    return "warning" if f"--{name}" in caplog.text else "accepted"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_quirk_is_decided(row: list[str]) -> None:
    assert len(row) == 3
    assert re.match(r"\*\*(kept|fixed|kept and fixed|not built)\*\*( to the last bit)?$", row[1]), row[1]


@pytest.mark.parametrize(("name", "value", "outcome"), CLAIMS)
def test_rows_about_flags_are_true(
    name: str, value: str, outcome: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("deepspeech_tf"), "propagate", True)
    assert observed(name, value, caplog) == outcome


def test_false_rows_would_be_found(caplog: pytest.LogCaptureFixture) -> None:
    rows = read_rows(
        "| in 0.9.3 | what we do | |\n|---|---|---|\n"
        "| `--dropout_rate4` does nothing | **fixed** | setting it is an error |\n"
        "| `--export_zip` writes no description | **not built** | |\n"
        "| `--export_batch_size 0` crashes | **kept** | |\n"
    )
    found = [claim for row in rows for claim in claims(row)]
    assert len(found) == 3
    assert all(observed(name, value, caplog) != outcome for name, value, outcome in found)


def test_names_and_files_exist() -> None:
    text = " ".join(cell for row in ROWS for cell in row)
    header = (ROOT / "native_client" / "include" / "deepspeech.h").read_text(encoding="utf-8")
    names = set(re.findall(r"`(DS_\w+)", text))
    assert len(names) >= 5
    assert {name for name in names if not re.search(rf"\b{name}\b", header)} == set()
    files = set(re.findall(r"`((?:tests|native_client|deepspeech_tf|doc|bin|data)/[\w./-]+)`", text))
    assert len(files) >= 2
    assert {name for name in files if not (ROOT / name).exists()} == set()
