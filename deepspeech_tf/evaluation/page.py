"""An evaluation as one self-contained HTML page, with plots and players, and as JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from deepspeech_tf.audio.read import audio_duration
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.plots import plot_loss, plot_rates_by_length
from deepspeech_tf.evaluation.report import ranked
from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.reporting.html import image, page, player, table, write_whole

PAGE_FILE = "report.html"
JSON_FILE = "report.json"
WORST_SHOWN = 20


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
        write_whole(folder / JSON_FILE, json.dumps(summary, ensure_ascii=False, indent=1))
        write_whole(folder / PAGE_FILE, page("Evaluation", sections))
    except OSError as error:
        raise ConfigError(f"--report_dir: {folder} cannot be written: {error}") from error
    return folder / PAGE_FILE


def _totals(sets: Mapping[str, Sequence[UtteranceResult]]) -> str:
    rows = []
    for name, results in sets.items():
        rates = error_rates(results)
        numbers = (str(len(results)), _percent(rates.wer), _percent(rates.cer), f"{rates.loss:.2f}")
        rows.append([html.escape(name), *numbers])
    return table(("set", "utterances", "WER", "CER", "loss"), rows)


def _loss_section(epochs: Sequence[Mapping[str, float | None]]) -> str:
    picture = plot_loss(
        [int(epoch["epoch"] or 0) for epoch in epochs],
        [epoch["train_loss"] or 0.0 for epoch in epochs],
        [epoch["dev_loss"] for epoch in epochs],
    )
    return f"<h2>Training</h2>\n{image(picture, 'loss of every epoch')}"


def _set_section(name: str, results: Sequence[UtteranceResult]) -> str:
    durations = [audio_duration(result.wav_filename) for result in results]
    picture = plot_rates_by_length(results, durations)
    rows = [
        [
            _percent(result.wer),
            f"{result.loss:.1f}",
            f"{html.escape(result.src)}<br><b>{html.escape(result.res)}</b>",
            f"{player(result.wav_filename)}<br><small>{html.escape(result.wav_filename)}</small>",
        ]
        for result in ranked(results)[::-1][:WORST_SHOWN]
    ]
    return "\n".join(
        (
            f"<h2>{html.escape(name)}</h2>",
            image(picture, "word error rate by duration"),
            "<h3>Worst utterances</h3>",
            table(("WER", "loss", "said, <b>understood</b>", "recording"), rows, numbers=2),
        )
    )


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"
