"""The text of `--help`: the flags in groups with their defaults, without the flags of libraries."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from deepspeech_tf.commandline.flags import GROUPS, FlagRow

HELP_FLAGS = frozenset({"help", "helpfull", "helpshort", "h", "?"})
_VALUE = {"string": "TEXT", "integer": "N", "float": "X", "bool": "", "multi_string": "TEXT"}
_COLUMN = 34


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether one of the arguments before `--` is `--help`, `--helpfull`, `-h` or the like."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(text.startswith("-") and text.lstrip("-") in HELP_FLAGS for text in before)


def help_text(description: str) -> str:
    """The flags, grouped by topic, wrapped to the width of the terminal."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    lines = [
        description.strip(),
        "",
        "--flagfile FILE reads flags from a file, one per line; --noNAME turns NAME off.",
    ]
    for title, rows in GROUPS.items():
        lines += ["", f"{title}:"]
        for row in rows:
            lines += _flag_lines(row, width)
    return "\n".join(lines)


def _flag_lines(row: FlagRow, width: int) -> list[str]:
    name, kind, default, text, *_ = row
    shown = f"  --[no]{name}" if kind == "bool" else f"  --{name} {_VALUE[kind]}"
    has_default = default not in ("", None, False)
    explained = f"{text} ({str(default).lower() if kind == 'bool' else default})" if has_default else text
    wrapped = textwrap.wrap(explained, width - _COLUMN)
    if len(shown) >= _COLUMN:
        return [shown, *(" " * _COLUMN + line for line in wrapped)]
    return [shown.ljust(_COLUMN) + wrapped[0], *(" " * _COLUMN + line for line in wrapped[1:])]
