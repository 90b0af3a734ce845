"""Writes src/declarations.js, the declarations of libdeepspeech for koffi, from deepspeech.h.

    python native_client/javascript/generate_declarations.py

Run it after a change of the header; `tests/bindings/test_parity.py` compares its result with the file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HEADER = FOLDER.parent / "include" / "deepspeech.h"
TARGET = FOLDER / "src" / "declarations.js"

HEAD = """'use strict';

// The declarations of libdeepspeech, written by generate_declarations.py from deepspeech.h. library.js gives
// the types their meaning: "owned string" is freed after it was copied, "out" is filled by the call.

"""
SCALARS = ("void", "int", "unsigned int", "float", "double")


def _koffi_type(c_type: str, name: str, result: bool) -> str:
    """The name that library.js knows for a C type.

    Raises:
        ValueError: for a type that the header did not have so far.
    """
    constant = c_type.strip().startswith("const")
    plain = re.sub(r"\s+", " ", re.sub(r"\bconst\b", "", c_type)).replace(" *", "*").strip()
    if plain == "char*":
        if name.endswith("Buffer"):
            return "bytes"
        return "string" if constant else "owned string"
    if plain == "char**":
        return "string array"
    if plain in ("short*", "float*", "double*", "unsigned int*"):
        if result or constant:
            return plain
        return f"out {plain}" if name == "retval" else plain
    base = plain.rstrip("*")
    stars = len(plain) - len(base)
    if stars == 0 and plain in SCALARS:
        return plain
    if base[0].isupper() and stars in (1, 2):
        return f"{base}*" if stars == 1 else f"out {base}**"
    raise ValueError(f"No koffi type is known for the C type {c_type!r} of the header")


def _split(declaration: str) -> tuple[str, str]:
    """Type and name of `const char* const text`."""
    match = re.fullmatch(r"(.*?)(\w+)", declaration.strip(), re.DOTALL)
    if match is None:
        raise ValueError(f"Not a declaration: {declaration!r}")
    return match.group(1), match.group(2)


def _struct(name: str, body: str) -> str:
    members = [_split(member) for member in body.split(";")[:-1]]
    lines = [f"    {member}: '{_koffi_type(c_type, '', False)}',\n" for c_type, member in members]
    return f"  {name}: {{\n{''.join(lines)}  }},\n"


def _function(result: str, name: str, listed: str) -> str:
    split = [] if listed.strip() == "void" else [_split(part) for part in listed.split(",")]
    types = ", ".join(f"'{_koffi_type(c_type, argument, False)}'" for c_type, argument in split)
    return f"  {name}: ['{_koffi_type(result, '', True)}', [{types}]],\n"


def generate(header: str) -> str:
    """The JavaScript file for a header's text."""
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    handles = re.findall(r"typedef struct \w+ (\w+);", code)
    structs = re.findall(r"typedef struct (\w+) \{(.*?)\}", code, re.DOTALL)
    functions = re.findall(r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", code)
    errors = re.findall(r"APPLY\(DS_ERR_(\w+),\s*(0x[0-9A-F]+), (\"[^\n]*\")\)", code)
    return "".join(
        [
            HEAD,
            f"const HANDLES = [{', '.join(repr(name) for name in handles)}];\n\n",
            "const STRUCTS = {\n",
            *(_struct(name, body) for name, body in structs),
            "};\n\n// Name: [result, arguments].\nconst FUNCTIONS = {\n",
            *(_function(*function) for function in functions),
            "};\n\nconst ERRORS = {\n",
            *(f"  {name}: {value},\n" for name, value, _ in errors),
            "};\n\nmodule.exports = { HANDLES, STRUCTS, FUNCTIONS, ERRORS };\n",
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(f"expected no arguments. Received: {sys.argv[1:]}")
    TARGET.write_text(generate(HEADER.read_text(encoding="utf-8")), encoding="utf-8")
