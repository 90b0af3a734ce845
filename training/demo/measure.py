"""Word error rate of the transcripts of the demo, and the plot of the loss."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.text.distance import levenshtein


@dataclass(frozen=True)
class Heard:
    """One recording: reference, transcripts of the native client, and durations."""

    path: str
    said: str
    understood: str
    understood_with_scorer: str
    audio_seconds: float
    seconds: float
    seconds_with_scorer: float


def word_error_rate(pairs: list[tuple[str, str]]) -> float:
    """Word error rate of (reference, transcript) pairs."""
    errors = sum(levenshtein(said.split(), understood.split()) for said, understood in pairs)
    return errors / max(1, sum(len(said.split()) for said, _ in pairs))


def plot_loss(curve_file: Path, picture: Path) -> int:
    """Plots the loss curve in `curve_file` (JSON from training) as PNG; returns the number of epochs.

    Losses that are None, because they were not finite or an epoch had no validation, are left out.
    """
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot, ticker

    curve = json.loads(curve_file.read_text(encoding="utf-8"))
    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for name, label, line in (("train_loss", "training", "-"), ("dev_loss", "validation (dev)", "--")):
        points = [(point["epoch"] + 1, point[name]) for point in curve if point[name] is not None]
        if points:
            axes.plot(*zip(*points, strict=True), marker=".", linestyle=line, label=label)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean CTC loss per utterance")
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, min_n_ticks=1))
    axes.set_xlim(0.5, max((point["epoch"] for point in curve), default=0) + 1.5)
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda loss, _: f"{loss:g}"))
    axes.yaxis.set_minor_formatter(ticker.LogFormatter(minor_thresholds=(1.5, 0.5)))
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(picture, dpi=120)
    pyplot.close(figure)
    return len(curve)
