"""Charts of an evaluation as SVG: loss by epoch, error rate by duration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.reporting.figures import SERIES, chart, svg

# Upper bounds of the groups of utterances in seconds; a last group contains all longer utterances.
LENGTH_GROUPS_S = (1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)


def plot_loss(epochs: Sequence[int], train: Sequence[float | None], dev: Sequence[float | None]) -> str:
    """Mean loss of every epoch; epochs without validation have None in `dev`."""
    with chart() as axes:
        for losses, color, line, label in (
            (train, SERIES[0], "-", "training"),
            (dev, SERIES[1], "--", "validation"),
        ):
            points = [(epoch, loss) for epoch, loss in zip(epochs, losses, strict=True) if loss is not None]
            if points:
                marker = "o" if len(points) == 1 else ""
                axes.plot(*zip(*points, strict=True), color=color, linestyle=line, marker=marker, label=label)
        axes.set(xlabel="epoch", ylabel="loss per utterance", ylim=(0, None))
        axes.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        if axes.lines:
            axes.legend()
        return svg(axes, "loss of every epoch, in training and in validation")


def plot_rates_by_length(
    results: Sequence[UtteranceResult], durations_s: Sequence[float], *, by_characters: bool = False
) -> str:
    """Error rate by duration, with the number of utterances above each bar."""
    labels, rates, counts = [], [], []
    groups = np.searchsorted(LENGTH_GROUPS_S, durations_s)
    for group in range(len(LENGTH_GROUPS_S) + 1):
        members = [result for result, of in zip(results, groups, strict=True) if of == group]
        if not members:
            continue
        low = LENGTH_GROUPS_S[group - 1] if group else 0.0
        last = group == len(LENGTH_GROUPS_S)
        labels.append(f"> {low:g}" if last else f"{low:g}–{LENGTH_GROUPS_S[group]:g}")
        total = error_rates(members)
        rates.append(100 * (total.cer if by_characters else total.wer))
        counts.append(len(members))
    unit = "character" if by_characters else "word"
    with chart() as axes:
        drawn = axes.bar(labels, rates, color=SERIES[0], width=0.7)
        axes.bar_label(drawn, [str(count) for count in counts], padding=2)
        # leaves space for the label above the highest bar, and beside a single bar
        axes.set(xlabel="duration (s)", ylabel=f"{unit} error rate (%)", ylim=(0, 1.15 * max(*rates, 1.0)))
        axes.set_xlim(-0.6, max(len(labels), 3) - 0.4)
        return svg(axes, f"{unit} error rate by duration")
