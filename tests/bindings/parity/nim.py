"""Reads native_client/nim/deepspeech/native.nim."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

PLAIN = {"cint": "i32", "cuint": "u32", "cfloat": "f32", "cdouble": "f64", "cstring": "address"}


def _form(nim_type: str) -> str:
    plain = nim_type.strip()
    return "address" if plain.startswith("ptr ") else PLAIN[plain]


def _forms(fields: list[str]) -> tuple[str, ...]:
    """The forms of `name: type`, each."""
    return tuple(_form(field.split(":", 1)[1]) for field in fields if field.strip())


def parse(folder: Path) -> Declarations:
    """The declarations of the Nim binding."""
    text = (folder / "deepspeech" / "native.nim").read_text(encoding="utf-8")
    functions = {
        name: Function(_form(result) if result else "void", _forms(listed.split(";")))
        for name, listed, result in re.findall(r"^proc (DS_\w+)\*\((.*?)\)(?:: (.+))?$", text, re.MULTILINE)
    }
    structs = {
        name: _forms(body.splitlines())
        for name, body in re.findall(
            r"^  Native(\w+)\* \{\.bycopy\.\} = object\n((?:    .+\n)+)", text, re.MULTILINE
        )
    }
    errors = {
        name: int(code, 16) for name, code in re.findall(r"^    DS_ERR_(\w+) = (0x\w+)$", text, re.MULTILINE)
    }
    return Declarations(functions, structs, errors)
