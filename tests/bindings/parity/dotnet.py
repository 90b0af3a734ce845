"""Reads native_client/dotnet/DeepSpeechClient/NativeMethods.cs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

PLAIN = {"void": "void", "int": "i32", "uint": "u32", "float": "f32", "double": "f64"}


def _form(type_name: str) -> str:
    if type_name in PLAIN:
        return PLAIN[type_name]
    # Arrays are passed as the address of their first element, safe handles as the handle.
    if re.fullmatch(r"IntPtr|\w+\[\]|\w+Handle|out \w+", type_name):
        return "address"
    raise ValueError(f"The form of the type {type_name!r} is not known")


def _type_of(declaration: str) -> str:
    """`out uint retval` -> `out uint`."""
    return declaration.strip().rsplit(" ", 1)[0]


def parse(folder: Path) -> Declarations:
    """The declarations of the .NET binding."""
    text = (folder / "DeepSpeechClient" / "NativeMethods.cs").read_text(encoding="utf-8")
    functions = {
        name: Function(_form(result), tuple(_form(_type_of(part)) for part in listed.split(",") if part))
        for result, name, listed in re.findall(r"static extern (\w+) (DS_\w+)\(([^)]*)\);", text)
    }
    assert len(functions) == text.count("CallingConvention.Cdecl")
    structs = {
        name: tuple(_form(part) for part in re.findall(r"internal (\w+) \w+;", body))
        for name, body in re.findall(
            r"\[StructLayout\(LayoutKind\.Sequential\)\]\s+internal struct (\w+)\s+\{(.*?)\}", text, re.DOTALL
        )
    }
    errors = {name: int(code, 16) for name, code in re.findall(r"DS_ERR_(\w+) = (0x\w+),", text)}
    return Declarations(functions, structs, errors)
