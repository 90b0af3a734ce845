#!/usr/bin/env python3
"""Writes the tables of Unicode that the native client needs as a C++ header, from Python's `unicodedata`.

Canonical decompositions and compositions, combining classes, and pairs of letters in lower and upper case.
The syllables of Hangul are left out: they follow from their numbers.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

HANGUL = range(0xAC00, 0xAC00 + 11172)


def characters() -> Iterable[int]:
    """Every code point that can have an entry."""
    return (code for code in range(sys.maxunicode + 1) if code not in HANGUL and not 0xD800 <= code < 0xE000)


def decompositions() -> list[tuple[int, ...]]:
    """Character, first part, second part (0: none), by character; one step at a time."""
    rows = []
    for code in characters():
        parts = unicodedata.decomposition(chr(code))
        if parts and not parts.startswith("<"):
            first, *second = (int(part, 16) for part in parts.split())
            rows.append((code, first, *(second or [0])))
    return rows


def compositions(taken_apart: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """First part, second part, character, by the parts; those that Unicode composes again."""
    return sorted(
        (first, second, code)
        for code, first, second in taken_apart
        if second and unicodedata.normalize("NFC", chr(first) + chr(second)) == chr(code)
    )


def combining_classes() -> list[tuple[int, ...]]:
    """Character and its class, by character; those without an entry have class 0."""
    return [(code, value) for code in characters() if (value := unicodedata.combining(chr(code)))]


def cases() -> list[tuple[int, ...]]:
    """Lower and upper case, by lower case, of letters that have one of each."""
    pairs = ((code, chr(code).upper()) for code in characters())
    return [
        (code, ord(upper))
        for code, upper in pairs
        if len(upper) == 1 and upper != chr(code) and upper.lower() == chr(code)
    ]


def table(kind: str, name: str, rows: list[tuple[int, ...]]) -> str:
    lines = ",\n".join("  {" + ", ".join(f"0x{value:X}" for value in row) + "}" for row in rows)
    return f"constexpr {kind} {name}[] = {{\n{lines},\n}};\n"


def header() -> str:
    apart = decompositions()
    return "\n".join(
        [
            f"// Made by {Path(__file__).name} from Unicode {unicodedata.unidata_version}.",
            "#ifndef DS_TEXT_UNICODE_TABLES_H_\n#define DS_TEXT_UNICODE_TABLES_H_\n",
            "#include <cstdint>\n",
            "namespace ds::unicode {\n",
            "struct Decomposition { uint32_t character, first, second; };",
            "struct Composition { uint32_t first, second, character; };",
            "struct CombiningClass { uint32_t character, value; };",
            "struct CasePair { uint32_t lower, upper; };\n",
            table("Decomposition", "kDecompositions", apart),
            table("Composition", "kCompositions", compositions(apart)),
            table("CombiningClass", "kCombiningClasses", combining_classes()),
            table("CasePair", "kCasePairs", cases()),
            "}  // namespace ds::unicode\n",
            "#endif  // DS_TEXT_UNICODE_TABLES_H_\n",
        ]
    )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(header(), encoding="ascii")
