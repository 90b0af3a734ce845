"""Packages that we write are read by ds_ctcdecoder 0.9.3, and decode there as they do with ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.native.ctcdecoder import GOLDEN, PYTHON, ROOT, golden_probs, need_programs
from tests.native.python39 import make_environment
from tests.native.test_scorer_tools import generate_lm, package

SCRIPT = ROOT / "native_client" / "tests" / "bindings" / "ctcdecoder_0_9_3.py"
LETTERS = "好人a我"


def decode(python: Path | str, *arguments: Path | str, path: str = "") -> list[tuple[float, str]]:
    done = subprocess.run(
        [str(python), str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    return [(confidence, text) for confidence, text in json.loads(done.stdout)]


def check_both(scorer: Path, alphabet: str, probs: Path) -> list[tuple[float, str]]:
    theirs = decode(make_environment() / "bin" / "python", scorer, alphabet, probs)
    ours = decode(sys.executable, scorer, alphabet, probs, path=str(PYTHON))
    assert [text for _, text in ours] == [text for _, text in theirs]
    assert [value for value, _ in ours] == pytest.approx([value for value, _ in theirs], abs=1e-3)
    return theirs


def make_scorer(text: Path, folder: Path, top_k: str, **changes: str | None) -> Path:
    need_programs("lmplz", "filter", "build_binary", "generate_scorer_package")
    made = generate_lm(text, folder, top_k=top_k, arpa_order="3", arpa_prune="0", binary_type="trie")
    assert made.returncode == 0, made.stderr
    vocabulary = str(folder / f"vocab-{top_k}.txt")
    result = package(folder / "lm.binary", folder / "x.scorer", vocab=vocabulary, **changes)
    assert result.returncode == 0, result.stderr
    return folder / "x.scorer"


def test_words(tmp_path: Path) -> None:
    scorer = make_scorer(GOLDEN / "lm" / "sentences.txt", tmp_path, "400")
    np.save(tmp_path / "probs.npy", golden_probs("test0001"))
    best = check_both(scorer, str(GOLDEN / "alphabet.txt"), tmp_path / "probs.npy")[0]
    assert best[1] == "her king buys your bright friend"


def test_bytes(tmp_path: Path) -> None:
    """Probabilities of bytes that are unsure between characters."""
    text = tmp_path / "text.txt"
    text.write_text("好 人 a 我\n我 好 人\na 我 好 人\n人 好 我 a\n", encoding="utf-8")
    scorer = make_scorer(text, tmp_path, "10", alphabet=None, force_bytes_output_mode="true")
    rows = []
    for character in LETTERS:
        for byte in character.encode():
            row = np.full(256, 0.1 / 255)
            row[byte - 1] = 0.9
            blank = np.full(256, 0.1 / 255)
            blank[255] = 0.9
            rows += [row, blank]
    probs = np.asarray(rows) + np.random.default_rng(1).uniform(0, 0.003, (len(rows), 256))
    np.save(tmp_path / "probs.npy", probs / probs.sum(axis=1, keepdims=True))
    best = check_both(scorer, "bytes", tmp_path / "probs.npy")[0]
    assert best[1] == LETTERS
