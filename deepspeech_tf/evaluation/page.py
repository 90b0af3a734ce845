"""Writes an evaluation as a self-contained HTML page with charts and audio players, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deepspeech_tf.audio.read import audio_duration
from deepspeech_tf.errors import AudioError, ConfigError, reason_of
from deepspeech_tf.evaluation.errors import ErrorCounts, aligned, count_errors
from deepspeech_tf.evaluation.interval import CONFIDENCE, REPLICATES, Interval, cer_interval, wer_interval
from deepspeech_tf.evaluation.marking import LEGEND, compared
from deepspeech_tf.evaluation.plots import plot_loss, plot_rates_by_length
from deepspeech_tf.evaluation.report import ranked
from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.reporting.html import Column, figure, page, player, table, write_html
from deepspeech_tf.reporting.names import language_class, name, prose
from deepspeech_tf.whole_file import write_json

PAGE_FILE = "report.html"
JSON_FILE = "report.json"
WORST_SHOWN = 20
BEST_SHOWN = 5
ERRORS_SHOWN = 10  # per kind
LONG_LOSS = 1e6  # with two digits after the point it would not fit on a telephone


def write_report_folder(
    folder: Path,
    sets: Mapping[str, Sequence[UtteranceResult]],
    epochs: Sequence[Mapping[str, float | None]] = (),
    *,
    by_characters: bool = False,
) -> Path:
    """Writes `report.html` and `report.json`; returns the path of the page.

    Args:
        folder: created if missing.
        sets: results by the name of the test set.
        epochs: history of the training, with `epoch`, `train_loss` and `dev_loss` for each epoch.
        by_characters: compare characters instead of words, for languages without spaces.

    Raises:
        ConfigError: if the folder cannot be written.
    """
    errors = {name: count_errors(results, by_characters=by_characters) for name, results in sets.items()}
    summary = {
        "sets": {name: _set_json(results, errors[name], by_characters) for name, results in sets.items()},
        "epochs": [dict(epoch) for epoch in epochs],
        "results": {name: [result.as_json() for result in results] for name, results in sets.items()},
    }
    sections = [_totals(sets, errors, by_characters)]
    if epochs:
        sections.append(_loss_section(epochs))
    sections += [
        _set_section(number, name, results, errors[name], by_characters)
        for number, (name, results) in enumerate(sets.items())
        if results
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / JSON_FILE, summary, indent=1)
        write_html(folder / PAGE_FILE, page("Evaluation", sections))
    except OSError as error:
        raise ConfigError(
            f"report_dir: {folder} cannot be written: {reason_of(error)}",
            {"report_dir": "EvaluationJob.report_dir"},
        ) from error
    return folder / PAGE_FILE


def _set_json(results: Sequence[UtteranceResult], errors: ErrorCounts, by_characters: bool) -> dict[str, Any]:
    intervals = {"wer": wer_interval(results), "cer": cer_interval(results)}
    rates = error_rates(results)
    return {
        **asdict(rates),
        "utterances": len(results),
        "confidence": CONFIDENCE,
        **{f"{rate}_interval": [i.low, i.high] if i else None for rate, i in intervals.items()},
        "errors": {"of": "characters" if by_characters else "words", "said": errors.said, **errors.totals},
    }


def _totals(
    sets: Mapping[str, Sequence[UtteranceResult]], errors: Mapping[str, ErrorCounts], by_characters: bool
) -> str:
    unit, rate = ("characters", "CER") if by_characters else ("words", "WER")
    other = "WER" if by_characters else "CER"
    with_loss = any(
        result.loss for results in sets.values() for result in results
    )  # exported models have none
    titles = ["utterances", unit, rate, f"{rate}, 95 %", "substituted", "missing", "extra", other]
    rows = []
    for number, (of_set, results) in enumerate(sets.items()):
        rates = {"WER": error_rates(results).wer, "CER": error_rates(results).cer}
        interval = cer_interval(results) if by_characters else wer_interval(results)
        cells = [
            name(of_set) + (f' <a class="whole" href="#set-{number}">details</a>' if results else ""),
            str(len(results)),
            str(errors[of_set].said),
            f"<strong>{_percent(rates[rate])}</strong>" if results else "–",
            _interval(interval),
            *map(str, errors[of_set].totals.values()),
            _percent(rates[other]) if results else "–",
        ]
        rows.append([*cells, _loss(error_rates(results).loss) if results else "–"] if with_loss else cells)
    columns = [Column("set", "head"), *(Column(title, "number") for title in titles)]
    if with_loss:
        columns.append(Column("loss", "number"))
    note = (
        f"{rate}, 95 %: confidence interval, from a bootstrap with {REPLICATES} replicates. "
        f"Substituted, missing and extra count {unit}."
    )
    return table("Error rates of the test sets", columns, rows) + f'<p class="soft small">{prose(note)}</p>'


def _loss_section(epochs: Sequence[Mapping[str, float | None]]) -> str:
    picture = plot_loss(
        [int(epoch["epoch"] or 0) for epoch in epochs],
        [epoch["train_loss"] for epoch in epochs],
        [epoch["dev_loss"] for epoch in epochs],
    )
    return f"<h2>Training</h2>\n{figure(picture, 'Loss of every epoch')}"


def _set_section(
    number: int, of_set: str, results: Sequence[UtteranceResult], errors: ErrorCounts, by_characters: bool
) -> str:
    order = ranked(results, by_characters=by_characters)
    worst = order[::-1][:WORST_SHOWN]
    best = order[: min(BEST_SHOWN, len(order) - len(worst))]
    unit = "character" if by_characters else "word"
    parts = [
        f'<h2 id="set-{number}">{name(of_set)}</h2>',
        f'<div class="columns">{_by_length(results, by_characters)}{_error_tables(errors, unit)}</div>',
        f"<h3>Worst utterances: {len(worst)} of {len(order)}</h3>",
        LEGEND,
        _utterances(worst, by_characters),
    ]
    if best:
        parts += [
            f"<h3>Best utterances: {len(best)} of {len(order)}</h3>",
            _utterances(best, by_characters),
        ]
    if len(worst) + len(best) < len(order):
        parts.append(f'<p class="soft small">All {len(order)} are in {JSON_FILE}.</p>')
    return "\n".join(parts)


def _by_length(results: Sequence[UtteranceResult], by_characters: bool) -> str:
    heard, durations = [], []
    for result in results:
        try:
            durations.append(audio_duration(result.wav_filename))
        except AudioError:  # removed since it was read; its error rates are still known
            continue
        heard.append(result)
    if not heard:
        return ""
    picture = plot_rates_by_length(heard, durations, by_characters=by_characters)
    return figure(picture, "Error rate by duration, with the number of utterances above each bar")


def _error_tables(errors: ErrorCounts, unit: str) -> str:
    confused = {f"{_word(a)} → {_word(b)}": count for (a, b), count in errors.substituted.items()}
    missing = {_word(word): count for word, count in errors.missing.items()}
    extra = {_word(word): count for word, count in errors.extra.items()}
    return (
        _most_frequent(f"Confused {unit}s", "reference → transcript", confused)
        + _most_frequent(f"Missing {unit}s", "in the reference, not recognized", missing)
        + _most_frequent(f"Extra {unit}s", "recognized, not in the reference", extra)
    )


def _most_frequent(caption: str, title: str, counts: Mapping[str, int]) -> str:
    """A table of the most frequent cells (HTML)."""
    if not counts:
        return f'<p class="soft small">{caption}: none</p>'
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:ERRORS_SHOWN]
    shown = f"the {len(most)} most frequent of {len(counts)}" if len(most) < len(counts) else "all"
    columns = (Column(title, "text"), Column("count", "number"))
    rows = [(cell, str(count)) for cell, count in most]
    return table(f"{caption}: {shown}", columns, rows, "pairs")


def _word(word: str) -> str:
    return f'<bdi lang="" class="said{language_class(word)}">{prose("␣" if word == " " else word)}</bdi>'


def _utterances(members: Sequence[UtteranceResult], by_characters: bool) -> str:
    items = "\n".join(_utterance(result, by_characters) for result in members)
    return f'<ol class="utterances">{items}</ol>'


def _utterance(result: UtteranceResult, by_characters: bool) -> str:
    steps = aligned(result, by_characters=by_characters)
    counts = ErrorCounts()
    counts.add(steps)
    kinds = [f"{count} {kind}" for kind, count in counts.totals.items() if count]
    rate = f"CER {_percent(result.cer)}" if by_characters else f"WER {_percent(result.wer)}"
    facts = kinds or ["no errors"]
    if result.loss:
        facts.append(f"loss {_loss(result.loss)}")
    said = " · ".join(f'<span class="whole">{fact}</span>' for fact in facts)
    recording = f"{player(result.wav_filename)}<small>{name(result.wav_filename)}</small>"
    return (
        f'<li><p><strong class="whole">{rate}</strong> <span class="soft">· {said}</span></p>'
        f"{compared(steps, by_characters=by_characters)}"
        f'<div class="recording">{recording}</div></li>'
    )


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"


def _loss(loss: float) -> str:
    if not math.isfinite(loss):
        return "not finite"
    return f"{loss:.2f}" if abs(loss) < LONG_LOSS else f"{loss:.3g}"


def _interval(interval: Interval | None) -> str:
    return f"{100 * interval.low:.1f}–{100 * interval.high:.1f} %" if interval else "–"
