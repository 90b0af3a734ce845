"""The search for scorer weights: finds the best, prunes bad trials, and resumes after an interruption."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.lm_search import HeardBatch, LmSearchConfig, search

BEST_ALPHA, BEST_BETA = 1.0, 2.0


class PretendDecoder:
    """Understands all of an utterance near the best weights, and less the farther they are."""

    def __init__(self) -> None:
        self.calls = 0
        self._right = 0

    def set_weights(self, alpha: float, beta: float) -> None:
        self._right = 10 - min(10, int(3 * np.hypot(alpha - BEST_ALPHA, beta - BEST_BETA)))

    def decode_batch(
        self, probs: NDArray[np.float32], lengths: NDArray[np.int32], num_results: int = 1
    ) -> list[list[tuple[float, str]]]:
        self.calls += 1
        return [[(0.0, "a " * self._right)]] * len(probs)


@pytest.fixture
def heard() -> list[HeardBatch]:
    probs = np.zeros((2, 1, 2), np.float32)
    return [HeardBatch(probs, np.array([1, 1], np.int32), ["a " * 10] * 2)] * 10


def test_finds_the_best_weights(tmp_path: Path, heard: list[HeardBatch]) -> None:
    decoder = PretendDecoder()
    best = search(heard, decoder, LmSearchConfig(n_trials=60), tmp_path, "study")
    assert best.error_rate <= 0.1
    assert np.hypot(best.lm_alpha - BEST_ALPHA, best.lm_beta - BEST_BETA) < 0.7
    assert best.trials == 60
    assert decoder.calls < 60 * len(heard), "no trial was pruned"
    assert json.loads((tmp_path / "best.json").read_text())["lm_alpha"] == best.lm_alpha
    assert (tmp_path / "study.png").stat().st_size > 1000


def test_goes_on(tmp_path: Path, heard: list[HeardBatch]) -> None:
    first = search(heard, PretendDecoder(), LmSearchConfig(n_trials=6), tmp_path, "study")
    decoder = PretendDecoder()
    same = search(heard, decoder, LmSearchConfig(n_trials=6), tmp_path, "study")
    assert decoder.calls == 0 and same == first
    assert search(heard, PretendDecoder(), LmSearchConfig(n_trials=9), tmp_path, "study").trials == 9
    assert search(heard, PretendDecoder(), LmSearchConfig(n_trials=2), tmp_path, "other").trials == 2


def test_trials_of_a_second_run_are_new(tmp_path: Path, heard: list[HeardBatch]) -> None:
    search(heard, PretendDecoder(), LmSearchConfig(n_trials=4), tmp_path, "study")
    search(heard, PretendDecoder(), LmSearchConfig(n_trials=8), tmp_path, "study")
    journal = (tmp_path / "study.journal").read_text().splitlines()
    alphas = [
        entry["param_value_internal"]
        for entry in map(json.loads, journal)
        if entry.get("param_name") == "lm_alpha"
    ]
    assert len(alphas) == len(set(alphas)) == 8


@pytest.mark.parametrize("settings", [{"n_trials": 0}, {"alpha_max": 0.0}, {"beta_max": float("nan")}])
def test_bad_settings(settings: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="Received"):
        LmSearchConfig(**settings)  # type: ignore[arg-type]
