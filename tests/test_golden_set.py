"""The golden set of the repository is complete, small, and cut out of the larger one without changes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.golden.cut import NAMES, cut
from tests.sets import GOLDEN, utterances

OWN = {
    "README.md",
    "__init__.py",
    "arrays/bytes0000.probs.npy",
    "arrays/bytes0001.probs.npy",
    "arrays/bytes0002.probs.npy",
    "bytes.scorer",
    "bytes_answers.py",
    "cut.py",
    "decoder/ds_bytes.json",
    "lm/characters.txt",
}


def files() -> set[str]:
    found = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file()}
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_small() -> None:
    assert sum((GOLDEN / name).stat().st_size for name in files()) <= 2_000_000


def test_cut_without_changes(golden: Path, tmp_path: Path) -> None:
    names = cut(golden, tmp_path)
    assert utterances(tmp_path) == list(NAMES)
    assert {*names, *OWN} == files()
    for name in names:
        assert (tmp_path / name).read_bytes() == (GOLDEN / name).read_bytes(), name


def test_only_one_file_knows_the_path_of_larger_sets() -> None:
    root = GOLDEN.parents[1]
    sources = [
        path
        for folder in ("tests", "benchmarks", "bin", "native_client", "deepspeech_tf")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".sh", ".cc", ".c", ".h", ".txt"}
    ]
    assert len(sources) > 300
    written = re.compile(r'/ ?"shared|/\.\./shared')
    knowing = [path for path in sources if written.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert [path.relative_to(root).as_posix() for path in knowing] == ["tests/sets.py"]
