"""The declarations that native_client/generate_declarations.py writes are those of the present header."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.bindings.parity import differences, header
from tests.bindings.test_parity import HEADER, NATIVE, load

GENERATOR = load(NATIVE / "generate_declarations.py")
TARGETS = {path.relative_to(NATIVE).parts[0]: path for path in GENERATOR.TARGETS}


@pytest.mark.parametrize("language", TARGETS)
def test_files_are_current(language: str) -> None:
    generated = GENERATOR.TARGETS[TARGETS[language]](GENERATOR.read(HEADER.read_text(encoding="utf-8")))
    assert TARGETS[language].read_text(encoding="utf-8") == generated, (
        "run native_client/generate_declarations.py"
    )


@pytest.mark.parametrize("language", TARGETS)
def test_differences_are_found(language: str, tmp_path: Path) -> None:
    """Declarations of a header with another width, a missing member and another code differ from ours."""
    text = HEADER.read_text(encoding="utf-8")
    for old, new, message in (
        ("unsigned int aBeamWidth)", "double aBeamWidth)", "DS_SetModelBeamWidth, argument 2"),
        ("  const float end_time;\n", "", "struct TimedWord"),
        ("0x2002,", "0x2012,", "error INVALID_SCORER"),
        ("DEEPSPEECH_EXPORT char* DS_Version(void);", "", "DS_Version is missing"),
    ):
        assert text.count(old) == 1
        target = tmp_path / TARGETS[language].relative_to(NATIVE / language)
        target.parent.mkdir(parents=True, exist_ok=True)
        contents = GENERATOR.read(text.replace(old, new))
        target.write_text(GENERATOR.TARGETS[TARGETS[language]](contents), encoding="utf-8")
        parsed = importlib.import_module(f"tests.bindings.parity.{language}").parse(tmp_path)
        found = differences(header.parse(HEADER), parsed)
        assert [line for line in found if line.startswith(message)] == found != []


@pytest.mark.parametrize("language", TARGETS)
def test_wrappers_use_every_function(language: str) -> None:
    """Whatever the header has can be reached from the language, not only through its raw declarations."""
    suffix = TARGETS[language].suffix
    folder = TARGETS[language].parent  # the wrapper lies beside or below the declarations
    wrapper = [path for path in folder.rglob(f"*{suffix}") if path != TARGETS[language]]
    text = "".join(path.read_text(encoding="utf-8") for path in wrapper)
    used = set(re.findall(r"\bDS_\w+", text))
    assert set(header.parse(HEADER).functions) <= used
