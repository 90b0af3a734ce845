"""Folders and files by any name, locales and outputs of any kind: training, tests, export, conversion."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.checkpoint.restore import load_checkpoint
from tests.commandline.corpus import WORDS, write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT

KOREAN = dict(zip(WORDS, ("아니", "네", "가", "위"), strict=True))
LETTERS = sorted({letter for word in KOREAN.values() for letter in word} | {" "})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Korean transcripts, names of audio files that are not ASCII, and a folder that looks like a pattern."""
    folder = tmp_path_factory.mktemp("corpus") / "d[a]t\\a*?"
    for seed, (name, count) in enumerate([("train", 8), ("dev", 2), ("test", 4)]):
        manifest = write_corpus(folder, name, count, seed)
        with open(manifest, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with open(manifest, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for audio, size, text in rows:
                renamed = audio.replace(".wav", "é.wav")
                os.rename(folder / audio, folder / renamed)
                writer.writerow((renamed, size, " ".join(KOREAN[word] for word in text.split())))
    (folder / "alphabet.txt").write_text("".join(f"{letter}\n" for letter in LETTERS), encoding="utf-8")
    return folder


def command(name: str, corpus: Path, place: Path, *more: str) -> list[str]:
    return [
        sys.executable, "-m", f"deepspeech_tf.{name}", f"--alphabet_config_path={corpus}/alphabet.txt",
        f"--checkpoint_dir={place}", "--n_hidden=8", "--noshow_progressbar", *more,
    ]  # fmt: skip


def training(corpus: Path, place: Path, *more: str) -> list[str]:
    return command(
        "train",
        corpus,
        place,
        f"--train_files={corpus}/train.csv",
        "--train_batch_size=4",
        "--epochs=1",
        *more,
    )


def call(
    arguments: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        arguments, cwd=ROOT, env={**ENVIRONMENT, **(environment or {})}, capture_output=True, timeout=240,
        check=False,
    )  # fmt: skip


def test_every_command_works_in_a_folder_of_any_name(corpus: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"a[b]\\c\xff*? \n{%20}") + "한"
    place = tmp_path / name
    result = call(
        training(
            corpus, place, f"--dev_files={corpus}/dev.csv", f"--test_files={corpus}/test.csv",
            f"--summary_dir={place}/summaries", f"--feature_cache={place}-cache", "--export_savedmodel",
            f"--export_dir={place}/export/", f"--report_dir={place}/report/",
            f"--test_output_file={place}-results.json",
        )
    )  # fmt: skip
    assert result.returncode == 0, result.stderr.decode()
    for file in ("export/saved_model.pb", "report/report.html", "summaries/train", "train-2.index"):
        assert (place / file).exists(), file
    assert place.with_name(f"{name}-results.json").stat().st_size
    assert b"damaged" not in result.stdout + result.stderr

    old = place / "old[1]"
    result = call(command("convert_checkpoint", corpus, place, f"--save_checkpoint_dir={old}"))
    assert result.returncode == 0, result.stderr.decode()
    link = tmp_path / "link"
    link.symlink_to(old)
    result = call(command("evaluate", corpus, link, f"--test_files={corpus}/test.csv"))
    assert result.returncode == 0 and b"Loading best" in result.stdout, result.stderr.decode()
    result = call(command("export", corpus, old, f"--export_dir={place}/pb", "--export_tflite"))
    assert result.returncode == 0 and (place / "pb" / "output_graph.tflite").is_file(), result.stderr.decode()


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_transcripts_that_the_output_cannot_encode(
    corpus: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    place = tmp_path / "c"
    tested = [f"--test_files={corpus}/test.csv", f"--test_output_file={tmp_path}/o.json", "--summary_dir="]
    result = call(training(corpus, place, *tested, f"--export_dir={tmp_path}/e"), environment)
    assert result.returncode == 0, result.stderr.decode()
    assert b"\\ub124" in result.stdout and (tmp_path / "e" / "output_graph.pb").is_file()
    assert "네" in (tmp_path / "o.json").read_text(encoding="utf-8")
    result = call([sys.executable, "-m", "deepspeech_tf.doctor", f"--train_files={corpus}/train.csv",
                   f"--alphabet_config_path={corpus}/alphabet.txt"], environment)  # fmt: skip
    assert b"Traceback" not in result.stderr and b"cannot be read" not in result.stderr + result.stdout


def test_a_continued_training_keeps_its_layer_norm(corpus: Path, tmp_path: Path) -> None:
    """Without the flag the norm would be dropped without a word; every contradiction names both sides."""
    normed, plain = tmp_path / "normed", tmp_path / "plain"
    assert call(training(corpus, normed, "--layer_norm", "--summary_dir=")).returncode == 0
    assert call(training(corpus, normed, "--summary_dir=")).returncode == 0
    continued = load_checkpoint(normed, "last")
    assert continued is not None and continued.facts["model"]["layer_norm"]
    assert (continued.tensors["layer_1/LayerNorm/gamma"] != 1).any()
    assert "--layer_norm\n" in (normed / "flags.txt").read_text()
    before = sorted(path.name for path in normed.iterdir())
    result = call(training(corpus, normed, "--summary_dir=", "--nolayer_norm"))
    assert result.returncode == 1
    assert b"trained with --layer_norm. Received: --nolayer_norm" in result.stderr
    assert sorted(path.name for path in normed.iterdir()) == before
    assert call(training(corpus, plain, "--summary_dir=")).returncode == 0
    result = call(training(corpus, plain, "--summary_dir=", "--layer_norm"))
    assert result.returncode == 1
    assert b"trained with --nolayer_norm. Received: --layer_norm" in result.stderr

    tests = f"--test_files={corpus}/test.csv"
    result = call(command("evaluate", corpus, normed, tests, "--nolayer_norm"))
    assert result.returncode == 1
    assert b"trained with --layer_norm. Received: --nolayer_norm" in result.stderr
    # What is not said is found in the checkpoint.
    assert call(command("evaluate", corpus, normed, tests)).returncode == 0
