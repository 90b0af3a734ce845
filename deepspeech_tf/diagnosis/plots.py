"""Charts of data sets, as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deepspeech_tf.diagnosis.across import characters_per_second
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.rows import SETS
from deepspeech_tf.diagnosis.statistics import words_per_second
from deepspeech_tf.reporting.figures import INK, SERIES, chart, svg

_BINS = 40
_MAX_POINTS = 2000  # in a scatter plot; more would overlap and make the page large
_COLOURS = dict(zip(SETS, SERIES, strict=True))
_LINES = dict(zip(SETS, ("-", "--", ":"), strict=True))

Picture = tuple[str, str]  # title, SVG


def draw_pictures(examined: Sequence[Examined], step_ms: int) -> list[Picture]:
    """Draws all charts for which there is data."""
    audible = [one for one in examined if one.recording is not None]
    pictures = []
    if audible:
        level, noise = "Level of the loudest 20 ms of each recording", "Noise level of each recording"
        pictures += [
            _histogram("Durations", audible, _seconds, "s"),
            _histogram("Characters per second", audible, characters_per_second, "characters per second"),
            _histogram("Words per second", audible, words_per_second, "words per second"),
            _scatter("Durations and transcript lengths", audible, step_ms),
            _histogram(level, audible, _level, "dBFS"),
            _histogram(noise, audible, _noise, "dBFS"),
        ]
    if any(one.row.speaker for one in examined):
        pictures.append(_speakers("Utterances per speaker", examined))
    rates = {one.recording.rate_hz for one in audible if one.recording}
    if len(rates) > 1:
        pictures.append(_sample_rates("Sample rates", audible))
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


def _histogram(
    title: str, audible: Sequence[Examined], value: Callable[[Examined], float], label: str
) -> Picture:
    phases = _of_phases(audible)
    names = [phase for phase, _ in phases]
    with chart() as axes:
        axes.hist(
            [[value(one) for one in members] for _, members in phases],
            bins=_BINS,
            stacked=True,
            label=names,
            color=[_COLOURS[name] for name in names],
        )
        axes.set(xlabel=label, ylabel="utterances")
        _room_above(axes)
        _legend(axes)
        return title, svg(axes, title)


def _scatter(title: str, audible: Sequence[Examined], step_ms: int) -> Picture:
    """Characters over seconds, with the limit of CTC as a line."""
    with chart() as axes:
        for is_left_out, marker, color, label in (
            (False, "o", SERIES[0], "kept"),
            (True, "x", SERIES[1], "left out"),
        ):
            points = [one for one in audible if one.is_quarantined == is_left_out]
            points = points[:: max(1, -(-len(points) // _MAX_POINTS))]
            if points:
                x, y = [_seconds(one) for one in points], [len(one.row.transcript) for one in points]
                axes.plot(x, y, marker, color=color, label=label, markersize=3)
        longest = max(len(one.row.transcript) for one in audible)
        ends = [0, longest * step_ms / 1000], [0, longest]
        axes.plot(*ends, color=INK, linestyle=":", label=f"one character per {step_ms} ms")
        axes.set(xlabel="s", ylabel="characters")
        _room_above(axes)
        _legend(axes)
        return title, svg(axes, title)


def _speakers(title: str, examined: Sequence[Examined]) -> Picture:
    with chart() as axes:
        for phase, members in _of_phases(examined):
            counts = sorted(Counter(one.row.speaker for one in members if one.row.speaker).values())[::-1]
            marker = "o" if len(counts) < 50 else ""
            axes.plot(
                np.arange(1, len(counts) + 1),
                counts,
                linestyle=_LINES[phase],
                marker=marker,
                markersize=4,
                color=_COLOURS[phase],
                label=phase,
            )
        axes.set(xlabel="speakers, most frequent first", ylabel="utterances", ylim=(0, None))
        axes.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        _room_above(axes)
        _legend(axes)
        return title, svg(axes, title)


def _sample_rates(title: str, audible: Sequence[Examined]) -> Picture:
    counts = sorted(Counter(one.recording.rate_hz for one in audible if one.recording).items())
    with chart() as axes:
        drawn = axes.bar(
            [f"{hz / 1000:g}" for hz, _ in counts], [count for _, count in counts], color=SERIES[0]
        )
        axes.bar_label(drawn, padding=2)
        axes.set(xlabel="kHz", ylabel="utterances")
        _room_above(axes)
        return title, svg(axes, title)


def _room_above(axes: Any) -> None:
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * 1.1)


def _legend(axes: Any) -> None:
    """Places the legend above the chart, where it covers nothing."""
    axes.figure.legend(loc="outside upper left", ncols=3, columnspacing=1.2)
