"""deepspeech.h, the shared library and the Python declarations name the same functions and structs."""

from __future__ import annotations

import ctypes
import re
import subprocess

import pytest

from deepspeech import _declarations as c
from tests.native.client import CLIENT, ROOT, need_client

HEADER = (ROOT / "native_client" / "include" / "deepspeech.h").read_text(encoding="utf-8")
CODE = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.DOTALL)

# C types of the header as ctypes; const does not matter for calls.
TYPES = {
    "void": None,
    "int": ctypes.c_int,
    "unsigned int": ctypes.c_uint,
    "float": ctypes.c_float,
    "double": ctypes.c_double,
    "ModelState*": c.Handle,
    "StreamingState*": c.Handle,
    "ModelState**": ctypes.POINTER(c.Handle),
    "StreamingState**": ctypes.POINTER(c.Handle),
    "short*": c.Samples,
    "Metadata*": c.OwnedMetadata,
}


def functions() -> dict[str, tuple[str, list[str]]]:
    """Name: (result, arguments), as written in the header."""
    found = {}
    for result, name, arguments in re.findall(
        r"DEEPSPEECH_EXPORT\s+([\w ]+?\**)\s*(DS_\w+)\(([^)]*)\);", CODE
    ):
        parts = [] if arguments.strip() == "void" else arguments.split(",")
        found[name] = (result, [re.sub(r"\s*\w+$", "", part.strip()) for part in parts])
    return found


def as_ctypes(text: str, result: bool) -> object:
    constant = "const " in text
    text = text.replace("const ", "").replace(" *", "*").strip()
    if text == "char*":  # strings that come out have to be freed, so their address is needed
        return c.OwnedString if result or not constant else ctypes.c_char_p
    return TYPES[text]


def test_the_header_has_24_functions() -> None:
    assert len(functions()) == 24 == HEADER.count("\nDEEPSPEECH_EXPORT ")


def test_python_declares_every_function() -> None:
    wanted = {
        name: (as_ctypes(result, True), tuple(as_ctypes(argument, False) for argument in arguments))
        for name, (result, arguments) in functions().items()
    }
    assert wanted == c.FUNCTIONS
    assert list(c.FUNCTIONS) == list(functions())


@pytest.mark.parametrize("struct", [c.TokenMetadata, c.CandidateTranscript, c.Metadata])
def test_structs(struct: type[ctypes.Structure]) -> None:
    body = re.search(rf"typedef struct {struct.__name__} {{(.*?)}}", CODE, re.DOTALL)
    assert body is not None
    names = re.findall(r"(\w+);", body.group(1))
    assert [field[0] for field in struct._fields_] == names
    pointers = [f"{name};" for name in names if re.search(rf"\*\s*const {name};", body.group(1))]
    assert len(pointers) == sum(
        field[1] is ctypes.c_char_p or hasattr(field[1], "contents") for field in struct._fields_
    )


def test_sizes_of_structs() -> None:
    """Programs built for 0.9.3 on 64-bit machines count on these."""
    assert [ctypes.sizeof(s) for s in (c.TokenMetadata, c.CandidateTranscript, c.Metadata)] == [16, 24, 16]


def test_the_library_exports_these_functions_and_nothing_else() -> None:
    need_client()
    for name in c.FUNCTIONS:
        assert hasattr(ctypes.CDLL(str(CLIENT / "lib" / "libdeepspeech.so")), name)
    try:
        listing = subprocess.run(
            ["nm", "-D", "--defined-only", str(CLIENT / "lib" / "libdeepspeech.so")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except FileNotFoundError:
        pytest.skip("no nm on this machine")
    assert {line.split()[-1] for line in listing.splitlines()} == set(c.FUNCTIONS)


def test_error_codes_and_messages() -> None:
    need_client()
    from deepspeech._library import error_message

    table = re.findall(r"APPLY\((DS_ERR_\w+),\s*(0x[0-9A-F]{4}), \"(.*)\"\)", HEADER)
    assert len(table) == 23
    assert {name: code for name, code, _ in table}["DS_ERR_FAIL_ERASE_HOTWORD"] == "0x3010"
    for _, code, message in table:
        assert error_message(int(code, 16)) == message
    unknown = "Unknown error, please make sure you are using the correct native binary."
    assert error_message(0x9999) == unknown


def test_the_header_is_c() -> None:
    program = '#include "deepspeech.h"\nint main(void) { return sizeof(Metadata) == 0; }\n'
    try:
        subprocess.run(
            ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c", "-"]
            + ["-I", str(ROOT / "native_client" / "include")],
            input=program,
            text=True,
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("no C compiler on this machine")
