"""What the check of a set finds."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data import check
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import ManifestError
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet
from tests.data.corpus import write_corpus

ALPHABET = Alphabet.from_labels([" ", *"abcdefghijklmnopqrstuvwxyz"])


def write_wav(path: Path, samples: int) -> None:
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, samples), 16000)


def problems(utterances: list[Utterance]) -> str:
    with pytest.raises(ManifestError) as caught:
        check_utterances(utterances, ALPHABET, FeatureConfig(), 2)
    return str(caught.value)


def test_a_good_set_passes(tmp_path: Path) -> None:
    # 0.112 s give 1 + (1792 - 512) // 320 = 5 frames: enough for 5 labels, or 4 of which two are equal
    path = write_corpus(tmp_path, [1, 0.112, 0.112], ["good day", "abcde", "abbc"])
    check_utterances(read_manifests([str(path)]), ALPHABET, FeatureConfig())


def test_each_problem_is_named_with_its_row(tmp_path: Path) -> None:
    seconds = [0.112, 0.112, 0.01, 1, 1, 1, 1]
    texts = ["abcdef", "abbcd", "a", "Zoë", "missing", "broken", "fine"]
    path = write_corpus(tmp_path, seconds, texts)
    (tmp_path / "wav" / "4.wav").unlink()
    (tmp_path / "wav" / "5.wav").write_bytes(b"RIFF")
    lines = problems(read_manifests([str(path)])).splitlines()
    assert lines[0] == "6 of 7 utterances cannot be used:"
    found = {line.split(":")[0]: line for line in lines[1:]}
    for row, text in (
        (2, "too short for its transcript: CTC needs 6 frames of 20 ms. Received: 5"),
        (3, "too short for its transcript: CTC needs 6 frames of 20 ms. Received: 5"),
        (4, "too short: must have a window of 32 ms. Received: 10 ms"),
        (5, "'Z' (U+005A), 'ë' (U+00EB)"),
        (6, "No such file"),
        (7, "damaged"),
    ):
        line = found[f"row {row} of {path}"]
        assert text in line
        assert f"wav/{row - 2}.wav" in line


def test_many_problems_are_counted() -> None:
    count = 1000
    text = problems([Utterance(f"/none/{i}.wav", f"row {i} of a.csv", 1, "a") for i in range(count)])
    assert text.startswith("1000 of 1000 utterances")
    assert [line.split(" ")[1] for line in text.splitlines()[1:-1]] == [str(i) for i in range(20)]
    assert text.endswith("… and 980 more")


def test_long_sets_show_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "_SHOW_PROGRESS_FROM", 100)
    path = write_corpus(tmp_path, [0.2], ["a"])
    utterances = read_manifests([str(path)]) * 1000
    check_utterances(utterances, ALPHABET, FeatureConfig(), 2)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "Checked 1000 of 1000 utterances"
    assert len(lines) == 10


def test_other_sample_rates_are_refused_on_request(tmp_path: Path) -> None:
    path = write_corpus(tmp_path, [1, 1], ["good", "day"])
    utterances = read_manifests([str(path)])
    check_utterances(utterances, ALPHABET, FeatureConfig(sample_rate_hz=8000))
    check_utterances(utterances, ALPHABET, FeatureConfig(), any_rate=False)
    with pytest.raises(
        ManifestError, match=r"row 2 of .*must have a sample rate of 8000 Hz.*Received: 16000"
    ):
        check_utterances(utterances, ALPHABET, FeatureConfig(sample_rate_hz=8000), any_rate=False)


@pytest.mark.parametrize("alphabet", [Alphabet.from_labels(" abcdefgh"), BytesAlphabet()])
def test_a_quote_that_is_not_closed(tmp_path: Path, alphabet: Alphabet) -> None:
    """Training names the likely reason in a readable message."""
    write_wav(tmp_path / "a.wav", 32000)
    rows = "".join(f"a.wav,1,abc{n}é\n" for n in range(3000))
    utterance = Utterance(str(tmp_path / "a.wav"), "row 2 of train.csv", 1, "abc\n" + rows)
    with pytest.raises(
        ManifestError, match=r"row 2 of .*over several lines: a quote that is not closed"
    ) as e:
        check_utterances([utterance], alphabet, FeatureConfig())
    assert len(str(e.value)) < 1000


def test_characters_outside_are_quoted_shortly(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", 32000)
    text = "".join(chr(number) for number in range(0x4E00, 0x4E00 + 9000))
    utterance = Utterance(str(tmp_path / "a.wav"), "row 2 of train.csv", 1, text)
    with pytest.raises(ManifestError, match=r"not in the alphabet.* and 8980 more. Received: ") as caught:
        check_utterances([utterance], Alphabet.from_labels("abc"), FeatureConfig())
    assert len(str(caught.value)) < 1000


def test_windows_paths_are_explained(tmp_path: Path) -> None:
    utterance = Utterance("clips\\a.wav", "row 2 of train.csv", 1, "abc", folder=str(tmp_path))
    with pytest.raises(ManifestError, match=r"cannot be read: .*backslashes as in Windows.*/: 'clips/a.wav'"):
        check_utterances([utterance], Alphabet.from_labels("abc"), FeatureConfig())
