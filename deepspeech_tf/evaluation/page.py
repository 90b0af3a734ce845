"""An evaluation as one self-contained HTML page, with plots and players, and as JSON."""

from __future__ import annotations

import base64
import html
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import soundfile

from deepspeech_tf.audio.read import audio_duration, read_audio
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.plots import plot_loss, plot_rates_by_length
from deepspeech_tf.evaluation.report import ranked
from deepspeech_tf.evaluation.results import UtteranceResult, error_rates

PAGE_FILE = "report.html"
JSON_FILE = "report.json"
WORST_SHOWN = 20
_PLAYER_RATE_HZ = 16000

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; } audio { width: 15rem; }
"""


def write_report_folder(
    folder: Path,
    sets: Mapping[str, Sequence[UtteranceResult]],
    epochs: Sequence[Mapping[str, float | None]] = (),
) -> Path:
    """Write `report.html` and `report.json`; the path of the page.

    Args:
        folder: made if it is not there.
        sets: results of each test set by its name.
        epochs: the training that led here, one entry with `epoch`, `train_loss`, `dev_loss` for each epoch.

    Raises:
        ConfigError: if the folder cannot be written.
        AudioError: if the audio of an utterance cannot be read any more.
    """
    summary = {
        "sets": {
            name: {**asdict(error_rates(results)), "utterances": len(results)}
            for name, results in sets.items()
        },
        "epochs": [dict(epoch) for epoch in epochs],
        "results": {name: [result.as_json() for result in results] for name, results in sets.items()},
    }
    sections = [_totals(sets)]
    if epochs:
        sections.append(_loss_section(epochs))
    sections += [_set_section(name, results) for name, results in sets.items() if results]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / JSON_FILE, json.dumps(summary, ensure_ascii=False, indent=1))
        _write(folder / PAGE_FILE, _page("Evaluation", sections))
    except OSError as error:
        raise ConfigError(f"--report_dir: {folder} cannot be written: {error}") from error
    return folder / PAGE_FILE


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def _page(title: str, sections: Sequence[str]) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "\n".join(sections)
        + "\n</body></html>\n"
    )


def _totals(sets: Mapping[str, Sequence[UtteranceResult]]) -> str:
    rows = []
    for name, results in sets.items():
        rates = error_rates(results)
        numbers = (str(len(results)), _percent(rates.wer), _percent(rates.cer), f"{rates.loss:.2f}")
        rows.append([html.escape(name), *numbers])
    return _table(("set", "utterances", "WER", "CER", "loss"), rows)


def _loss_section(epochs: Sequence[Mapping[str, float | None]]) -> str:
    picture = plot_loss(
        [int(epoch["epoch"] or 0) for epoch in epochs],
        [epoch["train_loss"] or 0.0 for epoch in epochs],
        [epoch["dev_loss"] for epoch in epochs],
    )
    return f"<h2>Training</h2>\n{_image(picture, 'loss of every epoch')}"


def _set_section(name: str, results: Sequence[UtteranceResult]) -> str:
    durations = [audio_duration(result.wav_filename) for result in results]
    picture = plot_rates_by_length(results, durations)
    rows = [
        [
            _percent(result.wer),
            f"{result.loss:.1f}",
            f"{html.escape(result.src)}<br><b>{html.escape(result.res)}</b>",
            f"{_player(result.wav_filename)}<br><small>{html.escape(result.wav_filename)}</small>",
        ]
        for result in ranked(results)[::-1][:WORST_SHOWN]
    ]
    return "\n".join(
        (
            f"<h2>{html.escape(name)}</h2>",
            _image(picture, "word error rate by duration"),
            "<h3>Worst utterances</h3>",
            _table(("WER", "loss", "said, <b>understood</b>", "recording"), rows, numbers=2),
        )
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """Cells are HTML; the first `numbers` columns (or all but the first, for 0) are numbers."""

    def cell(tag: str, column: int, text: str) -> str:
        number = column < numbers if numbers else column > 0
        return f"<{tag}{' class=number' if number else ''}>{text}</{tag}>"

    def line(tag: str, cells: Sequence[str]) -> str:
        return "<tr>" + "".join(cell(tag, column, text) for column, text in enumerate(cells)) + "</tr>"

    return "<table>" + "\n".join([line("th", head), *(line("td", row) for row in rows)]) + "</table>"


def _image(png: bytes, meaning: str) -> str:
    return f'<img alt="{meaning}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _player(path: str) -> str:
    """The recording itself, inside the page."""
    buffer = io.BytesIO()
    soundfile.write(buffer, read_audio(path, _PLAYER_RATE_HZ), _PLAYER_RATE_HZ, format="FLAC")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<audio controls preload="none" src="data:audio/flac;base64,{data}"></audio>'


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"
