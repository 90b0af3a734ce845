"""Reads native_client/javascript/src/declarations.js, and the meaning of its types from library.js."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

KOFFI = {"void": "void", "int": "i32", "uint": "u32", "float": "f32", "double": "f64", "str": "address"}


def _forms(library: str) -> dict[str, str]:
    """What library.js gives koffi for the types that it names: `'unsigned int': 'uint'`."""
    table = re.search(r"const known = \{(.*?)\n  \};", library, re.DOTALL)
    assert table is not None, "library.js has no table of types"
    rows = re.findall(r"^\s+'?([\w *]+?)'?: (.+),$", table.group(1), re.MULTILINE)
    return {name: KOFFI[value.strip("'")] if value.startswith("'") else "address" for name, value in rows}


def parse(folder: Path) -> Declarations:
    """The declarations of the JavaScript binding."""
    forms = _forms((folder / "src" / "library.js").read_text(encoding="utf-8"))
    text = (folder / "src" / "declarations.js").read_text(encoding="utf-8")

    def form(name: str) -> str:
        return "address" if name.endswith("*") or name == "owned string" else forms[name]

    functions = {
        name: Function(form(result), tuple(form(part) for part in re.findall(r"'([^']+)'", listed)))
        for name, result, listed in re.findall(r"(DS_\w+): \['([^']+)', \[(.*?)\]\]", text, re.DOTALL)
    }
    structs = {
        name: tuple(form(part) for part in re.findall(r": '([^']+)'", body))
        for name, body in re.findall(r"^  (\w+): \{\n(.*?)^  \},", text, re.DOTALL | re.MULTILINE)
    }
    errors = {
        name: int(code, 16) for name, code in re.findall(r"^  (\w+): (0x[0-9A-F]+),", text, re.MULTILINE)
    }
    return Declarations(functions, structs, errors)
