"""Word error rate of the demo's transcripts, and the plot of the training."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.text.distance import levenshtein


@dataclass(frozen=True)
class Heard:
    """One recording: what was said, what the native client understood, and how long both took."""

    path: str
    said: str
    understood: str
    understood_with_scorer: str
    audio_seconds: float
    seconds: float
    seconds_with_scorer: float


def word_error_rate(pairs: list[tuple[str, str]]) -> float:
    """Word errors of all (said, understood) pairs per word said."""
    errors = sum(levenshtein(said.split(), understood.split()) for said, understood in pairs)
    return errors / max(1, sum(len(said.split()) for said, _ in pairs))


def plot_loss(curve_file: Path, picture: Path) -> int:
    """Draw the loss of every epoch of `curve_file` (JSON written by training) as PNG; number of epochs."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot

    curve = json.loads(curve_file.read_text(encoding="utf-8"))
    epochs = [point["epoch"] + 1 for point in curve]
    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    axes.plot(epochs, [point["train_loss"] for point in curve], marker=".", label="training")
    if all(point["dev_loss"] is not None for point in curve):
        axes.plot(epochs, [point["dev_loss"] for point in curve], marker=".", label="validation (dev)")
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean CTC loss per utterance")
    axes.set_yscale("log")
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(picture, dpi=120)
    pyplot.close(figure)
    return len(curve)
