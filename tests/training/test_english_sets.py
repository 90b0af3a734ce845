"""Test data of the English recipe stay out of its training data."""

from __future__ import annotations

import csv
import lzma
import re
from pathlib import Path

import pytest

from deepspeech_tf.data.manifest import read_manifests
from tests.sets import SHARED
from training.english.overlap import kept_lines

DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "librispeech").is_dir(), reason="needs the corpora of ../shared/data"
)


def speakers(corpus: str, part: str) -> set[str]:
    """The column `speaker`, or the first number of LibriSpeech's file names."""
    with open(DATA / corpus / f"{part}.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row.get("speaker") or Path(row["wav_filename"]).name.split("-")[0] for row in rows}


@pytest.mark.parametrize("corpus", ["librispeech", "speechocean762"])
def test_speakers_of_the_test_sets_are_not_in_training(corpus: str) -> None:
    train = speakers(corpus, "train")
    assert len(train) >= 10
    for part in ("dev", "test"):
        assert speakers(corpus, part).isdisjoint(train)


def test_text_of_the_scorer_has_no_test_sentences() -> None:
    """A tenth of the novels; the recipe removes such lines from all of it."""
    path = DATA / "text" / "novels.txt.xz"
    if not path.exists():
        pytest.skip("needs ../shared/data/text/novels.txt.xz")
    manifests = [str(DATA / "librispeech" / f"{part}.csv") for part in ("dev", "test")]
    transcripts = [utterance.transcript for utterance in read_manifests(manifests)]
    with lzma.open(path, "rt", encoding="utf-8") as file:
        lines = [line for number, line in enumerate(file) if number % 10 == 0]
    assert len(lines) > 100_000 and not any(re.search(r"\d", line) for line in lines[:1000])
    assert sum(1 for _ in kept_lines(lines, transcripts)) == len(lines)
