"""Writes deepspeech/_declarations.py, the ctypes declarations, from deepspeech.h.

    python native_client/python/generate_declarations.py

Run it after a change of the header; `tests/native/test_api_parity.py` compares its result with the file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HEADER = FOLDER.parent / "include" / "deepspeech.h"
TARGET = FOLDER / "deepspeech" / "_declarations.py"

HEAD = '''"""libdeepspeech for ctypes, written by generate_declarations.py from deepspeech.h."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_float, c_int, c_short, c_uint, c_void_p
from typing import Any

# Handles, and strings that have to be freed: c_char_p as a result would lose the address.
Handle = c_void_p
OwnedString = c_void_p
Samples = POINTER(c_short)

# Name: (code, message).
ERRORS: dict[str, tuple[int, str]] = {
'''
FUNCTIONS_HEAD = """# Name: (result, arguments), in the order of the header.
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
"""
TAIL = '''}


def declare(library: ctypes.CDLL) -> None:
    """Tells ctypes the types of every function."""
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
'''

PLAIN = {
    "void": "None",
    "int": "c_int",
    "unsigned int": "c_uint",
    "float": "c_float",
    "float*": "POINTER(c_float)",
    "double": "c_double",
    "double*": "POINTER(c_double)",
    "short*": "Samples",
    "unsigned int*": "POINTER(c_uint)",
    "char**": "POINTER(c_char_p)",
}


def _python_type(c_type: str, structs: list[str], handles: list[str], *, owned: bool) -> str:
    """The ctypes expression of a C type, where const does not matter except in strings.

    Raises:
        ValueError: for a type that the header did not have so far.
    """
    plain = re.sub(r"\s+", " ", re.sub(r"\bconst\b", "", c_type)).replace(" *", "*").strip()
    if plain == "char*":
        return "OwnedString" if owned else "c_char_p"
    name = plain.rstrip("*")
    stars = len(plain) - len(name)
    if name in handles and stars in (1, 2):
        return "Handle" if stars == 1 else "POINTER(Handle)"
    if name in structs and stars in (1, 2):
        return f"POINTER({name})" if stars == 1 else f"POINTER(POINTER({name}))"
    if plain not in PLAIN:
        raise ValueError(f"No ctypes type is known for the C type {c_type!r} of the header")
    return PLAIN[plain]


def _split(declaration: str) -> tuple[str, str]:
    """Type and name of `const char* const text`."""
    match = re.fullmatch(r"(.*?)(\w+)", declaration.strip(), re.DOTALL)
    if match is None:
        raise ValueError(f"Not a declaration: {declaration!r}")
    return match.group(1), match.group(2)


def _error_table(code: str) -> str:
    rows = re.findall(r"APPLY\((DS_ERR_\w+),\s*(0x[0-9A-F]+), (\"[^\n]*\")\)", code)
    return "".join(f'    "{name}": ({value}, {message}),\n' for name, value, message in rows)


def _struct_class(name: str, body: str, structs: list[str]) -> str:
    lines = [
        f"class {name}(ctypes.Structure):",
        f'    """`{name}` of deepspeech.h."""',
        "",
        "    _fields_ = (",
    ]
    for member in body.split(";")[:-1]:
        c_type, member_name = _split(member)
        lines.append(f'        ("{member_name}", {_python_type(c_type, structs, [], owned=False)}),')
    return "\n".join([*lines, "    )", "", "", ""])


def _function_entry(declared: tuple[str, str, str], structs: list[str], handles: list[str]) -> str:
    result, name, listed = declared
    arguments = [] if listed.strip() == "void" else [_split(part)[0] for part in listed.split(",")]
    types = [_python_type(text, structs, handles, owned="const" not in text) for text in arguments]
    inner = ", ".join(types) + ("," if len(types) == 1 else "")
    return f'    "{name}": ({_python_type(result, structs, handles, owned=True)}, ({inner})),\n'


def generate(header: str) -> str:
    """The Python file for a header's text."""
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    handles = re.findall(r"typedef struct \w+ (\w+);", code)
    bodies = re.findall(r"typedef struct (\w+) \{(.*?)\}", code, re.DOTALL)
    structs = [name for name, _ in bodies]
    functions = re.findall(r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", code)
    return "".join(
        [
            HEAD,
            _error_table(code),
            "}\n\n\n",
            *(_struct_class(name, body, structs) for name, body in bodies),
            FUNCTIONS_HEAD,
            *(_function_entry(function, structs, handles) for function in functions),
            TAIL,
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(f"expected no arguments. Received: {sys.argv[1:]}")
    TARGET.write_text(generate(HEADER.read_text(encoding="utf-8")), encoding="utf-8")
