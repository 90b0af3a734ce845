"""An exported model on a test set, as the native client transcribes it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import AudioError, ConfigError, ExportError
from deepspeech_tf.evaluation.exported import ClientConfig, evaluate_exported, in_form_of, write_dump

ROOT = Path(__file__).parents[2]
DIGITS = ROOT / "models" / "digits"
WAV = DIGITS / "nine_two_eight_three_zero_five.wav"
CLASSES = 7  # of the models for fuzzing
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


def with_nan(model: Path, target: Path, is_wanted: Callable[[np.ndarray], bool]) -> str:
    """Writes a copy of a model in which one value of the first such weight is NaN."""
    content = bytearray(model.read_bytes())
    interpreter = Interpreter(model_path=str(model))
    for tensor in interpreter.get_tensor_details():
        try:
            values = interpreter.get_tensor(tensor["index"])
        except ValueError:
            continue
        if values.dtype in (np.float32, np.float16) and values.size > 8 and is_wanted(values):
            place = content.find(values.tobytes())
            assert place >= 0
            nan = values.dtype.type(np.nan).tobytes()
            content[place : place + len(nan)] = nan
            target.write_bytes(content)
            return str(target)
    raise AssertionError("there is no such weight")


def test_weights_that_are_not_finite(manifest: Path, tmp_path: Path) -> None:
    """Activations may hide them: then nothing would be transcribed, with status 0."""
    damaged = with_nan(Path(MODEL), tmp_path / "nan.tflite", lambda values: values.ndim == 2)
    command = [sys.executable, "bin/evaluate_tflite.py", "--model", damaged, "--csv", str(manifest)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith(
        f"E {damaged}: weights must be finite numbers. Received: 1 of "
    )


def test_outputs_that_are_not_finite(tmp_path: Path) -> None:
    from deepspeech import DeepSpeechError, Model

    seed = ROOT / "native_client" / "fuzz" / "seeds" / "tflite" / "float32.tflite"
    damaged = with_nan(seed, tmp_path / "nan.tflite", lambda values: values.shape[0] == CLASSES)
    with pytest.raises(DeepSpeechError) as caught:
        Model(damaged).stt(np.ones(16000, np.int16))
    assert "computes NaN or infinity" in caught.value.details
