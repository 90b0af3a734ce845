"""Pictures of data sets, as PNG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deepspeech_tf.diagnosis.across import characters_per_second
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.rows import SETS
from deepspeech_tf.diagnosis.statistics import label_counts, words_per_second
from deepspeech_tf.reporting.figures import new_figure, png

_BINS = 40
_MOST_POINTS = 20_000  # of a scatter plot; more would be one blot
_MOST_LABELS = 60

Picture = tuple[str, bytes]  # what it shows, PNG


def draw_pictures(examined: Sequence[Examined], step_ms: int) -> list[Picture]:
    """All pictures for which there are data."""
    audible = [one for one in examined if one.recording is not None]
    pictures = []
    if audible:
        pictures += [
            ("Durations", _histogram(audible, _seconds, "duration (s)")),
            ("Characters per second", _histogram(audible, characters_per_second, "characters per second")),
            ("Words per second", _histogram(audible, words_per_second, "words per second")),
            ("Length of recordings and of transcripts", _scatter(audible, step_ms)),
            ("Loudest 20 ms of each recording", _histogram(audible, _level, "dB of full scale")),
            ("Quietest tenth of each recording", _histogram(audible, _noise, "dB of full scale")),
        ]
    if counts := label_counts(examined):
        pictures.append(("Characters", _bars(counts)))
    if any(one.row.speaker for one in examined):
        pictures.append(("Utterances of each speaker", _speakers(examined)))
    rates = {one.recording.rate_hz for one in audible if one.recording}
    if len(rates) > 1:
        pictures.append(("Sample rates", _sample_rates(audible)))
    return pictures


def _seconds(one: Examined) -> float:
    return one.recording.seconds if one.recording else 0.0


def _level(one: Examined) -> float:
    return one.recording.level_dbfs if one.recording else 0.0


def _noise(one: Examined) -> float:
    return one.recording.noise_dbfs if one.recording else 0.0


def _of_phases(examined: Sequence[Examined]) -> list[tuple[str, list[Examined]]]:
    groups = [(phase, [one for one in examined if one.phase == phase]) for phase in SETS]
    return [(phase, members) for phase, members in groups if members]


def _histogram(audible: Sequence[Examined], value: Callable[[Examined], float], label: str) -> bytes:
    figure, axes = new_figure()
    phases = _of_phases(audible)
    values = [[value(one) for one in members] for _, members in phases]
    axes.hist(values, bins=_BINS, stacked=True, label=[phase for phase, _ in phases])
    axes.set(xlabel=label, ylabel="utterances")
    axes.legend(loc="upper right")
    return png(figure)


def _scatter(audible: Sequence[Examined], step_ms: int) -> bytes:
    """Characters over seconds, and the line that CTC allows nothing above."""
    figure, axes = new_figure(height=4.0)
    shown = audible[:: -(-len(audible) // _MOST_POINTS)]
    for is_quarantined, color, label in ((False, "C0", "kept"), (True, "C3", "quarantined")):
        points = [one for one in shown if one.is_quarantined == is_quarantined]
        if points:
            lengths = [len(one.row.transcript) for one in points]
            axes.scatter([_seconds(one) for one in points], lengths, s=8, color=color, label=label, alpha=0.5)
    longest = max(len(one.row.transcript) for one in audible)
    axes.plot([0, longest * step_ms / 1000], [0, longest], "k:", label=f"one character in {step_ms} ms")
    axes.set(xlabel="duration (s)", ylabel="characters")
    axes.legend(loc="lower right")
    return png(figure)


def _bars(counts: Counter[str]) -> bytes:
    most = counts.most_common(_MOST_LABELS)
    figure, axes = new_figure()
    _draw_bars(axes, ["space" if label == " " else _name(label) for label, _ in most], [n for _, n in most])
    axes.set(ylabel="times")
    axes.tick_params(axis="x", labelsize=7)
    return png(figure)


def _name(character: str) -> str:
    """ASCII as it is; others as code points, since the font may lack them."""
    return character if character.isascii() and character.isprintable() else f"{ord(character):04X}"


def _draw_bars(axes: Any, labels: Sequence[str], heights: Sequence[float]) -> None:
    places = np.arange(len(labels))
    axes.bar(places, heights)
    # matplotlib takes text between two dollar signs for a formula
    axes.set_xticks(places, [label.replace("$", r"\$") for label in labels])


def _speakers(examined: Sequence[Examined]) -> bytes:
    figure, axes = new_figure()
    for phase, members in _of_phases(examined):
        counts = sorted(Counter(one.row.speaker for one in members if one.row.speaker).values())[::-1]
        axes.plot(np.arange(1, len(counts) + 1), counts, ".-", label=phase)
    axes.set(xlabel="speakers, the most frequent first", ylabel="utterances", ylim=(0, None))
    axes.legend(loc="upper right")
    return png(figure)


def _sample_rates(audible: Sequence[Examined]) -> bytes:
    figure, axes = new_figure()
    counts = sorted(Counter(one.recording.rate_hz for one in audible if one.recording).items())
    _draw_bars(axes, [f"{rate_hz} Hz" for rate_hz, _ in counts], [count for _, count in counts])
    axes.set(ylabel="utterances")
    return png(figure)
