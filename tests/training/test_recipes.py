"""The recipes of large corpora, each run from beginning to end on a fixture of the corpus' layout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from tests.importers.layouts.general import librispeech
from tests.importers.layouts.sound import text, tone
from tests.original import write_original_checkpoint
from tests.sets import ROOT

SMALL = ("--n_hidden=16", "--epochs=1", "--train_batch_size=2", "--dev_batch_size=2", "--noshow_progressbar")
LIBRARIES = ROOT / "native_client" / "python" / "ds_ctcdecoder" / "lib"

pytestmark = pytest.mark.skipif(not LIBRARIES.is_dir(), reason="the native client is not built")


def run(recipe: str, *arguments: object, **variables: str) -> str:
    environment = {
        **os.environ, "PYTHON": sys.executable, "CUDA_VISIBLE_DEVICES": "", "ORDER": "2", **variables,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "native_client" / "python")]),
    }  # fmt: skip
    command = ["bash", ROOT / "training" / recipe / "run.sh", *map(str, arguments)]
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout


def require_results(out: Path) -> None:
    """A model, its card, the report of the test, and no more training when it is run again."""
    assert (out / "model" / "output_graph.tflite").stat().st_size > 10_000
    assert list((out / "model").glob("*.md"))
    report = json.loads((out / "report" / "report.json").read_text(encoding="utf-8"))
    assert report
    assert "Test on" in (out / "test.txt").read_text()


def test_librispeech_960(tmp_path: Path) -> None:
    for name in ("train-clean-100", "train-other-500", "dev-clean", "test-clean"):
        librispeech(tmp_path / "data", name)
    run("librispeech960", tmp_path / "data", tmp_path / "out", *SMALL, "--precision=float32")
    rows = (tmp_path / "out" / "csv" / "train.csv").read_text().splitlines()
    assert len(rows) > 4 and any("train-other-500" in row for row in rows)
    require_results(tmp_path / "out")


def common_voice(folder: Path) -> None:
    """A language with a different alphabet."""
    columns = "client_id\tpath\tsentence_id\tsentence\tsentence_domain\tup_votes\tdown_votes\tage\tgender"
    sentences = ["Zażółć gęślą jaźń.", "Idę do domu?", "Kawa 3 razy", "Dzień dobry, panie!", "Łódź płynie."]
    for place, name in enumerate(("train", "dev", "test", "validated")):
        lines = [columns]
        for number, sentence in enumerate(sentences):
            key = f"common_voice_pl_{place}{number}"
            tone(folder / "clips" / f"{key}.mp3", 2.5, 32000)
            speaker = f"speaker{place}"
            lines.append(f"{speaker}\t{key}.mp3\ts{number}\t{sentence} {name}\t\t2\t0\t\t")
        text(folder / f"{name}.tsv", "\n".join(lines) + "\n")


def test_common_voice(tmp_path: Path) -> None:
    common_voice(tmp_path / "pl")
    readme = (ROOT / "training" / "common_voice" / "README.md").read_text(encoding="utf-8")
    validator = text(tmp_path / "polish.py", readme.split("```python\n")[1].split("```")[0])
    flags = (*SMALL, "--precision=float32")
    output = run("common_voice", tmp_path / "pl", tmp_path / "out", *flags, VALIDATOR=str(validator))
    labels = (tmp_path / "out" / "alphabet.txt").read_text(encoding="utf-8").splitlines()
    assert "ż" in labels and " " in labels and "Z" not in labels and "3" not in labels
    assert (tmp_path / "out" / "doctor" / "report.html").exists()
    assert "Kawa 3 razy" in (tmp_path / "out" / "left_out.csv").read_text(encoding="utf-8")
    assert "Test on" in output
    require_results(tmp_path / "out")


def corpus(folder: Path, sentences: tuple[str, ...]) -> Path:
    for name in ("train", "dev", "test"):
        rows = ["wav_filename,wav_filesize,transcript"]
        for number, sentence in enumerate(sentences):
            path = tone(folder / f"{name}{number}.wav", 2 + number / 5)
            rows.append(f"{path},{path.stat().st_size},{sentence}")
            assert soundfile.info(path).samplerate == 16000
        text(folder / f"{name}.csv", "\n".join(rows) + "\n")
    return folder


def test_transfer(tmp_path: Path) -> None:
    german = corpus(tmp_path / "german", ("grüß gott", "schöne tage", "über allen gipfeln"))
    alphabet = text(tmp_path / "german.txt", "".join(f"{c}\n" for c in " abcdefghijklmnopqrstuvwxyzäöüß"))
    checkpoints = tmp_path / "english"
    checkpoints.mkdir()
    write_original_checkpoint(checkpoints)
    run("transfer", checkpoints, german, alphabet, tmp_path / "out", *SMALL[1:])
    require_results(tmp_path / "out")
    run(
        "transfer", checkpoints, german, alphabet, tmp_path / "out", *SMALL[1:]
    )  # continues with its own checkpoint


def test_english(tmp_path: Path) -> None:
    """Without synthetic speech and Whisper's weights, which are downloads."""
    out = tmp_path / "out"
    for name in ("train-clean-100", "dev-clean", "test-clean"):
        librispeech(out / "corpora", name)
    flags = ("--encoder_option=width=64", "--encoder_option=n_blocks=1", "--noshow_progressbar")
    choices = {"WHISPER": "none", "EPOCHS": "1", "TRIALS": "2", "PRUNE": "0"}
    output = run("english", out, *flags, SHARED=str(tmp_path / "absent"), **choices)
    assert "Test on" in output
    for name in ("english.tflite", "english.scorer"):
        assert (out / "model" / name).stat().st_size > 10_000 or name.endswith("scorer")
    trained = (out / "checkpoints" / "loss_curve.json").read_bytes()
    assert "Test on" in run("english", out, *flags, SHARED=str(tmp_path / "absent"), **choices)
    assert (out / "checkpoints" / "loss_curve.json").read_bytes() == trained
