"""Writes the tables of flags: `python -m deepspeech_tf.commandline.flag_document doc/training.md`.

Each table is between the lines `<!-- flags: GROUP -->` and `<!-- end of flags -->`, and is generated from
the table in `flag_table.py`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from deepspeech_tf.commandline.flag_row import FlagRow, data_home
from deepspeech_tf.commandline.flag_table import GROUPS

_PART = re.compile(r"(<!-- flags: (.+?) -->\n).*?(<!-- end of flags -->)", re.DOTALL)
_HOME = data_home("")


def with_tables(text: str) -> str:
    """The document with regenerated tables.

    Raises:
        ValueError: if a group has no place in it, or a place names an unknown group.
    """
    named = [match[1] for match in _PART.findall(text)]
    if sorted(named) != sorted(GROUPS):
        raise ValueError(f"expected a place for each of {sorted(GROUPS)}. Received: {sorted(named)}")
    return _PART.sub(lambda match: match[1] + _table(match[2]) + match[3], text)


def _table(group: str) -> str:
    lines = ["| flag | default | values | meaning |", "|---|---|---|---|"]
    lines += [
        f"| `--{row.name}` | {_default(row)} | {row.values} | {row.help} |".replace("|  |", "| |")
        for row in GROUPS[group]
    ]
    return "\n".join(lines) + "\n"


def _default(row: FlagRow) -> str:
    if row.default in ("", None):
        return ""
    if row.kind == "string":
        return f"`{row.default.replace(_HOME, '~/.local/share/deepspeech/')}`"
    return str(row.default).lower()


def main() -> None:
    """Write the tables of the documents that the command names."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
