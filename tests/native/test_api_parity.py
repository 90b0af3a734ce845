"""deepspeech.h, the shared library and the Python declarations name the same functions and structs."""

from __future__ import annotations

import ctypes
import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from deepspeech import _declarations as c
from tests.native.client import CLIENT, ROOT, need_client

HEADER = (ROOT / "native_client" / "include" / "deepspeech.h").read_text(encoding="utf-8")
STRUCTS = [
    value for value in vars(c).values() if isinstance(value, type) and issubclass(value, ctypes.Structure)
]

# The functions of 0.9.3, whose names its bindings use.
OLD = """DS_CreateModel DS_GetModelBeamWidth DS_SetModelBeamWidth DS_GetModelSampleRate DS_FreeModel
DS_EnableExternalScorer DS_AddHotWord DS_EraseHotWord DS_ClearHotWords DS_DisableExternalScorer
DS_SetScorerAlphaBeta DS_SpeechToText DS_SpeechToTextWithMetadata DS_CreateStream DS_FeedAudioContent
DS_IntermediateDecode DS_IntermediateDecodeWithMetadata DS_FinishStream DS_FinishStreamWithMetadata
DS_FreeStream DS_FreeMetadata DS_FreeString DS_Version DS_ErrorCodeToErrorMessage""".split()


def load_generator() -> ModuleType:
    path = CLIENT.parent / "generate_declarations.py"
    specification = importlib.util.spec_from_file_location("generate_declarations", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def compile_c(source: str, output: Path | None = None) -> None:
    target = ["-fsyntax-only"] if output is None else ["-o", str(output)]
    try:
        subprocess.run(
            ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-x", "c", "-", *target]
            + ["-I", str(ROOT / "native_client" / "include")],
            input=source,
            text=True,
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("no C compiler on this machine")


def test_functions_are_those_of_the_header() -> None:
    exported = HEADER.split("\nDEEPSPEECH_EXPORT ")[1:]
    assert set(c.FUNCTIONS) == {
        declaration.partition("(")[0].split()[-1].lstrip("*") for declaration in exported
    }
    assert set(OLD) < set(c.FUNCTIONS)
    assert all(name.startswith("DS_") for name in c.FUNCTIONS)


def test_python_declarations_are_those_of_the_header() -> None:
    written = (CLIENT / "_declarations.py").read_text(encoding="utf-8")
    assert load_generator().generate(HEADER) == written, "run native_client/python/generate_declarations.py"


def test_the_generator_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="long long"):
        load_generator().generate(
            HEADER.replace("int DS_GetModelSampleRate", "long long DS_GetModelSampleRate")
        )


def test_structs_have_the_layout_of_c(tmp_path: Path) -> None:
    """Sizes and offsets as a C compiler sees them; those of 0.9.3 must stay, programs are built with them."""
    lines = []
    for struct in STRUCTS:
        lines.append(f'printf("{struct.__name__} %zu", sizeof({struct.__name__}));')
        lines += [f'printf(" %zu", offsetof({struct.__name__}, {field[0]}));' for field in struct._fields_]
        lines.append('printf("\\n");')
    head = '#include <stddef.h>\n#include <stdio.h>\n#include "deepspeech.h"\n'
    compile_c(head + "int main(void) {\n" + "\n".join(lines) + "\nreturn 0;\n}\n", tmp_path / "layout")
    printed = subprocess.run([tmp_path / "layout"], capture_output=True, text=True, check=True).stdout
    for struct, line in zip(STRUCTS, printed.splitlines(), strict=True):
        offsets = [getattr(struct, field[0]).offset for field in struct._fields_]
        assert line.split() == [struct.__name__, *map(str, [ctypes.sizeof(struct), *offsets])]


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
    from deepspeech._library import library, take_string
    from deepspeech.errors import UNKNOWN

    assert len(c.ERRORS) == 26 == len(re.findall(r"APPLY\(DS_ERR", HEADER))
    assert c.ERRORS["DS_ERR_FAIL_ERASE_HOTWORD"][0] == 0x3010
    for code, message in c.ERRORS.values():
        assert take_string(library().DS_ErrorCodeToErrorMessage(code)) == message
    assert take_string(library().DS_ErrorCodeToErrorMessage(0x9999)) == UNKNOWN


def test_the_header_is_c() -> None:
    compile_c('#include "deepspeech.h"\nint main(void) { return sizeof(Metadata) == 0; }\n')
