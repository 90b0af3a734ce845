"""The bindings declare what deepspeech.h declares: all functions, their arguments and widths."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.bindings.parity import FORMS, Declarations, Function, differences, header
from tests.sets import ROOT

NATIVE = ROOT / "native_client"
HEADER = NATIVE / "include" / "deepspeech.h"
LANGUAGES = [
    name
    for name in ("javascript", "java", "dotnet", "go", "rust", "nim", "v", "swift")
    if (NATIVE / name).is_dir()
]


def load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def parse(language: str, folder: Path) -> Declarations:
    """The declarations of a binding, which a module of the language's name reads."""
    parsed: Declarations = importlib.import_module(f"tests.bindings.parity.{language}").parse(folder)
    return parsed


def test_the_header_is_read_completely() -> None:
    text = HEADER.read_text(encoding="utf-8")
    declared = header.parse(HEADER)
    assert len(declared.functions) == len(re.findall(r"^DEEPSPEECH_EXPORT ", text, re.MULTILINE)) >= 50
    assert len(declared.structs) == len(re.findall(r"^typedef struct \w+ \{", text, re.MULTILINE)) == 9
    assert declared.errors is not None
    assert len(declared.errors) == len(re.findall(r"^  APPLY\(DS_ERR", text, re.MULTILINE)) == 26
    assert declared.functions["DS_Version"] == Function("address", ())
    assert declared.functions["DS_SetScorerAlphaBeta"] == Function("i32", ("address", "f32", "f32"))
    assert declared.structs["TimedWord"] == ("address", "f32", "f32", "f64")
    used = {form for one in declared.functions.values() for form in (one.result, *one.arguments)}
    assert used <= set(FORMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_declarations_are_those_of_the_header(language: str) -> None:
    found = differences(header.parse(HEADER), parse(language, NATIVE / language))
    assert not found, "\n".join(found)


DAMAGES = {
    "name": (r"  DS_AddHotWord: [^\n]*\n", "", "DS_AddHotWord is missing"),
    "arity": (r"(DS_AddHotWord: .*), 'float'", r"\1", "DS_AddHotWord: expected 3 arguments, declared 2"),
    "width": (
        r"(DS_SpeechToText: .*)'unsigned int'",
        r"\1'double'",
        "DS_SpeechToText, argument 3: expected u32, declared f64",
    ),
    "sign": (
        r"(DS_GetModelBeamWidth: \[)'unsigned int'",
        r"\1'int'",
        "DS_GetModelBeamWidth: expected a result of u32, declared i32",
    ),
    "surplus": (
        r"const FUNCTIONS = \{\n",
        "const FUNCTIONS = {\n  DS_New: ['int', []],\n",
        "DS_New is not in",
    ),
    "member": (r"    num_words: 'unsigned int',\n", "", "struct TimedWords: expected"),
    "error": (r"0x2002", "0x2003", "error INVALID_SCORER: expected 0x2002"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_differences_are_found(damage: str, tmp_path: Path) -> None:
    pattern, replacement, message = DAMAGES[damage]
    source = tmp_path / "src"
    source.mkdir()
    shutil.copy(NATIVE / "javascript" / "src" / "library.js", source)
    text = (NATIVE / "javascript" / "src" / "declarations.js").read_text(encoding="utf-8")
    damaged, count = re.subn(pattern, replacement, text, count=1)
    assert count == 1
    (source / "declarations.js").write_text(damaged, encoding="utf-8")
    found = differences(header.parse(HEADER), parse("javascript", tmp_path))
    assert [line for line in found if line.startswith(message)] == found != []


def test_generated_declarations_are_current() -> None:
    generator = load(NATIVE / "javascript" / "generate_declarations.py")
    written = (NATIVE / "javascript" / "src" / "declarations.js").read_text(encoding="utf-8")
    assert generator.generate(HEADER.read_text(encoding="utf-8")) == written, (
        "run native_client/javascript/generate_declarations.py"
    )


def test_typescript_declares_what_the_package_exports() -> None:
    """The methods of the classes and the functions, by name."""
    types = (NATIVE / "javascript" / "index.d.ts").read_text(encoding="utf-8")
    for name in ("Model", "Stream", "Commands"):
        source = (NATIVE / "javascript" / "src" / f"{name.lower()}.js").read_text(encoding="utf-8")
        written = set(re.findall(r"^  (?:static )?(?:async )?([a-z]\w+)\(", source, re.MULTILINE))
        body = re.search(rf"^export class {name} \{{(.*?)^\}}", types, re.DOTALL | re.MULTILINE)
        assert body is not None
        declared = set(re.findall(r"^  (?:private )?(?:static )?(\w+)\(", body.group(1), re.MULTILINE))
        assert written == declared, name
    module = (NATIVE / "javascript" / "index.mjs").read_text(encoding="utf-8")
    exported = re.search(r"^export const \{(.*?)\}", module, re.DOTALL | re.MULTILINE)
    assert exported is not None
    for name in re.findall(r"\w+", exported.group(1)):
        assert re.search(rf"^export (?:class|function|const) {name}\b", types, re.MULTILINE), name
