"""Every planted defect is found, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.finding import KINDS
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.text.alphabet import Alphabet
from tests.diagnosis.planted import Corpus, good_corpus, plant_all

ALPHABET = Alphabet.from_labels([*" abcdefghijklmnopqrstuvwxyz'", "é"])

Expected = dict[str, tuple[str, int, str]]
Found = dict[tuple[str, int], set[str]]


def examine(corpus: Corpus, alphabet: Alphabet = ALPHABET, *, any_rate: bool = True) -> Diagnosis:
    manifests = [read_rows(phase, str(path)) for phase, path in corpus.save().items()]
    return diagnose(manifests, alphabet, FeatureConfig(), any_rate=any_rate, workers=2)


def found_at(diagnosis: Diagnosis) -> Found:
    """Kinds of findings at each row of each set; those of whole files and the alphabet apart."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for finding in diagnosis.findings:
        if finding.kind != "unused_labels":
            found[Path(finding.file).stem, finding.row].add(finding.kind)
    return dict(found)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Expected, Found]:
    corpus = good_corpus(tmp_path_factory.mktemp("planted"))
    plant_all(corpus)
    return corpus.expected, found_at(examine(corpus))


def test_a_good_corpus_has_no_findings(tmp_path: Path) -> None:
    assert found_at(examine(good_corpus(tmp_path))) == {}


def test_every_planted_defect_is_found(planted: tuple[Expected, Found]) -> None:
    """At its row, as the right kind, and as no other kind."""
    expected, found = planted
    wrong = []
    for defect, (phase, row, kinds) in expected.items():
        here = found.get((phase, row), set())
        if here != set(kinds.split("+")):
            wrong.append(f"{defect} ({phase}, row {row}): wanted {kinds}, found {sorted(here)}")
    assert not wrong, "\n".join(wrong)


def test_the_table_in_the_documents_is_of_this_corpus(planted: tuple[Expected, Found]) -> None:
    expected, found = planted
    rows = []
    for defect, (phase, row, _) in expected.items():
        titles = [KINDS[kind].title for kind in sorted(found[phase, row], key=list(KINDS).index)]
        rows.append(f"| {defect} | {'; '.join(titles)} |")
    text = (Path(__file__).parents[2] / "doc" / "doctor.md").read_text(encoding="utf-8")
    assert text.split("| planted | found |\n|---|---|\n")[1].splitlines() == rows


def test_nothing_else_is_found(planted: tuple[Expected, Found]) -> None:
    expected, found = planted
    assert set(found) - {(phase, row) for phase, row, _ in expected.values()} == set()


def test_every_kind_is_planted_somewhere(planted: tuple[Expected, Found]) -> None:
    """Those of whole files are in test_rows.py."""
    expected, _ = planted
    kinds = {kind for _, _, kinds in expected.values() for kind in kinds.split("+")}
    of_files = {"manifest", "fields", "encoding", "bom", "crlf", "no_size"}
    elsewhere = {"digits_as_bytes", "rate_refused", "unused_labels"}
    assert kinds | of_files | elsewhere == KINDS.keys()
    assert not kinds & (of_files | elsewhere)


def test_every_kind_is_documented() -> None:
    actions = {"quarantine": "left out", "repair": "repaired", "keep": "kept"}
    text = (Path(__file__).parents[2] / "doc" / "doctor.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        assert f"| {kind.title} | {kind.severity} | {actions[kind.action]} |" in text
