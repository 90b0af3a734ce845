"""The program `deepspeech-inspect`: its output for valid and damaged models and scorers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.native.client import CLIENT, GOLDEN, MODEL, ROOT, SCORER, need_client, only_posix

INSPECT = CLIENT / "bin" / "deepspeech-inspect"
SEEDS = ROOT / "native_client" / "fuzz" / "seeds"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    need_client()
    return subprocess.run(
        [str(INSPECT), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )


def inspect(path: Path, *options: object, sound: bool = True) -> dict[str, Any]:
    done = run("--json", *options, path)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["sound"] is sound, done.stderr
    assert done.returncode == (0 if sound else 1)
    if not sound:
        assert done.stderr.endswith(f"E {path}: {found['damage']}\n")
    return found


def test_model() -> None:
    need_client()
    found = inspect(MODEL)
    expected = {
        "kind": "model",
        "bytes": MODEL.stat().st_size,
        "sample_rate_hz": 16000,
        "window_ms": 32,
        "step_ms": 20,
        "n_hidden": 128,
        "encoder": "deepspeech",
        "n_steps": 16,
        "subsampling": 1,
        "look_ahead": 0,
        "states": [
            "previous_state_c->new_state_c:float32[1,128]=0",
            "previous_state_h->new_state_h:float32[1,128]=0",
        ],
        "n_context": 9,
        "n_features": 26,
        "n_outputs": 29,
        "beam_width": 500,
        "bytes_mode": False,
        "labels": 28,
        "alphabet": list(" abcdefghijklmnopqrstuvwxyz'"),
        "quantization": "int8 weights, a scale per tensor",
        "final_window": "stale",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["operators"]["FULLY_CONNECTED"] == 21
    assert found["operators"]["Mfcc"] == 1
    n = 128
    weights = 494 * n + n * n + 2 * n * 4 * n + n * n + n * 29 + n * n
    assert weights < found["parameters"] < 1.02 * weights
    assert len(found["checks"]) == 5


def test_quantization_of_other_models() -> None:
    assert inspect(SEEDS / "tflite" / "float32.tflite")["quantization"] == "none: float32 weights"
    assert inspect(SEEDS / "tflite" / "int8.tflite")["kind"] == "model"


def test_scorer() -> None:
    need_client()
    found = inspect(SCORER)
    expected = {
        "kind": "scorer",
        "package": True,
        "language_model": "trie, quantized, pointers compressed",
        "order": 5,
        "ngrams": [148, 1706, 157, 54, 29],
        "version": 6,
        "bytes_mode": False,
        "words": 145,
        "highest_label": 27,
    }
    assert {name: found[name] for name in expected} == expected
    assert found["alpha"] == pytest.approx(0.931289, abs=1e-6)
    assert found["beta"] == pytest.approx(1.183414, abs=1e-6)
    found = inspect(SCORER, "--alphabet", GOLDEN / "alphabet.txt")
    assert found["first_words"] == sorted((GOLDEN / "lm" / "vocab-500.txt").read_text().split())[:10]
    assert found["words_unknown_to_the_language_model"] == 0


def test_alphabet_that_does_not_fit(tmp_path: Path) -> None:
    need_client()
    alphabet = tmp_path / "alphabet.txt"
    alphabet.write_text(" \na\nb\n")
    found = inspect(SCORER, "--alphabet", alphabet, sound=False)
    assert "but the alphabet only has 3 labels" in found["damage"]
    done = run("--alphabet", tmp_path / "missing", SCORER)
    assert done.returncode == 2
    assert "cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("words_array", "trie, pointers compressed"),
        ("words_probing", "probing"),
        ("words_trie", "trie"),
        ("words_quantized", "trie, quantized"),
        ("words_quantized_array", "trie, quantized, pointers compressed"),
    ],
)
def test_kinds_of_language_model(name: str, kind: str, tmp_path: Path) -> None:
    found = inspect(SEEDS / "scorer" / f"{name}.scorer")
    assert found["language_model"] == kind
    alone = tmp_path / "lm.binary"
    alone.write_bytes((SEEDS / "scorer" / f"{name}.scorer").read_bytes()[: found["language_model_bytes"]])
    assert inspect(alone)["package"] is False


def test_bytes_mode() -> None:
    found = inspect(SEEDS / "scorer" / "bytes_quantized_array.scorer")
    assert found["bytes_mode"] is True
    assert found["first_words"]


def test_damaged_files(tmp_path: Path) -> None:
    need_client()
    for source in (MODEL, SCORER):
        data = source.read_bytes()
        path = tmp_path / source.name
        for size in (1, 7, 8, 100, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:size])
            inspect(path, sound=False)
    path.write_bytes(data + b"x")
    assert inspect(path, sound=False)["damage"].endswith("Bytes behind it: 1")
    data = bytearray(data)
    place = data.index(b"EIRT", 0)
    data[place + 4] = 5
    path.write_bytes(data)
    found = inspect(path, sound=False)
    assert found["damage"] == "the package is of another version"
    assert found["order"] == 5  # readable parts are still shown


def test_other_files(tmp_path: Path) -> None:
    for name, content, message in (
        ("empty.tflite", b"", "it is empty"),
        ("notes.txt", b"some text", "neither a model (.tflite, .pb, .pbmm) nor a scorer package"),
    ):
        (tmp_path / name).write_bytes(content)
        assert message in inspect(tmp_path / name, sound=False)["damage"]
    assert "No such file" in inspect(tmp_path / "missing", sound=False)["damage"]
    assert "cannot be read" in inspect(tmp_path, sound=False)["damage"]


@only_posix
def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    """JSON is UTF-8 for any input."""
    need_client()
    path = os.fsencode(tmp_path) + b"/caf\xe9.tflite"
    Path(os.fsdecode(path)).write_bytes((SEEDS / "tflite" / "float32.tflite").read_bytes())
    command = [os.fsencode(INSPECT), b"--json", path]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert json.loads(done.stdout.decode("utf-8"))["file"].endswith("caf\ufffd.tflite")
    done = subprocess.run([os.fsencode(INSPECT), path], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode("utf-8").split("\n")[0].endswith("caf\ufffd.tflite")
    done = subprocess.run([os.fsencode(INSPECT), path + b"\n"], capture_output=True, timeout=60)
    assert done.stderr.decode("utf-8").startswith(f"E {tmp_path}/caf\ufffd.tflite\\n: ")


def test_usage() -> None:
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert (run("--version").returncode, run("--version").stdout) == (0, f"DeepSpeech {version}\n")
    assert run("--help").returncode == 0
    assert "Usage:" in run("--help").stdout
    for arguments in ([], ["a", "b"], ["--nonsense"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert "Usage:" in done.stderr


def test_as_text_and_as_module() -> None:
    need_client()
    text = run(SCORER).stdout
    assert "\nngrams " in text
    assert "148 1706 157 54 29" in text
    done = subprocess.run(
        [sys.executable, "-m", "deepspeech.inspect", str(SCORER)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CLIENT.parent)},
    )
    assert (done.returncode, done.stdout) == (0, text)
