"""The diagnosis as one self-contained HTML page, with plots and players, and as JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from deepspeech_tf.diagnosis.across import characters_per_second
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.finding import KINDS, Finding
from deepspeech_tf.diagnosis.plots import draw_pictures
from deepspeech_tf.diagnosis.statistics import SetStatistics, label_counts, statistics_of
from deepspeech_tf.errors import AudioError
from deepspeech_tf.reporting.html import image, page, player, table, write_whole

PAGE_FILE = "report.html"
JSON_FILE = "report.json"
_MOST_ROWS = 50  # of a kind, on the page; the JSON file has all
_MOST_PLAYERS = 5  # of a kind
_LONGEST_PLAYER_S = 15.0

# Kinds of finding that one can hear -> what makes one worse than another.
_AUDIBLE: Mapping[str, Callable[[Examined], float]] = {
    "too_short": characters_per_second,
    "fast": characters_per_second,
    "slow": lambda one: -characters_per_second(one),
    "clipped": lambda one: one.recording.clipped if one.recording else 0.0,
    "silent": lambda one: -one.recording.level_dbfs if one.recording else 0.0,
    "cancelled": lambda one: -one.recording.level_dbfs if one.recording else 0.0,
    "contradiction": lambda one: 0.0,
    "audio_twice": lambda one: 0.0,
    "audio_shared": lambda one: 0.0,
}
_ACTIONS = {"quarantine": "left out", "repair": "repaired", "keep": "kept"}


def write_json(folder: Path, diagnosis: Diagnosis) -> Path:
    """Writes `report.json`: figures of the sets, counts, and every finding."""
    summary = {
        "sets": [asdict(one) for one in statistics_of(diagnosis)],
        "kinds": {kind: {**asdict(KINDS[kind]), "count": count} for kind, count in diagnosis.counts.items()},
        "characters": label_counts(diagnosis.examined),
        "findings": [
            {**asdict(finding), "severity": finding.severity, "action": finding.action}
            for finding in diagnosis.findings
        ],
    }
    path = folder / JSON_FILE
    write_whole(path, json.dumps(summary, ensure_ascii=False, indent=1))
    return path


def write_page(folder: Path, diagnosis: Diagnosis, step_ms: int) -> Path:
    """Writes `report.html`; it needs no other file."""
    sections = [
        *_figures(diagnosis),
        "<h2>Findings</h2>",
        _overview(diagnosis),
        *_pictures(diagnosis, step_ms),
        "<h2>Rows</h2>",
        *(_kind_section(kind, diagnosis) for kind in diagnosis.counts),
    ]
    path = folder / PAGE_FILE
    write_whole(path, page("Data sets", sections))
    return path


def write_statistics(path: Path, diagnosis: Diagnosis, step_ms: int) -> None:
    """Writes a page with figures and pictures of the sets alone; it needs no other file."""
    write_whole(path, page("Data sets", [*_figures(diagnosis), *_pictures(diagnosis, step_ms)]))


def _figures(diagnosis: Diagnosis) -> list[str]:
    return ["<h2>Sets</h2>", _sets(statistics_of(diagnosis))]


def _pictures(diagnosis: Diagnosis, step_ms: int) -> list[str]:
    pictures = draw_pictures(diagnosis.examined, step_ms)
    return ["<h2>Pictures</h2>", *(f"<h3>{title}</h3>{image(picture, title)}" for title, picture in pictures)]


def _sets(sets: Sequence[SetStatistics]) -> str:
    head = (
        "set", "rows", "left out", "repaired", "hours", "seconds, median (5–95 %)",
        "characters/s", "words/s", "different words", "of them unknown to training, by use",
        "different sentences", "speakers", "rates", "channels",
    )  # fmt: skip
    columns = [head] + [
        (
            f"{one.phase}<br><small>{html.escape(one.file)}</small>",
            str(one.rows),
            str(one.quarantined),
            str(one.repaired),
            f"{one.hours:.2f}",
            _range(one.seconds),
            _range(one.characters_per_second),
            _range(one.words_per_second),
            str(one.vocabulary),
            "" if one.phase == "train" else f"{100 * one.new_words:.1f} %",
            str(one.sentences),
            str(one.speakers) if one.speakers else "unknown",
            "<br>".join(f"{rate_hz} Hz: {count}" for rate_hz, count in one.sample_rates.items()),
            "<br>".join(f"{channels}: {count}" for channels, count in one.channels.items()),
        )
        for one in sets
    ]
    lines = list(zip(*columns, strict=True))  # a column for each set: there are few, with long names
    return table(lines[0], lines[1:])


def _range(percentiles: Sequence[float]) -> str:
    _, low, median, high, _ = percentiles
    return f"{median:.1f} ({low:.1f}–{high:.1f})"


def _overview(diagnosis: Diagnosis) -> str:
    if not diagnosis.findings:
        return "<p>None.</p>"
    rows = [
        (
            str(count),
            f'<a href="#{kind}">{html.escape(KINDS[kind].title)}</a>',
            KINDS[kind].severity,
            _ACTIONS[KINDS[kind].action],
        )
        for kind, count in diagnosis.counts.items()
    ]
    return table(("how often", "what", "how bad", "in the cleaned files"), rows, numbers=1)


def _kind_section(kind: str, diagnosis: Diagnosis) -> str:
    findings = [finding for finding in diagnosis.findings if finding.kind == kind]
    shown = [[html.escape(cell) for cell in _cells(finding)] for finding in findings[:_MOST_ROWS]]
    more = len(findings) - len(shown)
    parts = [
        f'<h3 id="{kind}">{html.escape(KINDS[kind].title)}: {len(findings)}</h3>',
        table(("where", "what", "audio"), shown, numbers=-1),
    ]
    if more > 0:
        parts.append(f"<p>… and {more} more in {JSON_FILE}</p>")
    if kind in _AUDIBLE:
        parts.append(_players(kind, diagnosis.examined))
    return "\n".join(parts)


def _cells(finding: Finding) -> tuple[str, str, str]:
    return finding.where, finding.detail, finding.audio


def _players(kind: str, examined: Sequence[Examined]) -> str:
    """The worst of a kind, to be heard; their beginning, if they are long."""
    members = [one for one in examined if any(finding.kind == kind for finding in one.findings)]
    worst = sorted(members, key=_AUDIBLE[kind], reverse=True)[:_MOST_PLAYERS]
    rows = []
    for one in worst:
        try:
            sound = player(one.row.audio, _LONGEST_PLAYER_S)
        except AudioError as error:  # another process may have removed it
            sound = html.escape(str(error))
        place = f"{html.escape(one.row.file)}, row {one.row.number}"
        rows.append((sound, f"{html.escape(one.row.transcript)}<br><small>{place}</small>"))
    return table(("to be heard", "transcript"), rows, numbers=-1) if rows else ""
