"""Where recorded answers and corpora are: the golden set of the repository, and larger ones beside it.

This is the only file that knows the path of `../shared`, which few machines have.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SHARED = ROOT.parent / "shared"
LARGER = SHARED / "golden"


def golden_sets() -> dict[str, Path]:
    """Folders of golden sets by name: the one of the repository, and the larger one where it is."""
    found = {"repository": GOLDEN}
    if (LARGER / "README.md").is_file():
        found["larger"] = LARGER
    return found


def utterances(folder: Path) -> list[str]:
    """The names of the utterances of a golden set."""
    names = sorted(path.name.removesuffix(".feat.npy") for path in (folder / "arrays").glob("*.feat.npy"))
    assert len(names) >= 3, f"{folder / 'arrays'} has features of {len(names)} utterances"
    return names


def corpora(*names: str) -> dict[str, Path]:
    """Those of the named corpora of `../shared/data` that are here."""
    return {
        name: SHARED / "data" / name for name in names if (SHARED / "data" / name / "train.csv").is_file()
    }


def scorers() -> list[Path]:
    """The scorer packages of the golden sets; those in bytes mode have "bytes" in their names."""
    found = [path for folder in golden_sets().values() for path in sorted(folder.rglob("*.scorer"))]
    assert len(found) >= 2, f"{GOLDEN} has {len(found)} scorers"
    return found
