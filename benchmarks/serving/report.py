"""Tables, sentences and the plot of server.py."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from benchmarks.serving.measure import LIMIT_MS, Facts, Point, held

TITLES = {"this": "this server", "one-at-a-time": "one at a time", "whisper": "Whisper tiny.en"}
HEAD = (
    "| server | streams | p50, ms | p95, ms | utterances | WER | server, cores | clients, cores "
    "| other processes, cores |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)
_LATE_MS = 50  # clients that send later than this measure themselves


def row(point: Point, is_bold: bool = False) -> str:
    """One line of the table; what was tried and worked best is bold."""
    count = f"**{point.clients}**" if is_bold else f"{point.clients}"
    return (
        f"| {TITLES[point.server]} | {count} | {point.percentile(0.5):.0f} | {point.p95_ms:.0f} "
        f"| {len(point.latencies_ms)} | {_rate([point])} | {point.cores:.2f} | {point.client_cores:.2f} "
        f"| {point.other_cores:.2f} |"
    )


def _rate(points: Sequence[Point]) -> str:
    words = sum(one.words for one in points)
    return f"{sum(one.word_errors for one in points) / words:.1%}" if words else "–"


def remarks(point: Point) -> list[str]:
    """What makes a row doubtful."""
    name = f"{TITLES[point.server]}, {point.clients} streams"
    found = []
    if point.broken or point.refused:
        found.append(f"{name}: {point.broken} connections broke, {point.refused} were refused.")
    if point.late_ms > _LATE_MS:
        found.append(f"{name}: the clients sent blocks up to {point.late_ms:.0f} ms late (95th percentile).")
    return found


def summary(points: Sequence[Point], kind: str) -> str:
    """How many streams a server held, and its word errors in all of its rows."""
    own = [one for one in points if one.server == kind]
    tried = max(one.clients for one in own)
    words = sum(one.words for one in own)
    count = held(points, kind)
    more = ", the most that were tried" if count == tried else ""
    return (
        f"{TITLES[kind]}: {count} streams{more}, with a 95th percentile under {LIMIT_MS} ms; word error rate "
        f"{_rate(own)} in {words} words."
    )


def overload_lines(points: Sequence[Point], places: int, is_running: bool) -> list[str]:
    """The same server with as many clients as places, and with ten times as many."""
    lines = [
        "| clients | places | utterances | p50, ms | p95, ms | WER | refused with code 1013 "
        "| connections broke | server, cores | clients, cores |",
        "|---:|" + "---:|" * 9,
    ]
    for one in points:
        lines.append(
            f"| {one.clients} | {places} | {len(one.latencies_ms)} | {one.percentile(0.5):.0f} "
            f"| {one.p95_ms:.0f} | {_rate([one])} | {one.refused} | {one.broken} | {one.cores:.2f} "
            f"| {one.client_cores:.2f} |"
        )
    return [*lines, "", f"The server {'ran on' if is_running else 'had ENDED'} afterwards."]


def disconnect_lines(found: Sequence[Facts]) -> list[str]:
    """Memory and descriptors after each round."""
    return [
        f"* {one.disconnects} abrupt disconnects: {one.before[0]:.1f} MB and {one.before[1]} descriptors "
        f"before, {one.after[0]:.1f} MB and {one.after[1]} after"
        for one in found
    ]


def soak_lines(minutes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each server that wrote into the log; a run that was interrupted has several."""
    lines = []
    for run in dict.fromkeys(one["pid"] for one in minutes):
        found = [one for one in minutes if one["pid"] == run]
        memory, late = [one["memory_mb"] for one in found], sorted(one["p95_ms"] for one in found)
        lines.append(
            f"* {len(found)} minutes with {found[0]['streams']} streams: "
            f"{sum(one['utterances'] for one in found)} utterances, "
            f"{sum(one['broken'] for one in found)} connections broke, "
            f"{sum(one['refused'] for one in found)} were refused; {memory[0]} MB after a minute, "
            f"{max(memory)} MB at most, {memory[-1]} MB at the end; {found[0]['descriptors']} and "
            f"{found[-1]['descriptors']} descriptors; 95th percentile of the latency in a minute: median "
            f"{late[len(late) // 2]} ms, most {late[-1]} ms"
        )
    return lines


def machine() -> str:
    """Processors and load of this machine."""
    text = Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.+)", text)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} cores, {name.group(1) if name else 'unknown processor'}; load average {load}"


def plot(points: Sequence[Point], path: Path) -> None:
    """95th percentile of the latency against streams."""
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for kind, marker in zip(TITLES, "osD", strict=True):
        own = sorted((one for one in points if one.server == kind), key=lambda one: one.clients)
        axes.plot([one.clients for one in own], [one.p95_ms for one in own], f"{marker}-", label=TITLES[kind])
    axes.axhline(LIMIT_MS, color="gray", linestyle="--", linewidth=1, label=f"{LIMIT_MS} ms")
    axes.set(
        xlabel="streams in real time", ylabel="end of speech to final text, ms (95th percentile)",
        yscale="log", xlim=(0, None),
    )  # fmt: skip
    axes.set_ylim(10, None)
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.yaxis.set_minor_formatter("")
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def page(
    command: str,
    before: str,
    points: Sequence[Point],
    overloaded: tuple[int, Sequence[Point], bool],
    disconnected: Sequence[Facts],
    minutes: Sequence[Mapping[str, Any]],
    left_out: Sequence[str],
) -> str:
    """The file of results, in Markdown.

    Args:
        command: that was run.
        before: `machine()` at its start.
        points: of all servers.
        overloaded: places, and what `overload` returned.
        disconnected: rounds of disconnects.
        minutes: the log of `soak`.
        left_out: what could not be measured, and why.
    """
    kinds = list(dict.fromkeys(one.server for one in points))
    rows = [
        row(one, one.clients == held(points, kind))
        for kind in kinds
        for one in sorted(points, key=lambda one: one.clients)
        if one.server == kind
    ]
    doubts = [text for one in points for text in remarks(one)] + list(left_out)
    places, tenfold, is_running = overloaded
    lines = [
        f"# Streams that the server holds, {datetime.now(tz=timezone.utc):%Y-%m-%d}", "",
        f"    {command}", "",
        f"{before} at the start. Clients send utterances of LibriSpeech in real time, in blocks of 100 ms,",
        "and measure the time from the end of speech to the final text. The servers took turns. \"One at a",
        "time\" recognizes an utterance after its end, with the same model and scorer as this server; so",
        "does faster-whisper with Whisper tiny.en (int8, a beam of 1, both cores).", "",
        HEAD, *rows, "",
        *(f"* {summary(points, kind)}" for kind in kinds),
        *(f"* {text}" for text in doubts), "",
        "![95th percentile against streams](server.png)", "",
        "## Ten times as many clients", "",
        *overload_lines(tenfold, places, is_running), "",
        "## Abrupt disconnects", "",
        *disconnect_lines(disconnected), "",
        "## Soak", "",
        *(soak_lines(minutes) or ["Not run: `python benchmarks/server.py soak` writes its log."]), "",
    ]  # fmt: skip
    return "\n".join(lines)
