"""Pages that are hard to lay out, made once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reporting.content import hard_diagnosis, hard_results, write_diagnosis, write_evaluation


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An evaluation of words, one of characters, and a diagnosis."""
    folder = tmp_path_factory.mktemp("pages")
    results = hard_results(folder / "audio")
    return {
        "words": write_evaluation(folder / "words", results),
        "characters": write_evaluation(folder / "characters", results, by_characters=True),
        "doctor": write_diagnosis(folder / "doctor", hard_diagnosis(folder / "data")),
    }
