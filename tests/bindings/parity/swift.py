"""Reads native_client/swift: Swift itself reads the header, so only names of called functions count."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function


def parse(folder: Path) -> Declarations:
    """The functions that the Swift binding calls."""
    sources = [
        path.read_text(encoding="utf-8") for path in sorted((folder / "Sources" / "DeepSpeech").iterdir())
    ]
    called = {name for text in sources for name in re.findall(r"\b(DS_(?!ERR_)\w+)\(", text)}
    return Declarations({name: Function("void", ()) for name in called}, only_names=True)
