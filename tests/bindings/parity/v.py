"""Reads native_client/v/native.v."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

PLAIN = {"": "void", "int": "i32", "u32": "u32", "f32": "f32", "f64": "f64"}


def _form(v_type: str) -> str:
    plain = v_type.strip()
    return "address" if plain.startswith("&") else PLAIN[plain]


def parse(folder: Path) -> Declarations:
    """The declarations of the V binding, and calls of functions that it does not declare."""
    text = (folder / "native.v").read_text(encoding="utf-8")
    functions = {
        name: Function(_form(result), tuple(_form(part.split()[1]) for part in listed.split(",") if part))
        for name, listed, result in re.findall(r"^fn C\.(DS_\w+)\(([^)]*)\)(.*)$", text, re.MULTILINE)
    }
    for path in folder.glob("*.v"):
        for name in re.findall(r"\bC\.(DS_\w+)\(", path.read_text(encoding="utf-8")):
            functions.setdefault(name, Function("void", ()))
    structs = {
        name: tuple(_form(line.split()[1]) for line in body.splitlines() if line.strip())
        for name, body in re.findall(r"^struct C\.(\w+) \{\n(.*?)^\}", text, re.DOTALL | re.MULTILINE)
    }
    errors = {
        name.upper(): int(code, 16)
        for name, code in re.findall(r"^\t(\w+) += (0x[0-9a-f]{4})$", text, re.MULTILINE)
    }
    return Declarations(functions, structs, errors)
