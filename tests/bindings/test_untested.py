"""V and Swift have no compiler here: what can be checked of their bindings without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bindings.parity import header
from tests.bindings.report import run
from tests.bindings.test_parity import HEADER, NATIVE, parse
from tests.native.client import need_client
from tests.sets import ROOT

LANGUAGES = ("swift", "v")
LIBRARIES = ("libdeepspeech.so", "libLiteRt.so", "LICENSE.LiteRT", "LICENSES.md")


def sources(language: str) -> list[Path]:
    return sorted((NATIVE / language).rglob(f"*.{language}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_that_they_are_untested(language: str) -> None:
    assert "**Untested:**" in (NATIVE / language / "README.md").read_text(encoding="utf-8")
    row = re.search(
        rf"^\|.*native_client/{language}/README.md\).*$", (ROOT / "doc/bindings.md").read_text(), re.MULTILINE
    )
    assert row is not None and "untested" in row.group()


def test_v_calls_every_function_with_as_many_arguments_as_declared() -> None:
    """Arguments are counted at the commas outside of inner parentheses."""
    declared = parse("v", NATIVE / "v").functions
    called = set()
    for path in sources("v"):
        text = re.sub(r"^fn C\..*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for match in re.finditer(r"\bC\.(DS_\w+)(\((?:[^()]|\([^()]*\))*\))", text):
            name, listed = match.groups()
            inner = re.sub(r"\([^()]*\)", "", listed[1:-1])
            assert len([part for part in inner.split(",") if part.strip()]) == len(
                declared[name].arguments
            ), name
            called.add(name)
    assert called == set(header.parse(HEADER).functions)


def test_swift_knows_every_status_code() -> None:
    text = (NATIVE / "swift" / "Sources" / "DeepSpeech" / "DeepSpeechError.swift").read_text(encoding="utf-8")
    known = dict(re.findall(r"DS_ERR_(\w+)\.rawValue: DeepSpeechError\.(\w+),", text))
    errors = header.parse(HEADER).errors
    assert errors is not None and sorted([*known, "OK"]) == sorted(errors)
    cases = re.findall(r"^    case (\w+)\(errorCode: Int32\)$", text, re.MULTILINE)
    assert sorted(cases) == sorted([*known.values(), "invalidErrorCode"])
    assert sorted(re.findall(r"\.(\w+)\(let errorCode\)", text)) == sorted(cases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_formatting(language: str) -> None:
    """Indentation, ends of lines, and closed brackets."""
    assert len(sources(language)) >= 6
    for path in sources(language):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n") and not text.endswith("\n\n"), path
        for number, line in enumerate(text.splitlines(), start=1):
            where = f"{path.name}:{number}"
            assert line == line.rstrip(), where
            indent = line[: len(line) - len(line.lstrip())]
            assert set(indent) <= ({"\t"} if language == "v" else {" "}), where
            assert language == "v" or len(indent) % 4 == 0, where
        for opening, closing in ("()", "[]", "{}"):
            assert text.count(opening) == text.count(closing), (path, opening)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("v", {"v.mod", "model.v", "native.v", "examples/client.v", "include/deepspeech.h"}),
        (
            "swift",
            {"Package.swift", "Sources/CDeepSpeech/deepspeech.h", "Sources/DeepSpeech/DeepSpeechModel.swift"},
        ),
    ],
)
def test_contents_of_the_package(language: str, expected: set[str], tmp_path: Path) -> None:
    need_client()
    run("bash", NATIVE / language / "package.sh", tmp_path)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert expected | {"README.md", "LICENSE", *(f"lib/{name}" for name in LIBRARIES)} <= files
