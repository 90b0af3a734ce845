"""Writes the declarations of libdeepspeech for Java from deepspeech.h: functions, structures, status codes.

    python native_client/java/generate_declarations.py

Run it after a change of the header; `tests/bindings/test_java.py` compares its results with the files.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HEADER = FOLDER.parent / "include" / "deepspeech.h"
SOURCES = FOLDER / "src" / "main" / "java" / "org" / "deepspeech" / "libdeepspeech"
WIDTH = 120

FUNCTIONS_HEAD = """package org.deepspeech.libdeepspeech;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import org.deepspeech.libdeepspeech.Layout.Form;

/**
 * The functions and structures of deepspeech.h, written by generate_declarations.py. A result of type
 * {@code Pointer} belongs to the caller, who frees it.
 */
final class LibDeepSpeech {
    static {
        Native.register(LibDeepSpeech.class, NativeLibraries.open());
    }

    /** Marks 32 bits that the library reads without a sign. */
    @Target(ElementType.TYPE_USE)
    @interface Unsigned {}

    private LibDeepSpeech() {}

"""
CODES_HEAD = """package org.deepspeech.libdeepspeech;

/** The status codes of the library, with the names of 0.9.3. Written by generate_declarations.py. */
public enum DeepSpeech_Error_Codes {
"""
CODES_TAIL = """
    private final int value;

    DeepSpeech_Error_Codes(int value) {
        this.value = value;
    }

    /**
     * Returns the number of this code.
     *
     * @return the number, such as 0x2002
     */
    public final int swigValue() {
        return value;
    }

    /**
     * Returns the code of a number.
     *
     * @param value the number
     * @return the code
     * @throws IllegalArgumentException if there is none
     */
    public static DeepSpeech_Error_Codes swigToEnum(int value) {
        for (DeepSpeech_Error_Codes code : values()) {
            if (code.value == value) {
                return code;
            }
        }
        throw new IllegalArgumentException(String.format("No status code has the number 0x%X", value));
    }
}
"""
SCALARS = {
    "void": "void",
    "int": "int",
    "unsigned int": "@Unsigned int",
    "float": "float",
    "double": "double",
}
FORMS = {"int": "I32", "unsigned int": "U32", "float": "F32", "double": "F64"}


def _split(declaration: str) -> tuple[str, str]:
    """Type and name of `const char* const text`."""
    match = re.fullmatch(r"(.*?)(\w+)", declaration.strip(), re.DOTALL)
    if match is None:
        raise ValueError(f"Not a declaration: {declaration!r}")
    return match.group(1), match.group(2)


def _plain(c_type: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\bconst\b", "", c_type)).replace(" *", "*").strip()


def _java_type(c_type: str, name: str = "") -> str:
    """The Java type of an argument, or with an empty name, of a result.

    Raises:
        ValueError: for a type that the header did not have so far.
    """
    plain = _plain(c_type)
    if plain in SCALARS:
        return SCALARS[plain]
    if not plain.endswith("*"):
        raise ValueError(f"No Java type is known for the C type {c_type!r} of the header")
    if not name:
        return "Pointer"
    if plain == "char*":
        return "Pointer" if name.endswith("Buffer") or "const" not in c_type else "String"
    arrays = {"short*": "short[]", "float*": "float[]", "unsigned int*": "IntByReference"}
    if plain.endswith("**") and "const" not in c_type:
        return "PointerByReference"
    return arrays.get(plain, "Pointer")


def _constant(name: str) -> str:
    """TokenMetadata -> TOKEN_METADATA"""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _struct(name: str, body: str) -> str:
    members = [_plain(_split(member)[0]) for member in body.split(";")[:-1]]
    forms = ", ".join(f"Form.{'ADDRESS' if member.endswith('*') else FORMS[member]}" for member in members)
    return _wrapped(f"static final Layout {_constant(name)} = new Layout(", f"{forms});")


def _function(result: str, name: str, listed: str) -> str:
    split = [] if listed.strip() == "void" else [_split(part) for part in listed.split(",")]
    arguments = ", ".join(f"{_java_type(c_type, argument)} {argument}" for c_type, argument in split)
    return _wrapped(f"static native {_java_type(result)} {name}(", f"{arguments});")


def _wrapped(begin: str, rest: str) -> str:
    line = f"    {begin}{rest}"
    if len(line) <= WIDTH:
        return f"{line}\n"
    indent = " " * 12
    lines = textwrap.wrap(rest, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return "\n".join([f"    {begin}", *lines, ""])


def generate(header: str) -> dict[str, str]:
    """The texts of the files, by name, for a header's text."""
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    structs = re.findall(r"typedef struct (\w+) \{(.*?)\}", code, re.DOTALL)
    functions = re.findall(r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", code)
    errors = re.findall(r"APPLY\(DS_(ERR_\w+),\s*(0x[0-9A-F]+), \"([^\n]*)\"\)", code)
    codes = [f"    /** {message} */\n    {name}({value})" for name, value, message in errors]
    declared = [*(_struct(*one) for one in structs), "\n", *(_function(*one) for one in functions)]
    return {
        "LibDeepSpeech.java": FUNCTIONS_HEAD + "".join(declared) + "}\n",
        "DeepSpeech_Error_Codes.java": CODES_HEAD + ",\n".join(codes) + ";\n" + CODES_TAIL,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(f"expected no arguments. Received: {sys.argv[1:]}")
    for name, text in generate(HEADER.read_text(encoding="utf-8")).items():
        (SOURCES / name).write_text(text, encoding="utf-8")
