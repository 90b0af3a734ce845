"""The printed report (best, median and worst utterances), and the JSON file with all results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.evaluation.errors import count_errors
from deepspeech_tf.evaluation.interval import cer_interval, wer_interval
from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.whole_file import write_json

RULE = "-" * 80


def ranked(results: Sequence[UtteranceResult], *, by_characters: bool = False) -> list[UtteranceResult]:
    """Sorts by word error rate (character error rate in bytes mode), then by descending loss.

    This is the order of 0.9.3.
    """
    by_loss = sorted(results, key=lambda r: r.loss, reverse=True)
    return sorted(by_loss, key=lambda r: r.cer if by_characters else r.wer)


def format_report(
    name: str, results: Sequence[UtteranceResult], report_count: int, *, by_characters: bool = False
) -> str:
    """Formats the report of the set `name`: totals, then `report_count` utterances of each group."""
    rates = error_rates(results)
    order = ranked(results, by_characters=by_characters)
    count = min(report_count, len(order))
    middle = max(0, len(order) // 2 - count // 2)
    groups = (
        ("Best WER:", order[:count]),
        ("Median WER:", order[middle : middle + count]),
        ("Worst WER:", order[len(order) - count :]),
    )
    lines = [f"Test on {name} - WER: {rates.wer:f}, CER: {rates.cer:f}, loss: {rates.loss:f}", RULE]
    for title, members in groups:
        lines += [f"{title} ", RULE]
        for result in members:
            lines += _format_result(result)
    return "\n".join(lines)


def format_interval(results: Sequence[UtteranceResult], *, by_characters: bool = False) -> str:
    """A line with the confidence interval of the error rate, and the numbers of errors by kind."""
    rate, unit = ("CER", "characters") if by_characters else ("WER", "words")
    interval = cer_interval(results) if by_characters else wer_interval(results)
    errors = count_errors(results, by_characters=by_characters)
    kinds = ", ".join(f"{count} {kind}" for kind, count in errors.totals.items())
    bounds = f"{interval.low:f} to {interval.high:f}" if interval else "unknown"
    return f"95% confidence of {rate}: {bounds} ({len(results)} utterances); {kinds} of {errors.said} {unit}"


def write_results(path: Path, results: Sequence[UtteranceResult]) -> None:
    """Writes all results as a JSON list.

    Raises:
        ConfigError: if the file cannot be written.
    """
    try:
        write_json(path, [result.as_json() for result in results], indent=2)
    except OSError as error:
        raise ConfigError(
            f"output_file: {path} cannot be written: {reason_of(error)}",
            {"output_file": "EvaluationJob.output_file"},
        ) from error


def _format_result(result: UtteranceResult) -> list[str]:
    return [
        f"WER: {result.wer:f}, CER: {result.cer:f}, loss: {result.loss:f}",
        f" - wav: file://{result.wav_filename}",
        f' - src: "{result.src}"',
        f' - res: "{result.res}"',
        RULE,
    ]
