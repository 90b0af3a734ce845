"""The golden set: recordings, a model, scorers, and the results of 0.9.3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sets import LARGER, golden_sets


@pytest.fixture(scope="session", params=list(golden_sets().values()), ids=list(golden_sets()))
def golden(request: pytest.FixtureRequest) -> Path:
    """The folder of a golden set: that of the repository, then the larger one where it is."""
    folder: Path = request.param
    return folder


@pytest.fixture(scope="session", params=list(golden_sets()))
def golden_checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of checkpoints of 0.9.3: rebuilt out of the frozen graph, or the original where it is."""
    if request.param == "larger":
        return LARGER / "checkpoint"
    from tests.original import write_original_checkpoint

    return write_original_checkpoint(tmp_path_factory.mktemp("checkpoint"))
