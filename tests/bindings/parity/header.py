"""Reads deepspeech.h."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

PLAIN = {"void": "void", "int": "i32", "unsigned int": "u32", "float": "f32", "double": "f64"}


def form(c_type: str) -> str:
    """The form of a C type.

    Raises:
        ValueError: for a type whose width is not known here.
    """
    plain = re.sub(r"\bconst\b", "", c_type).strip()
    if "*" in plain:
        return "address"
    if plain not in PLAIN:
        raise ValueError(f"The width of the C type {c_type!r} is not known")
    return PLAIN[plain]


def _type_of(declaration: str) -> str:
    """`const char* const text` -> `const char* const`."""
    return re.sub(r"\w+$", "", declaration.strip())


def parse_text(text: str) -> Declarations:
    """The declarations of a header's text."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    functions = {
        name: Function(
            form(result),
            tuple(form(_type_of(part)) for part in listed.split(",") if part.strip() != "void"),
        )
        for result, name, listed in re.findall(
            r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", code
        )
    }
    structs = {
        name: tuple(form(_type_of(member)) for member in body.split(";")[:-1])
        for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\}", code, re.DOTALL)
    }
    errors = {
        name: int(value, 16) for name, value in re.findall(r"APPLY\(DS_ERR_(\w+),\s*(0x[0-9A-F]+),", code)
    }
    return Declarations(functions, structs, errors)


def parse(header: Path) -> Declarations:
    """The declarations of a header."""
    return parse_text(header.read_text(encoding="utf-8"))
