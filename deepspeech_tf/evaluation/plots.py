"""Pictures of an evaluation, as PNG: loss of every epoch, error rate by length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.reporting.figures import new_figure, png

# Upper bounds of the groups of utterances, in seconds; the last one has all that are longer.
LENGTH_GROUPS_S = (1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)


def plot_loss(epochs: Sequence[int], train: Sequence[float], dev: Sequence[float | None]) -> bytes:
    """Mean loss of every epoch; epochs without validation have None in `dev`."""
    figure, axes = new_figure()
    axes.plot(epochs, train, label="training")
    validated = [(epoch, loss) for epoch, loss in zip(epochs, dev, strict=True) if loss is not None]
    if validated:
        axes.plot(*zip(*validated, strict=True), label="validation")
    axes.set(xlabel="epoch", ylabel="loss per utterance", ylim=(0, None))
    axes.legend()
    return png(figure)


def plot_rates_by_length(results: Sequence[UtteranceResult], durations_s: Sequence[float]) -> bytes:
    """Word error rate of groups of utterances by duration; above each bar the number of its utterances."""
    labels, rates, counts = [], [], []
    groups = np.searchsorted(LENGTH_GROUPS_S, durations_s)
    for group in range(len(LENGTH_GROUPS_S) + 1):
        members = [result for result, of in zip(results, groups, strict=True) if of == group]
        if not members:
            continue
        low = LENGTH_GROUPS_S[group - 1] if group else 0.0
        last = group == len(LENGTH_GROUPS_S)
        labels.append(f"> {low:g}" if last else f"{low:g}–{LENGTH_GROUPS_S[group]:g}")
        rates.append(100 * error_rates(members).wer)
        counts.append(len(members))
    figure, axes = new_figure()
    bars = axes.bar(labels, rates)
    axes.bar_label(bars, [str(count) for count in counts])
    axes.set(xlabel="duration (s)", ylabel="word error rate (%)")
    return png(figure)
