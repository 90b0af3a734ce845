"""Reads LibDeepSpeech.java and DeepSpeech_Error_Codes.java of native_client/java."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bindings.parity import Declarations, Function

SOURCES = Path("src", "main", "java", "org", "deepspeech", "libdeepspeech")
PLAIN = {"void": "void", "int": "i32", "@Unsigned int": "u32", "float": "f32", "double": "f64"}


def _form(java_type: str) -> str:
    """The form of a type; arrays and objects are passed by their address.

    Raises:
        ValueError: for a number that C does not have here.
    """
    if java_type in PLAIN:
        return PLAIN[java_type]
    if re.fullmatch(r"[A-Z]\w+|(short|float)\[\]", java_type) is None:
        raise ValueError(f"expected a type that the library takes, got {java_type}")
    return "address"


def _struct(constant: str) -> str:
    """TOKEN_METADATA -> TokenMetadata"""
    return "".join(part.capitalize() for part in constant.split("_"))


def parse(folder: Path) -> Declarations:
    """The declarations of the Java binding."""
    text = (folder / SOURCES / "LibDeepSpeech.java").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL))
    functions = {
        name: Function(
            _form(result),
            tuple(_form(part.strip().rsplit(" ", 1)[0]) for part in listed.split(",") if part.strip()),
        )
        for result, name, listed in re.findall(r"static native ([^(;]+?) (DS_\w+)\( ?([^)]*)\);", text)
    }
    structs = {
        _struct(name): tuple(form.lower() for form in re.findall(r"Form\.(\w+)", listed))
        for name, listed in re.findall(r"static final Layout (\w+) = new Layout\(([^)]*)\);", text)
    }
    codes = (folder / SOURCES / "DeepSpeech_Error_Codes.java").read_text(encoding="utf-8")
    errors = {
        name: int(code, 16) for name, code in re.findall(r"^    ERR_(\w+)\((0x[0-9A-F]+)\)", codes, re.M)
    }
    return Declarations(functions, structs, errors)
