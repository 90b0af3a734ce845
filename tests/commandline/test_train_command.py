"""The commands as a person runs them, on a corpus small enough for seconds."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.commandline.corpus import write_corpus

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "native_client" / "python")]),
    "CUDA_VISIBLE_DEVICES": "",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("train", 24), ("dev", 6), ("test", 6)]):
        write_corpus(folder, name, count, seed)
    return folder


def arguments(corpus: Path, checkpoints: Path, *more: str, epochs: int = 3) -> list[str]:
    return [
        f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv",
        f"--checkpoint_dir={checkpoints}", "--summary_dir=", "--n_hidden=24", f"--epochs={epochs}",
        "--train_batch_size=4", "--dev_batch_size=3", "--learning_rate=0.01", "--noshow_progressbar", *more,
    ]  # fmt: skip


def run(command: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"deepspeech_tf.{command}", *args],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def curve(checkpoints: Path) -> list[tuple[float, float]]:
    points = json.loads((checkpoints / "loss_curve.json").read_text())
    return [(point["train_loss"], point["dev_loss"]) for point in points]


def test_find_batch_size(corpus: Path, tmp_path: Path) -> None:
    result = run("train", *arguments(corpus, tmp_path / "c", "--find_batch_size", epochs=1))
    assert result.returncode == 0, result.stderr
    found = re.search(
        r"Of the longest utterances \([\d.]+ s\) a batch of (\d+) fits", result.stdout + result.stderr
    )
    assert found and int(found.group(1)) > 4
    more = [f"--train_batch_size={10**7}", "--find_batch_size"]
    result = run("train", *arguments(corpus, tmp_path / "d", *more, epochs=1))
    assert result.returncode == 1
    assert "do not fit into memory: --train_batch_size must be at most" in result.stderr


def test_train_logs_what_users_grep_for(corpus: Path, tmp_path: Path) -> None:
    summaries = tmp_path / "summaries"
    metrics = f"--metrics_files={corpus / 'dev.csv'}"
    result = run("train", *arguments(corpus, tmp_path / "c", f"--summary_dir={summaries}", metrics))
    assert result.returncode == 0, result.stderr
    for line in (
        "I Could not find best validating checkpoint.",
        "I Could not find most recent checkpoint.",
        "I Initializing all variables.",
        "I STARTING Optimization",
        "I Saved new best validating model with loss ",
        "I FINISHED optimization in 0:00:",
    ):
        assert line in result.stdout, line
    rates = re.search(r"I Metrics epoch 0 on .*dev.csv - WER: ([0-9.]+), CER: ([0-9.]+)", result.stdout)
    assert rates and 0 < float(rates.group(2)) <= 1
    assert (tmp_path / "c" / "flags.txt").is_file()
    assert sorted(p.name for p in summaries.iterdir()) == ["dev", "metrics", "train"]
    again = run("train", *arguments(corpus, tmp_path / "c", epochs=1))
    assert again.returncode == 0, again.stderr
    assert "I Loading best validating checkpoint from" in again.stdout


def test_a_killed_run_continues_with_the_same_losses(corpus: Path, tmp_path: Path) -> None:
    dropout = ("--dropout_rate=0.1", "--checkpoint_secs=1")
    whole = run("train", *arguments(corpus, tmp_path / "whole", *dropout, epochs=6))
    assert whole.returncode == 0, whole.stderr
    cut = tmp_path / "cut"
    command = [sys.executable, "-m", "deepspeech_tf.train", *arguments(corpus, cut, *dropout, epochs=6)]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while not list(cut.glob("train-*.index")) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert list(cut.glob("train-*.index")), "no checkpoint before the kill"
    resumed = run("train", *arguments(corpus, cut, *dropout, epochs=6))
    assert resumed.returncode == 0, resumed.stderr
    assert "Continuing the interrupted run" in resumed.stdout
    assert len(curve(cut)) == 6
    for got, wanted in zip(curve(cut), curve(tmp_path / "whole"), strict=True):
        assert got == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (["--train_files=/no/such.csv"], "/no/such.csv"),
        (["--bytes_output_mode", "--alphabet_config_path=a", "--test_files=x.csv"], "bytes_output_mode"),
        (["--alphabet_config_path=/no/alphabet.txt", "--train_files=x.csv"], "alphabet"),
        (["--no_such_flag=1"], "no_such_flag"),
        ([], "nothing to do"),
        (["--scorer_path=/no/scorer", "--test_files=x.csv"], "scorer"),
        (["stray"], "stray"),
    ],
)
def test_bad_flags_end_in_one_message(flags: list[str], complaint: str) -> None:
    result = run("train", *flags)
    assert result.returncode == 1
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


def test_export_zip_and_the_feature_cache(corpus: Path, tmp_path: Path) -> None:
    export = ("--export_zip", f"--export_dir={tmp_path}/model")
    cache = f"--feature_cache={tmp_path}/cache"
    result = run("train", *arguments(corpus, tmp_path / "c", cache, *export, "--dropout_rate4=0.1", epochs=1))
    assert result.returncode == 0, result.stderr
    assert "W --dropout_rate4 has no effect" in result.stderr + result.stdout
    assert (tmp_path / "cache.sqlite").stat().st_size > 10_000
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert archive.namelist() == ["author_model_0.0.1.md", "config.json", "output_graph.tflite"]
        card = archive.read("author_model_0.0.1.md").decode()
        archive.extract("config.json", tmp_path)
    assert f"| `--train_files` | {corpus}/train.csv |" in card and "| best validation loss | " in card
    # The flag file repeats the training; here it continues from its end, in another folder.
    config = (f"--config={tmp_path}/config.json", f"--save_checkpoint_dir={tmp_path}/d", "--export_dir=")
    repeated = run("train", *config, "--noexport_zip", "--epochs=1", "--train_batch_size=8")
    assert repeated.returncode == 0, repeated.stderr
    stored = (tmp_path / "d" / "flags.txt").read_text()
    assert "--n_hidden=24\n" in stored and "--train_batch_size=8\n" in stored
    again = run("train", *arguments(corpus, tmp_path / "c", *export, epochs=1))
    assert again.returncode == 1 and "--export_zip needs an empty" in again.stderr
    rate = ("--nonormalize_sample_rate", "--audio_sample_rate=8000")
    other = run("train", *arguments(corpus, tmp_path / "c8", *rate))
    assert other.returncode == 1
    assert "30 of 30 utterances cannot be used" in other.stderr and "sample rate of 8000 Hz" in other.stderr


def test_a_checkpoint_is_converted(corpus: Path, tmp_path: Path) -> None:
    assert run("train", *arguments(corpus, tmp_path / "c", epochs=1)).returncode == 0
    folders = (f"--checkpoint_dir={tmp_path}/c", f"--save_checkpoint_dir={tmp_path}/old")
    result = run("convert_checkpoint", *folders)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "old" / "alphabet.txt").read_text() == (tmp_path / "c" / "alphabet.txt").read_text()
    again = run("convert_checkpoint", *folders)
    assert again.returncode == 1 and "without checkpoints" in again.stderr
    same = run("convert_checkpoint", folders[0], f"--save_checkpoint_dir={tmp_path}/c")
    assert same.returncode == 1 and "another folder" in same.stderr


def test_evaluate_wants_test_files_and_a_checkpoint(corpus: Path, tmp_path: Path) -> None:
    assert "--test_files" in run("evaluate").stderr
    result = run("evaluate", f"--test_files={corpus}/test.csv", f"--checkpoint_dir={tmp_path}")
    assert result.returncode == 1 and "checkpoint" in result.stderr and "Traceback" not in result.stderr


def test_one_manifest_is_divided_and_a_saved_model_exported(tmp_path: Path) -> None:
    source = write_corpus(tmp_path / "data", "all", 30, 7)
    flags = [
        f"--auto_input_dataset={source}", f"--checkpoint_dir={tmp_path / 'c'}", "--summary_dir=",
        "--n_hidden=24", "--train_batch_size=4", "--noshow_progressbar", "--epochs=1",
        f"--export_dir={tmp_path / 'e'}", "--export_savedmodel",
    ]  # fmt: skip
    result = run("train", *flags)
    assert result.returncode == 0, result.stderr
    for name in ("train", "dev", "test"):
        assert (source.parent / f"{name}.csv").is_file()
    assert (source.parent / "alphabet.txt").read_text() == " \n" + "\n".join("egnosy") + "\n"
    assert "Test on" in result.stdout
    assert (tmp_path / "e" / "saved_model.pb").is_file()
    assert (tmp_path / "e" / "alphabet.txt").read_text() == (source.parent / "alphabet.txt").read_text()
    result = run("train", *flags, f"--test_files={source}")
    assert result.returncode == 1
    assert "--auto_input_dataset and --test_files exclude each other" in result.stderr
    result = run("train", *flags, "--export_tflite")
    assert "--export_savedmodel excludes --export_tflite" in result.stderr
