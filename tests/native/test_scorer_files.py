"""Damaged scorer files are refused with the codes of 0.9.3 and never end the process."""

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.native.ctcdecoder import GOLDEN, PYTHON, ROOT, load_module
from tests.sets import scorers

LM_END = 17718  # where the language model of the golden scorer ends
UNIGRAMS_END = 12000  # and a bit
HEADER = 25

# Loads damaged copies of a scorer, and decodes with those that load. Prints how many loaded and were refused.
DAMAGE = """
import random, sys
import numpy as np
import ds_ctcdecoder

source, alphabet_path, scratch, seed, count = sys.argv[1:]
alphabet = ds_ctcdecoder.Alphabet(alphabet_path) if alphabet_path else ds_ctcdecoder.UTF8Alphabet()
data = open(source, "rb").read()
probs = np.random.default_rng(0).dirichlet(np.full(alphabet.GetSize() + 1, 0.1), 40)
chance = random.Random(int(seed))
loaded = refused = 0
for _ in range(int(count)):
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        at = chance.randrange(200) if chance.random() < 0.3 else chance.randrange(len(data))
        damaged[at] = chance.choice([0, 255, damaged[at] ^ (1 << chance.randrange(8)), chance.randrange(256)])
    open(scratch, "wb").write(damaged)
    scorer = ds_ctcdecoder.Scorer()
    if scorer.init(scratch, alphabet) == 0:
        loaded += 1
        ds_ctcdecoder.ctc_beam_search_decoder(probs, alphabet, 40, scorer=scorer, hot_words={"dog": 5.0})
    else:
        refused += 1
print(loaded, refused)
"""


@pytest.fixture
def scorer_bytes() -> bytes:
    return (GOLDEN / "kenlm.scorer").read_bytes()


def load(path: Path, data: bytes) -> int:
    """Error code of a scorer file with these bytes."""
    module: Any = load_module()
    path.write_bytes(data)
    return int(module.Scorer().init(path, module.Alphabet(ROOT / "data" / "alphabet.txt")))


def test_whole_file_loads(scorer_bytes: bytes, tmp_path: Path) -> None:
    assert load(tmp_path / "x.scorer", scorer_bytes) == 0
    assert load(tmp_path / "x.scorer", scorer_bytes + b"more") == 0


def test_missing_and_unreadable(tmp_path: Path) -> None:
    module = load_module()
    alphabet = module.Alphabet(ROOT / "data" / "alphabet.txt")
    assert module.Scorer().init(tmp_path / "missing", alphabet) == module.DS_ERR_SCORER_UNREADABLE
    assert module.Scorer().init(tmp_path, alphabet) == module.DS_ERR_SCORER_UNREADABLE


def test_garbage(tmp_path: Path) -> None:
    for garbage in (b"", b"x", b"RIFF" * 1000, bytes(100_000)):
        assert load(tmp_path / "x.scorer", garbage) == 0x2006


def test_cut_anywhere(scorer_bytes: bytes, tmp_path: Path) -> None:
    step = len(scorer_bytes) // 200
    cuts = sorted(
        {*range(0, len(scorer_bytes), step), LM_END, LM_END + 1, LM_END + HEADER, LM_END + HEADER + 70}
    )
    assert len(cuts) > 200
    early = set()
    for cut in cuts:
        error = load(tmp_path / "x.scorer", scorer_bytes[:cut])
        if cut > LM_END:
            assert error == 0x2008, cut
        else:
            # The headers inside the language model, the last one after the unigrams, say how long it is.
            early.add(error)
            assert error == 0x2007 if cut >= UNIGRAMS_END else error in (0x2006, 0x2007), cut
    assert early == {0x2006, 0x2007}


def test_other_versions(scorer_bytes: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for version, advice in ((5, "Update your scorer file."), (7, "Downgrade your scorer file")):
        data = bytearray(scorer_bytes)
        struct.pack_into("<i", data, LM_END + 4, version)
        assert load(tmp_path / "x.scorer", bytes(data)) == 0x2009
        printed = capfd.readouterr().err
        assert f"Scorer file version mismatch ({version} instead of expected 6)" in printed
        assert advice in printed


def test_wrong_places_in_the_dictionary(scorer_bytes: bytes, tmp_path: Path) -> None:
    fst = LM_END + HEADER
    states = (fst + 65 + 15) // 16 * 16
    (num_states, num_arcs) = struct.unpack_from("<qq", scorer_bytes, fst + 49)
    arcs = (states + 20 * num_states + 15) // 16 * 16
    damages = [
        (LM_END, "<i", 0),  # magic
        (fst, "<i", 0),
        (fst + 4, "<i", -1),  # length of a name
        (fst + 41, "<q", num_states),  # start
        (fst + 49, "<q", 2**40),
        (fst + 57, "<q", num_arcs + 1),
        (states + 4, "<I", 0xFFFFFFF0),  # first arc of a state
        (states + 8, "<I", num_arcs + 1),  # its number of arcs
        (arcs + 12, "<i", num_states),  # next state
        (arcs + 12, "<i", -1),
        (arcs, "<i", 0),  # an epsilon
    ]
    for offset, form, value in damages:
        data = bytearray(scorer_bytes)
        struct.pack_into(form, data, offset, value)
        assert load(tmp_path / "x.scorer", bytes(data)) == 0x2008, offset


@pytest.mark.parametrize("path", scorers(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_changed_bytes_never_crash(path: Path, tmp_path: Path) -> None:
    load_module()
    alphabet_path, count = "" if "bytes" in path.name else str(GOLDEN / "alphabet.txt"), 300
    arguments = [str(path), alphabet_path, str(tmp_path / "x.scorer"), "1", str(count)]
    result = subprocess.run(
        [sys.executable, "-c", DAMAGE, *arguments],
        env=dict(os.environ, PYTHONPATH=str(PYTHON)),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-1000:]
    loaded, refused = map(int, result.stdout.split())
    assert loaded + refused == count
    assert loaded > 0 and refused > 0  # both ways were taken
