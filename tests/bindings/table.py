"""Runs the tests of bindings and writes the table of what each binding shows, as Markdown.

    python -m tests.bindings.table              # all languages
    python -m tests.bindings.table go java      # some; the others as they were found last
    python -m tests.bindings.table --write      # also into doc/bindings.md

A cell is "yes" if all tests of `points.py` for it passed. The status is 1 if a test failed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests.bindings.points import EVIDENCE, POINTS, Evidence
from tests.sets import ROOT

RESULTS = ROOT / "build" / "bindings" / "results"
DOCUMENT = ROOT / "doc" / "bindings.md"
BEGIN, END = "<!-- table of tests/bindings/table.py -->\n", "<!-- end of the table -->\n"
LANGUAGES = {
    "javascript": "JavaScript",
    "java": "Java, Kotlin",
    "dotnet": ".NET",
    "go": "Go",
    "rust": "Rust",
    "nim": "Nim",
}


def outcomes(report: Path) -> dict[str, str]:
    """The outcomes of tests in a file of `--junitxml`, by function: passed, failed, or skipped with a reason.

    The worst outcome of a function's parameters counts.
    """
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("name", "").split("[")[0]
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            found[name] = "failed"
        elif skipped is not None and found.get(name) != "failed":
            found[name] = f"skipped: {skipped.get('message', '')}"
        else:
            found.setdefault(name, "passed")
    return found


def run(language: str) -> None:
    """Runs the tests of a binding and keeps their outcomes."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    report = RESULTS / f"{language}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    subprocess.run([*command, f"tests/bindings/test_{language}.py"], cwd=ROOT, check=False)
    found = outcomes(report) if report.is_file() else {}
    (RESULTS / f"{language}.json").write_text(json.dumps(found, indent=2), encoding="utf-8")


def cell(language: str, evidence: tuple[Evidence, ...], found: dict[str, str]) -> str:
    """What the table says.

    Raises:
        LookupError: if a test that `points.py` names does not exist.
    """
    states = set()
    for one in evidence:
        tests = (ROOT / "tests" / "bindings" / f"test_{language}.py").read_text(encoding="utf-8")
        if f"def {one.test}(" not in tests:
            raise LookupError(f"tests/bindings/test_{language}.py has no {one.test}")
        if one.own:
            source = ROOT / "native_client" / language / one.source
            if one.own not in source.read_text(encoding="utf-8"):
                raise LookupError(f"{source.relative_to(ROOT)} has no {one.own!r}")
        states.add(found.get(one.test, "not run").split(":")[0])
    for state in ("failed", "not run", "skipped"):
        if state in states:
            return state
    return "yes" if states else "no test"


def table(results: dict[str, dict[str, str]]) -> str:
    """The table for outcomes by language, one column each."""
    rows = [["", *(LANGUAGES[language] for language in results)], ["---"] * (len(results) + 1)]
    for point in POINTS:
        cells = [cell(one, EVIDENCE[one].get(point, ()), found) for one, found in results.items()]
        rows.append([point, *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).replace("|  |", "| |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"{', '.join(EVIDENCE)}")
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCUMENT.name}")
    parser.add_argument("--no-run", action="store_true", help="use the outcomes that were found last")
    options = parser.parse_args()
    for language in options.languages:
        if language not in EVIDENCE:
            parser.error(f"expected one of {', '.join(EVIDENCE)}, got {language}")
    for language in [] if options.no_run else options.languages or EVIDENCE:
        run(language)
    results = {}
    for language in EVIDENCE:
        kept = RESULTS / f"{language}.json"
        results[language] = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    written = table(results)
    print(written, end="")
    for language, found in results.items():
        for reason in sorted({state for state in found.values() if state.startswith("skipped")}):
            print(f"{LANGUAGES[language]}: {reason}")
    if options.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text(f"{before}{BEGIN}{written}{END}{after}", encoding="utf-8")
    return int(any("failed" in found.values() for found in results.values()))


if __name__ == "__main__":
    sys.exit(main())
