"""The table of bindings: outcomes are read correctly, and each cell names tests that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bindings import table
from tests.bindings.points import EVIDENCE, POINTS, Evidence

REPORT = """<testsuites><testsuite>
<testcase name="test_a[mono]"/><testcase name="test_a[dotnet]"><skipped message="no dotnet"/></testcase>
<testcase name="test_b[1]"><failure message="1"/></testcase><testcase name="test_b[2]"/>
<testcase name="test_c"/><testcase name="test_d"><error message="2"/></testcase>
</testsuite></testsuites>"""


def test_the_worst_outcome_counts(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert table.outcomes(report) == {
        "test_a": "skipped: no dotnet",
        "test_b": "failed",
        "test_c": "passed",
        "test_d": "failed",
    }


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"test_own_tests": "passed", "test_example_client": "passed"}, "yes"),
        ({"test_own_tests": "passed", "test_example_client": "skipped: no go"}, "skipped"),
        ({"test_own_tests": "failed", "test_example_client": "skipped: no go"}, "failed"),
        ({"test_own_tests": "passed"}, "not run"),
    ],
)
def test_cells(found: dict[str, str], expected: str) -> None:
    evidence = (Evidence("test_own_tests"), Evidence("test_example_client"))
    assert table.cell("go", evidence, found) == expected
    assert table.cell("go", (), found) == "no test"


@pytest.mark.parametrize("language", EVIDENCE)
def test_every_cell_names_tests_that_exist(language: str) -> None:
    for point in POINTS:
        assert table.cell(language, EVIDENCE[language][point], {}) == "not run"
    with pytest.raises(LookupError, match="has no test_of_nothing"):
        table.cell(language, (Evidence("test_of_nothing"),), {})


def test_the_table_has_a_column_for_each_language() -> None:
    lines = table.table({language: {} for language in EVIDENCE}).splitlines()
    assert len(lines) == len(POINTS) + 2
    assert {line.count("|") for line in lines} == {len(EVIDENCE) + 2}
