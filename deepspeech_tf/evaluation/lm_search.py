"""Search for the scorer weights, alpha (language model) and beta (each word), with the lowest error rate.

The acoustic model runs once; each trial only decodes its outputs. A trial that is worse than the median of
the other trials after the same number of batches is pruned.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.storages.journal import JournalFileBackend

from deepspeech_tf.config import LmSearchConfig
from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.evaluation.results import compare, error_rates
from deepspeech_tf.whole_file import write_json

log = logging.getLogger(__name__)

JOURNAL_FILE = "study.journal"
BEST_FILE = "best.json"
PLOT_FILE = "study.png"
_LOOKS = 20  # times that a trial is compared with the others


@dataclass(frozen=True)
class HeardBatch:
    """Outputs of the acoustic model for a batch: probabilities `(B, rows, C)`, rows `(B,)`, transcripts."""

    probs: NDArray[np.float32]
    lengths: NDArray[np.int32]
    transcripts: list[str]


@dataclass(frozen=True)
class BestWeights:
    """Result of the search; `rate` names the kind of `error_rate`."""

    lm_alpha: float
    lm_beta: float
    rate: str
    error_rate: float
    trials: int


class UnwrittenOutcomeError(ConfigError):
    """The search is complete and its study saved, but the result files could not be written."""

    def __init__(self, best: BestWeights, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {BEST_FILE} and {PLOT_FILE} could not be written: {reason}")
        self.best = best


class WeightedDecoder(Protocol):
    """A decoder with adjustable scorer weights."""

    def set_weights(self, alpha: float, beta: float) -> None: ...

    def decode_batch(
        self, probs: NDArray[np.float32], lengths: NDArray[np.int32], num_results: int = 1
    ) -> list[list[tuple[float, str]]]: ...


def search(
    heard: Sequence[HeardBatch],
    decoder: WeightedDecoder,
    config: LmSearchConfig,
    folder: Path,
    study_name: str,
) -> BestWeights:
    """Runs the remaining trials, and writes the best weights and a plot to `folder`.

    The study is saved in `folder/study.journal` under `study_name`; an interrupted search resumes from it.

    Raises:
        OSError: if the study cannot be saved in `folder`.
        UnwrittenOutcomeError: with the best weights, if only the result files cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    backend = JournalFileBackend(str(folder / JOURNAL_FILE))
    storage = optuna.storages.JournalStorage(backend)
    done = _finished(storage, study_name)
    study = optuna.create_study(
        storage=storage,
        study_name=study_name,
        load_if_exists=True,
        sampler=optuna.samplers.TPESampler(seed=config.seed + done),  # no repetition of earlier trials
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=2),
    )
    if done:
        log.info("Resuming a search with %d trials in %s", done, folder)

    def objective(trial: Any) -> float:
        decoder.set_weights(
            trial.suggest_float("lm_alpha", 0.0, config.alpha_max),
            trial.suggest_float("lm_beta", 0.0, config.beta_max),
        )
        rate = 1.0
        for place, rate in enumerate(_rates_so_far(heard, decoder, config.rate)):
            trial.report(rate, place)
            if trial.should_prune():
                raise optuna.TrialPruned
        return rate

    study.optimize(
        objective, n_trials=max(config.n_trials - done, 0), callbacks=[lambda s, t: _show(s, t, config)]
    )
    best = BestWeights(
        study.best_params["lm_alpha"],
        study.best_params["lm_beta"],
        config.rate,
        study.best_value,
        len(study.trials),
    )
    try:
        _write_best(best, folder)
        _plot(study, best, config, folder)
    except OSError as error:
        raise UnwrittenOutcomeError(best, folder, reason_of(error)) from error
    return best


def _write_best(best: BestWeights, folder: Path) -> None:
    write_json(folder / BEST_FILE, asdict(best), indent=2, end="\n")


def _rates_so_far(heard: Sequence[HeardBatch], decoder: WeightedDecoder, rate: str) -> Iterator[float]:
    """Yields error rates of the first batches at intervals, and finally that of all batches."""
    results = []
    every = max(len(heard) // _LOOKS, 1)
    for number, batch in enumerate(heard, 1):
        for reference, hypotheses in zip(
            batch.transcripts, decoder.decode_batch(batch.probs, batch.lengths), strict=True
        ):
            results.append(compare("", reference, hypotheses[0][1] if hypotheses else "", 0.0))
        if number % every == 0 or number == len(heard):
            yield float(getattr(error_rates(results), rate))


def _finished(storage: Any, study_name: str) -> int:
    """Number of finished trials of earlier runs, including pruned ones."""
    try:
        trials = optuna.load_study(storage=storage, study_name=study_name).trials
    except KeyError:
        return 0
    return sum(trial.state.is_finished() for trial in trials)


def _show(study: Any, trial: Any, config: LmSearchConfig) -> None:
    outcome = f"{config.rate.upper()} {trial.value:.6f}" if trial.value is not None else "interrupted"
    if trial.state == optuna.trial.TrialState.PRUNED:
        outcome = "pruned"
    log.info(
        "Trial %d of %d | lm_alpha %.4f | lm_beta %.4f | %s",
        trial.number + 1,
        config.n_trials,
        trial.params["lm_alpha"],
        trial.params["lm_beta"],
        outcome,
    )


def _plot(study: Any, best: BestWeights, config: LmSearchConfig, folder: Path) -> None:
    """Plots every complete trial as a point over both weights; darker points have lower error rates."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot

    finished = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
    figure, axes = pyplot.subplots(figsize=(6, 5), layout="constrained")
    points = axes.scatter(
        [trial.params["lm_alpha"] for trial in finished],
        [trial.params["lm_beta"] for trial in finished],
        c=[100 * trial.value for trial in finished],
        cmap="viridis",
        edgecolors="#555",
        linewidths=0.5,
        vmin=100 * best.error_rate,
        vmax=max(100 * best.error_rate + 1, *(100 * trial.value for trial in finished)),
        clip_on=False,
    )
    figure.colorbar(points, label=f"{best.rate.upper()} (%)")
    axes.plot(best.lm_alpha, best.lm_beta, "r+", markersize=16, markeredgewidth=2, clip_on=False)
    axes.set(
        xlabel="lm_alpha",
        ylabel="lm_beta",
        xlim=(0, config.alpha_max),
        ylim=(0, config.beta_max),
        title=f"best: {100 * best.error_rate:.2f} % at {best.lm_alpha:.3f}, {best.lm_beta:.3f}",
    )
    figure.savefig(folder / PLOT_FILE, dpi=120)
    pyplot.close(figure)
