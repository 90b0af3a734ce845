"""Figures, tables and plot of `accuracy.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from benchmarks.recognition.words import normalized
from deepspeech_tf.evaluation.interval import wer_interval
from deepspeech_tf.evaluation.results import compare, error_rates

MARKERS = "osD^vP*X<>"
Key = tuple[str, str, str]  # system, set, condition


@dataclass(frozen=True)
class Figures:
    """What one recognizer achieved on one set under one condition.

    Args:
        wer: word error rate, at most 1.
        low: lower bound of its 95 % confidence interval.
        high: upper bound.
        real_time_factor: processor time per duration of the audio.
        elapsed_factor: elapsed time per duration of the audio.
        final_ms: processor time from the last piece of audio to the text, median.
        final_95_ms: 95th percentile.
        final_elapsed_ms: elapsed time from the last piece of audio to the text, median.
        peak_memory_mb: of the process, Python and audio included.
        load_ms: processor time for loading the model.
        utterances: number of utterances.
        audio_s: their duration.
    """

    wer: float
    low: float
    high: float
    real_time_factor: float
    elapsed_factor: float
    final_ms: float
    final_95_ms: float
    final_elapsed_ms: float
    peak_memory_mb: float
    load_ms: float
    utterances: int
    audio_s: float


def figures(references: Sequence[str], measured: Mapping[str, Any]) -> Figures:
    """Computes figures from the result of `worker.py`."""
    rows = measured["utterances"]
    results = [
        compare("", normalized(reference), normalized(row["text"]), 0.0)
        for reference, row in zip(references, rows, strict=True)
    ]
    wer = error_rates(results).wer
    interval = wer_interval(results)
    audio_s = sum(row["audio_s"] for row in rows)
    final_ms = 1000 * np.array([row["final_cpu_s"] for row in rows])
    return Figures(
        wer=wer,
        low=interval.low if interval else wer,
        high=interval.high if interval else wer,
        real_time_factor=sum(row["cpu_s"] for row in rows) / audio_s,
        elapsed_factor=sum(row["elapsed_s"] for row in rows) / audio_s,
        final_ms=float(np.median(final_ms)),
        final_95_ms=float(np.percentile(final_ms, 95)),
        final_elapsed_ms=1000 * float(np.median([row["final_elapsed_s"] for row in rows])),
        peak_memory_mb=measured["peak_memory_mb"],
        load_ms=1000 * measured["load_cpu_s"],
        utterances=len(rows),
        audio_s=audio_s,
    )


def title(condition: str) -> str:
    return condition if not _is_number(condition) else f"{condition} dB"


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def table(
    name: str, conditions: Sequence[str], disk_mb: Mapping[str, float], results: Mapping[Key, Figures]
) -> str:
    """The table of one set in Markdown; the lowest value of each column is bold."""
    first = conditions[0]
    measured = [system for system in disk_mb if (system, name, first) in results]
    one = results[measured[0], name, first]
    columns: list[tuple[str, list[float], str]] = [
        (f"WER {title(key)}, %", [100 * _wer(results, system, name, key) for system in measured], ".1f")
        for key in conditions
    ]
    columns += [
        (label, [getattr(results[system, name, first], field) for system in measured], form)
        for label, field, form in (
            ("real-time factor", "real_time_factor", ".3f"),
            ("final text, ms: median", "final_ms", ".0f"),
            ("95th percentile", "final_95_ms", ".0f"),
            ("peak memory, MB", "peak_memory_mb", ".0f"),
        )
    ]
    columns.append(("model, MB", [disk_mb[system] for system in measured], ".1f"))
    labels = [label for label, *_ in columns]
    labels.insert(1, "95 % interval")
    lines = [
        f"## {name}",
        "",
        f"{one.utterances} utterances, {one.audio_s / 60:.1f} minutes.",
        "",
        "| recognizer | " + " | ".join(labels) + " |",
        "|---|" + "---:|" * len(labels),
    ]
    for place, system in enumerate(measured):
        cells = [_cell(values, place, form) for _, values, form in columns]
        row = results[system, name, first]
        cells.insert(1, f"{100 * row.low:.1f} to {100 * row.high:.1f}")
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _wer(results: Mapping[Key, Figures], system: str, name: str, condition: str) -> float:
    found = results.get((system, name, condition))
    return float("nan") if found is None else found.wer


def _cell(values: Sequence[float], place: int, form: str) -> str:
    if np.isnan(values[place]):
        return "–"
    shown = [format(value, form) for value in values]
    lowest = format(float(np.nanmin(values)), form)
    return f"**{lowest}**" if shown[place] == lowest and len(values) > 1 else shown[place]


def plot(
    sets: Sequence[str],
    conditions: Sequence[str],
    systems: Sequence[str],
    results: Mapping[Key, Figures],
    path: Path,
) -> None:
    """Word error rate against real-time factor: a panel per set, a color per recognizer."""
    columns = min(2, len(sets))
    rows = -(-len(sets) // columns)
    chart, axes = plt.subplots(rows, columns, figsize=(6 * columns, 4.5 * rows), squeeze=False, sharey=True)
    for axis in axes.flat[len(sets) :]:
        axis.set_visible(False)
    for axis, name in zip(axes.flat, sets, strict=False):
        for number, system in enumerate(systems):
            found = [
                (key, results[system, name, key]) for key in conditions if (system, name, key) in results
            ]
            if not found:
                continue
            color = f"C{number % 10}"
            factors = [one.real_time_factor for _, one in found]
            rates = [100 * one.wer for _, one in found]
            axis.plot(factors, rates, color=color, alpha=0.4, linewidth=1)
            for (key, _), factor, rate in zip(found, factors, rates, strict=True):
                marker = MARKERS[conditions.index(key) % len(MARKERS)]
                axis.plot(factor, rate, marker, color=color, markerfacecolor=color, markersize=6)
            axis.plot([], [], color=color, label=system)
        for number, key in enumerate(conditions):
            axis.plot([], [], MARKERS[number % len(MARKERS)], color="gray", label=title(key))
        axis.set(title=name, xscale="log", xlabel="real-time factor on one core", ylabel="word error rate, %")
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    chart.legend(handles, labels, loc="lower center", ncols=3, fontsize=8)
    chart.tight_layout(rect=(0, 0.04 + 0.035 * -(-len(labels) // 3) / rows, 1, 1))
    chart.savefig(path, dpi=110)
    plt.close(chart)


def record(results: Mapping[Key, Figures]) -> list[dict[str, Any]]:
    """The figures as a JSON list."""
    return [
        {"system": system, "set": name, "condition": condition, **asdict(one)}
        for (system, name, condition), one in results.items()
    ]
