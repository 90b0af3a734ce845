"""SIGKILL at any moment: the run that goes on ends where the undisturbed one did."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline.kills import after_seconds, during_write, kill, make_corpus, train_to_the_end


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    train_to_the_end(corpus, folder)
    return folder


@pytest.mark.parametrize(
    "wait",
    [
        pytest.param(during_write(1, 0.0), id="first checkpoint"),
        pytest.param(during_write(6, 0.002), id="sixth checkpoint"),
        pytest.param(after_seconds(0.3), id="anywhere"),
    ],
)
def test_resumed_run_is_the_undisturbed_run(corpus: Path, undisturbed: Path, tmp_path: Path, wait) -> None:
    result = kill(corpus, tmp_path, undisturbed, "", wait)
    assert result is not None, "the run ended before it could be killed"
    assert result.difference < 1e-5
