"""Writes the declarations of libdeepspeech for Nim, .NET and V from deepspeech.h.

    python native_client/generate_declarations.py

Run it after a change of the header; `tests/bindings/test_declarations.py` compares its result with the files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
HEADER = FOLDER / "include" / "deepspeech.h"
ORIGIN = (
    "The declarations of libdeepspeech, written by native_client/generate_declarations.py from deepspeech.h."
)


class Value(NamedTuple):
    """A parameter, a member, or the result of a function.

    Attributes:
        name: in the header; empty for a result.
        base: its C type without `const` and asterisks.
        stars: the number of asterisks.
        constant: what it points to is not changed.
    """

    name: str
    base: str
    stars: int
    constant: bool


class Header(NamedTuple):
    """The contents of deepspeech.h."""

    handles: tuple[str, ...]
    structs: dict[str, tuple[Value, ...]]
    functions: dict[str, tuple[Value, tuple[Value, ...]]]  # name: result, parameters
    errors: dict[str, str]  # name with DS_ERR_: value in hexadecimal


def _value(declaration: str, named: bool) -> Value:
    text = declaration.strip()
    name = ""
    if named:
        match = re.fullmatch(r"(.*?)(\w+)", text, re.DOTALL)
        if match is None:
            raise ValueError(f"Not a declaration: {declaration!r}")
        text, name = match.groups()
    base = " ".join(re.sub(r"\bconst\b|\*", " ", text).split())
    return Value(name, base, text.count("*"), text.strip().startswith("const"))


def read(text: str) -> Header:
    """The contents of a header's text."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    structs = re.findall(r"typedef struct (\w+) \{(.*?)\}", code, re.DOTALL)
    functions = re.findall(r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", code)
    return Header(
        tuple(re.findall(r"typedef struct \w+ (\w+);", code)),
        {name: tuple(_value(part, True) for part in body.split(";")[:-1]) for name, body in structs},
        {
            name: (
                _value(result, False),
                tuple(_value(part, True) for part in listed.split(",") if part.strip() != "void"),
            )
            for result, name, listed in functions
        },
        dict(re.findall(r"APPLY\((DS_ERR_\w+),\s*(0x[0-9A-F]+),", code)),
    )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def nim(header: Header) -> str:
    """deepspeech/native.nim; types have the prefix Native."""
    scalars = {"int": "cint", "unsigned int": "cuint", "float": "cfloat", "double": "cdouble"}
    elements = {**scalars, "short": "int16"}

    def type_of(value: Value) -> str:
        if value.base == "char":
            return ("", "cstring", "ptr UncheckedArray[cstring]")[value.stars]
        if value.base in elements:
            return scalars[value.base] if value.stars == 0 else f"ptr {elements[value.base]}"
        return "ptr " * value.stars + f"Native{value.base}"

    def member(value: Value) -> str:
        kind = type_of(value)
        if value.stars and (value.base in header.structs or value.base == "double"):
            many = value.name in ("transcripts", "tokens", "words", "slots") or value.base == "double"
            kind = f"ptr UncheckedArray[{kind.removeprefix('ptr ')}]" if many else kind
        return f"    {_camel(value.name)}*: {kind}\n"

    lines = [f"## {ORIGIN}\n\ntype\n  ErrorCode* = enum ## status codes\n"]
    lines += [f"    {name} = {value}\n" for name, value in header.errors.items()]
    lines += [f"  Native{name}* = object\n" for name in header.handles]
    for name, members in header.structs.items():
        lines += [f"  Native{name}* {{.bycopy.}} = object\n", *map(member, members)]
    lines.append("\n{.push importc, cdecl, gcsafe, raises: [].}\n")
    for name, (result, parameters) in header.functions.items():
        listed = "; ".join(f"{value.name}: {type_of(value)}" for value in parameters)
        returned = "" if (result.base, result.stars) == ("void", 0) else f": {type_of(result)}"
        lines.append(f"proc {name}*({listed}){returned}\n")
    return "".join([*lines, "{.pop.}\n"])


def dotnet(header: Header) -> str:
    """DeepSpeechClient/NativeMethods.cs; handles that a call does not release are safe handles."""
    scalars = {"int": "int", "unsigned int": "uint", "float": "float", "double": "double", "short": "short"}
    safe = {"ModelState": "ModelHandle", "StreamingState": "StreamHandle", "CommandGrammar": "GrammarHandle"}

    def type_of(function: str, value: Value) -> str:
        if value.base == "void":
            return "void"
        if value.base == "char":
            return "IntPtr[]" if value.stars == 2 else "byte[]" if value.constant else "IntPtr"
        if value.base in scalars:
            if value.stars == 0:
                return scalars[value.base]
            return "out uint" if value.name == "retval" else f"{scalars[value.base]}[]"
        if value.stars == 2:
            return f"out {safe.get(value.base, 'IntPtr')}"
        releases = re.search(r"Free|Finish", function) is not None
        return safe.get(value.base, "IntPtr") if value.name and not releases else "IntPtr"

    lines = [
        f"// {ORIGIN}\nusing System;\nusing System.Runtime.InteropServices;\n\n",
        "namespace DeepSpeechClient.Enums\n{\n    /// <summary>Status codes of the library.</summary>\n",
        "    public enum ErrorCodes\n    {\n",
    ]
    for name, code in header.errors.items():
        lines += [f"        /// <summary>{name}</summary>\n", f"        {name} = {code},\n"]
    lines.append("    }\n}\n\nnamespace DeepSpeechClient.Structs\n{\n")
    for name, members in header.structs.items():
        lines += ["    [StructLayout(LayoutKind.Sequential)]\n", f"    internal struct {name}\n    {{\n"]
        for value in members:
            kind = "IntPtr" if value.stars else scalars[value.base]
            lines.append(f"        internal {kind} {value.name};\n")
        lines.append("    }\n\n")
    lines[-1] = "    }\n}\n\nnamespace DeepSpeechClient.Native\n{\n"
    lines.append("    internal static class NativeMethods\n    {\n")
    lines.append('        private const string Library = "deepspeech";\n')
    for name, (result, parameters) in header.functions.items():
        listed = ", ".join(f"{type_of(name, value)} {value.name}" for value in parameters)
        lines.append(
            "\n        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]\n"
            f"        internal static extern {type_of(name, result)} {name}({listed});\n"
        )
    return "".join([*lines, "    }\n}\n"])


def v(header: Header) -> str:
    """native.v; the C compiler reads the header, these lines tell V about it."""
    scalars = {"int": "int", "unsigned int": "u32", "float": "f32", "double": "f64", "short": "i16"}

    def type_of(value: Value) -> str:
        base = scalars.get(value.base, value.base if value.base == "char" else f"C.{value.base}")
        return "&" * value.stars + base

    lines = [f"// {ORIGIN}\nmodule deepspeech\n\n", '#include "deepspeech.h"\n']
    for name in header.handles:
        lines.append(f"\n@[typedef]\nstruct C.{name} {{}}\n")
    for name, members in header.structs.items():
        lines.append(f"\n@[typedef]\nstruct C.{name} {{\n")
        width = max(len(value.name) for value in members)
        lines += [f"\t{value.name.ljust(width)} {type_of(value)}\n" for value in members]
        lines.append("}\n")
    lines.append("\n")
    for name, (result, parameters) in header.functions.items():
        listed = ", ".join(f"{_snake(value.name)} {type_of(value)}" for value in parameters)
        returned = "" if (result.base, result.stars) == ("void", 0) else f" {type_of(result)}"
        lines.append(f"fn C.{name}({listed}){returned}\n")
    lines.append("\n// ErrorCode is a status code of the library.\npub enum ErrorCode {\n")
    names = {name.removeprefix("DS_ERR_").lower(): code for name, code in header.errors.items()}
    width = max(map(len, names))
    lines += [f"\t{name.ljust(width)} = {code.lower()}\n" for name, code in names.items()]
    return "".join([*lines, "}\n"])


def _snake(name: str) -> str:
    """`aModelPath` -> `model_path`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", re.sub(r"^a(?=[A-Z])", "", name)).lower()


TARGETS: dict[Path, Callable[[Header], str]] = {
    FOLDER / "nim" / "deepspeech" / "native.nim": nim,
    FOLDER / "dotnet" / "DeepSpeechClient" / "NativeMethods.cs": dotnet,
    FOLDER / "v" / "native.v": v,
}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(f"expected no arguments. Received: {sys.argv[1:]}")
    contents = read(HEADER.read_text(encoding="utf-8"))
    for path, generate in TARGETS.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generate(contents), encoding="utf-8")
