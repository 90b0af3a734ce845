"""Error rates and the wording of the report."""

import json
from pathlib import Path

import pytest

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.report import format_interval, format_report, ranked, write_results
from deepspeech_tf.evaluation.results import compare, error_rates


def test_distances_and_rates() -> None:
    result = compare("a.wav", "turn on the light", "turn of light", 2.0)
    assert (result.word_distance, result.word_length) == (2, 4)
    assert (result.char_distance, result.char_length) == (5, 17)
    assert result.wer == 0.5
    worse = compare("b.wav", "yes", "no it is not that", 4.0)
    assert worse.wer == 5.0
    rates = error_rates([result, worse])
    assert rates.wer == 1.0  # 7 of 5 words, capped
    assert rates.loss == 3.0


def test_order_is_by_rate_then_loss_descending() -> None:
    results = [compare(f"{i}.wav", "a b", text, loss) for i, (text, loss) in enumerate(
        [("a b", 1.0), ("a c", 9.0), ("a b", 5.0), ("x y", 2.0)]
    )]  # fmt: skip
    assert [r.wav_filename for r in ranked(results)] == ["2.wav", "0.wav", "1.wav", "3.wav"]


def test_the_report_has_totals_and_three_groups() -> None:
    results = [compare(f"/d/{i}.wav", "one two", "one two" if i else "one", float(i)) for i in range(4)]
    report = format_report("test.csv", results, 1)
    lines = report.split("\n")
    assert lines[0] == "Test on test.csv - WER: 0.125000, CER: 0.142857, loss: 1.500000"
    assert lines[1] == "-" * 80
    assert [line for line in lines if line.endswith("WER: ")] == ["Best WER: ", "Median WER: ", "Worst WER: "]
    assert lines[4:8] == [
        "WER: 0.000000, CER: 0.000000, loss: 3.000000",
        " - wav: file:///d/3.wav",
        ' - src: "one two"',
        ' - res: "one two"',
    ]


def test_interval_line() -> None:
    results = [compare(f"{i}.wav", "one two", "one two" if i else "one", float(i)) for i in range(4)]
    assert format_interval(results) == (
        "95% confidence of WER: 0.000000 to 0.375000 (4 utterances); "
        "0 substituted, 1 missing, 0 extra of 8 words"
    )
    assert format_interval(results, by_characters=True).startswith("95% confidence of CER: 0.000000 to ")
    assert format_interval(results[:1]).startswith("95% confidence of WER: unknown (1 utterances)")


def test_json_file(tmp_path: Path) -> None:
    write_results(tmp_path / "out.json", [compare("a.wav", "grün", "grun", 1.5)])
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert "grün" in text
    [entry] = json.loads(text)
    assert list(entry) == [
        "wav_filename", "src", "res", "loss", "char_distance", "char_length",
        "word_distance", "word_length", "cer", "wer",
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="output_file: "):
        write_results(tmp_path / "no" / "out.json", [])
