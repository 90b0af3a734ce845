"""Keeps the results of the checks of release files, and prints them as a table for doc/packaging.md.

    python packaging/table.py record win_amd64 cli "yes"       (by the checks, after success)
    python packaging/table.py

A result that no check recorded is "untested". The results are in build/packaging/results.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from platforms import PLATFORMS

RESULTS = Path(__file__).resolve().parent.parent / "build" / "packaging" / "results.json"
COLUMNS = {
    "built": "built, binaries checked",
    "library": "library loads",
    "cli": "CLI transcribes",
    "python": "Python tests",
    "how": "how tested",
}
UNTESTED = "untested"


def read() -> dict[str, dict[str, list[str]]]:
    """Results by platform and column."""
    if not RESULTS.is_file():
        return {}
    content: dict[str, dict[str, list[str]]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return content


def record(tag: str, column: str, text: str) -> None:
    """Adds a result, once."""
    results = read()
    entries = results.setdefault(tag, {}).setdefault(column, [])
    if text not in entries:
        entries.append(text)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def forget(tag: str) -> None:
    """Removes the results of a platform, whose files are built anew."""
    results = read()
    results.pop(tag, None)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def table() -> str:
    """The Markdown table."""
    results = read()
    rows = [["platform", *COLUMNS.values()], ["---"] * (len(COLUMNS) + 1)]
    for tag in PLATFORMS:
        known = results.get(tag, {})
        rows.append([f"`{tag}`", *("; ".join(known.get(column, [])) or UNTESTED for column in COLUMNS)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Record a result, forget those of a platform, or print the table."""
    match sys.argv[1:]:
        case ["record", tag, column, text] if tag in PLATFORMS and column in COLUMNS:
            record(tag, column, text)
        case ["forget", tag] if tag in PLATFORMS:
            forget(tag)
        case []:
            print(table())
        case _:
            sys.exit(f"E expected: record PLATFORM COLUMN TEXT, forget PLATFORM, or nothing. {sys.argv[1:]}")


if __name__ == "__main__":
    main()
