"""Reads native_client/rust/src/sys.rs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

PLAIN = {"c_int": "i32", "c_uint": "u32", "c_float": "f32", "c_double": "f64"}


def _form(rust_type: str) -> str:
    plain = rust_type.strip()
    return "address" if plain.startswith("*") else PLAIN[plain]


def _forms(listed: str) -> tuple[str, ...]:
    """The forms of `name: type, name: type`."""
    return tuple(_form(part.split(":", 1)[1]) for part in listed.split(",") if part.strip())


def parse(folder: Path) -> Declarations:
    """The declarations of the Rust binding."""
    text = re.sub(r"//[^\n]*", "", (folder / "src" / "sys.rs").read_text(encoding="utf-8"))
    functions = {
        name: Function(_form(result) if result else "void", _forms(listed))
        for name, listed, result in re.findall(r"fn (DS_\w+)\(([^)]*)\)(?: -> ([^;]+))?;", text)
    }
    structs = {
        name: _forms(body)
        for name, body in re.findall(r"pub struct (\w+) \{(.*?)\n\}", text, re.DOTALL)
        if "_private" not in body
    }
    return Declarations(functions, structs)
