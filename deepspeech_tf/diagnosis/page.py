"""Writes the diagnosis as a self-contained HTML page with charts and audio players, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from deepspeech_tf.diagnosis.across import characters_per_second
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.finding import KINDS, Finding
from deepspeech_tf.diagnosis.plots import draw_pictures
from deepspeech_tf.diagnosis.statistics import SetStatistics, label_counts, statistics_of
from deepspeech_tf.reporting.html import Column, bars, figure, page, player, table, write_html
from deepspeech_tf.reporting.names import clipped, escaped, language_class, name, prose
from deepspeech_tf.whole_file import write_json

PAGE_FILE = "report.html"
JSON_FILE = "report.json"
_MAX_ROWS = 50  # per kind on the page; the JSON file contains all
_MAX_PLAYERS = 5  # per kind
_LONGEST_PLAYER_S = 15.0
_MAX_TEXT = 240  # characters of a detail or a transcript
_MAX_LABELS = 120
_MARKS = {"error": "●", "warning": "▲", "note": "○"}

# Audible kinds of findings -> sort key for their severity.
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


def write_findings(folder: Path, diagnosis: Diagnosis) -> Path:
    """Writes `report.json`: statistics of the sets, counts, and all findings."""
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
    write_json(path, summary, indent=1)
    return path


def write_page(folder: Path, diagnosis: Diagnosis, step_ms: int) -> Path:
    """Writes `report.html`, which is self-contained."""
    sections = [
        *_figures(diagnosis),
        "<h2>Findings</h2>",
        _overview(diagnosis),
        *_pictures(diagnosis, step_ms),
        "<h2>Rows</h2>",
        *(_kind_section(kind, diagnosis) for kind in diagnosis.counts),
    ]
    path = folder / PAGE_FILE
    write_html(path, page("Data sets", sections))
    return path


def write_statistics(path: Path, diagnosis: Diagnosis, step_ms: int) -> None:
    """Writes a self-contained page with statistics and charts of the sets, without findings."""
    write_html(path, page("Data sets", [*_figures(diagnosis), *_pictures(diagnosis, step_ms)]))


def _figures(diagnosis: Diagnosis) -> list[str]:
    sets = statistics_of(diagnosis)
    return ["<h2>Sets</h2>", _amounts(sets), _rates(sets)]


def _pictures(diagnosis: Diagnosis, step_ms: int) -> list[str]:
    pictures = draw_pictures(diagnosis.examined, step_ms)
    parts = ["<h2>Charts</h2>"]
    if pictures:
        figures = "".join(figure(picture, title) for title, picture in pictures)
        parts.append(f'<div class="grid">{figures}</div>')
    if counts := label_counts(diagnosis.examined).most_common():
        shown = [(_label(label), count) for label, count in counts[:_MAX_LABELS]]
        some = f": the {len(shown)} most frequent of {len(counts)}" if len(shown) < len(counts) else ""
        parts += [f"<h3>Characters of all transcripts{some}</h3>", bars(shown)]
    return parts


def _label(character: str) -> str:
    """The character itself, or its code point if it is invisible."""
    if character == " ":
        return "space"
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _amounts(sets: Sequence[SetStatistics]) -> str:
    titles = (
        "rows",
        "left out",
        "repaired",
        "hours",
        "sentences",
        "different words",
        "new words",
        "speakers",
    )
    rows = [
        (
            _set_name(one),
            str(one.rows),
            str(one.quarantined),
            str(one.repaired),
            f"{one.hours:.2f}",
            str(one.sentences),
            str(one.vocabulary),
            "" if one.phase == "train" else f"{100 * one.new_words:.1f} %",
            str(one.speakers) if one.speakers else "unknown",
        )
        for one in sets
    ]
    columns = [Column("set", "head"), *(Column(title, "number") for title in titles)]
    note = "New words: the share of running words that do not occur in any training transcript."
    return table("Amount of data", columns, rows) + f'<p class="soft small">{note}</p>'


def _rates(sets: Sequence[SetStatistics]) -> str:
    rows = [
        (
            _set_name(one),
            _range(one.seconds),
            _range(one.characters_per_second),
            _range(one.words_per_second),
            _counts([(f"{rate_hz} Hz", count) for rate_hz, count in one.sample_rates.items()]),
            _counts([(str(channels), count) for channels, count in one.channels.items()]),
        )
        for one in sets
    ]
    titles = ("seconds", "characters per second", "words per second", "sample rates", "channels")
    columns = [Column("set", "head"), *(Column(title, "number") for title in titles)]
    return table("Median, and 5th to 95th percentile of the recordings", columns, rows)


def _set_name(one: SetStatistics) -> str:
    return f"<strong>{one.phase}</strong><br><small>{name(one.file)}</small>"


def _range(percentiles: Sequence[float]) -> str:
    _, low, median, high, _ = percentiles
    return f"{median:.1f} ({low:.1f}–{high:.1f})"


def _counts(counts: Sequence[tuple[str, int]]) -> str:
    return (
        "<span>" + "<br>".join(f"{label}: {count}" for label, count in counts) + "</span>" if counts else ""
    )


def _overview(diagnosis: Diagnosis) -> str:
    if not diagnosis.findings:
        return "<p>None.</p>"
    rows = [
        (
            f'<a href="#{kind}">{escaped(KINDS[kind].title)}</a>',
            f"{count} ×",
            _severity(kind),
            f'<span class="whole">{_ACTIONS[KINDS[kind].action]}</span>',
        )
        for kind, count in diagnosis.counts.items()
    ]
    columns = (
        Column("finding", "head"),
        Column("count", "number"),
        Column("severity"),
        Column("in the cleaned files"),
    )
    return table("Findings, most severe first", columns, rows, "lines")


def _severity(kind: str) -> str:
    severity = KINDS[kind].severity
    return f'<span class="whole {severity}">{_MARKS[severity]} {severity}</span>'


def _kind_section(kind: str, diagnosis: Diagnosis) -> str:
    findings = [finding for finding in diagnosis.findings if finding.kind == kind]
    shown = findings[:_MAX_ROWS]
    some = f"{len(shown)} of {len(findings)} rows; {JSON_FILE} contains all"
    caption = (
        some if len(shown) < len(findings) else f"All {len(findings)} rows" if len(findings) > 1 else "1 row"
    )
    columns = (Column("position", "head"), Column("details", "text"), Column("audio"))
    parts = [
        f'<h3 id="{kind}">{len(findings)} × {escaped(KINDS[kind].title)}</h3>',
        f'<p class="small">{_severity(kind)}, {_ACTIONS[KINDS[kind].action]} in the cleaned files</p>',
        table(caption, columns, [_cells(finding) for finding in shown], "rows"),
    ]
    if kind in _AUDIBLE:
        parts.append(_players(kind, diagnosis.examined))
    return "\n".join(parts)


def _cells(finding: Finding) -> tuple[str, str, str]:
    audio = name(finding.audio) if finding.audio else ""
    return _place(finding.file, finding.row), prose(clipped(finding.detail, _MAX_TEXT)), audio


def _place(file: str, row: int) -> str:
    """A row of a CSV file, or a sample of a database, as `finding.place` numbers them."""
    number = f"sample {row - 1}" if file.lower().endswith(".sdb") else f"row {row}"
    return (f'<span class="whole">{number}</span> of ' if row else "") + name(file)


def _transcript(text: str) -> str:
    return (
        f'<div class="said{language_class(text)}" dir="auto" lang="">{prose(clipped(text, _MAX_TEXT))}</div>'
    )


def _players(kind: str, examined: Sequence[Examined]) -> str:
    """Audio players for the worst examples of a kind, limited to the beginning of long recordings."""
    members = [one for one in examined if any(finding.kind == kind for finding in one.findings)]
    worst = sorted(members, key=_AUDIBLE[kind], reverse=True)[:_MAX_PLAYERS]
    rows = [
        (
            _place(one.row.file, one.row.number),
            _transcript(one.row.transcript),
            player(one.row.audio, _LONGEST_PLAYER_S),
        )
        for one in worst
    ]
    columns = (Column("position", "head"), Column("transcript", "text"), Column("recording"))
    some = f"the worst {len(rows)} of {len(members)}" if len(rows) < len(members) else "all"
    caption = f"Recordings: {some}; at most {_LONGEST_PLAYER_S:g} s of each"
    return table(caption, columns, rows, "rows") if rows else ""
