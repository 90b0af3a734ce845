"""An exported model on a test set, as the native client transcribes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import AudioError, ConfigError, ExportError
from deepspeech_tf.evaluation.exported import ClientConfig, evaluate_exported, in_form_of, write_dump

ROOT = Path(__file__).parents[2]
DIGITS = ROOT / "models" / "digits"
WAV = DIGITS / "nine_two_eight_three_zero_five.wav"
SAID = "nine two eight three zero five"
MODEL, SCORER = str(DIGITS / "digits.tflite"), str(DIGITS / "digits.scorer")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "test.csv"
    rows = [
        f"{WAV},{WAV.stat().st_size},{SAID}",
        f"{WAV},{WAV.stat().st_size},nine one eight three zero five",
    ]
    path.write_text("\n".join(["wav_filename,wav_filesize,transcript", *rows]) + "\n")
    return path


@pytest.mark.parametrize("scorer", ["", SCORER])
def test_results(manifest: Path, scorer: str, tmp_path: Path) -> None:
    results = evaluate_exported(read_manifests([manifest]), ClientConfig(MODEL, scorer), threads=2)
    assert [one.src for one in results] == [SAID, "nine one eight three zero five"]
    assert results[0].res == results[1].res
    if scorer:
        assert [one.word_distance for one in results] == [0, 1]
    write_dump(tmp_path / "dump", results)
    assert (tmp_path / "dump.txt").read_text().splitlines()[0] == f"{WAV} {SAID}"
    assert (tmp_path / "dump.out").read_text() == f"{WAV} {results[0].res}\n" * 2


def test_weights_matter(manifest: Path) -> None:
    utterances = read_manifests([manifest])
    strange = ClientConfig(MODEL, SCORER, beam_width=8, lm_alpha=0.0, lm_beta=-50.0)
    assert len(evaluate_exported(utterances, strange)[0].res) < len(SAID)


def test_complaints(manifest: Path, tmp_path: Path) -> None:
    utterances = read_manifests([manifest])
    with pytest.raises(ConfigError, match="both scorer weights"):
        ClientConfig(MODEL, SCORER, lm_alpha=1.0)
    with pytest.raises(ConfigError, match="expected a scorer"):
        ClientConfig(MODEL, lm_alpha=1.0, lm_beta=1.0)
    with pytest.raises(ExportError, match=r"nine.*wav"):
        evaluate_exported(utterances, ClientConfig(str(WAV)))
    with pytest.raises(ExportError, match="EnableExternalScorer"):
        evaluate_exported(utterances, ClientConfig(MODEL, MODEL))
    (tmp_path / "broken.wav").write_bytes(b"no audio")
    manifest.write_text("wav_filename,wav_filesize,transcript\nbroken.wav,8,one\n")
    with pytest.raises(AudioError, match=r"row 2 of .*test\.csv"):
        evaluate_exported(read_manifests([manifest]), ClientConfig(MODEL))


def test_command(manifest: Path, tmp_path: Path) -> None:
    command = [sys.executable, "bin/evaluate_tflite.py", "--model", MODEL, "--scorer", SCORER]
    command += ["--csv", str(manifest), "--test_output_file", str(tmp_path / "out.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Test on {manifest} - WER: 0.083333, CER: ")
    assert (tmp_path / "out.json").is_file()
    command[command.index(MODEL)] = "nothing.tflite"
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "E --model cannot be read: No such file or directory; expected an exported .tflite file. "
        "Received: nothing.tflite"
    )


def test_accents_are_compared_in_one_form() -> None:
    composed, apart = "\u00e9t\u00e9", "e\u0301te\u0301"
    for heard in (composed, apart):
        assert in_form_of(heard, composed) == in_form_of(heard, apart) == heard
    assert in_form_of("\u0958e\u0301", apart) == apart  # of neither form
