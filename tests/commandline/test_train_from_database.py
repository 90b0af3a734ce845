"""Training from sample databases is training from the same recordings as files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.recode import Recoding, recode
from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT


def store(manifest: Path, speech_type: str = WAV_TYPE) -> Path:
    """The database beside a CSV file with the same samples in the same order."""
    target = manifest.with_suffix(".sdb")
    with SampleDatabaseWriter(str(target), speech_type) as writer:
        for place, utterance in enumerate(read_manifests([manifest])):
            writer.add(recode(Recoding(speech_type), utterance, place), utterance.transcript)
    return target


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("one", 9), ("two", 7), ("dev", 4)]):
        store(write_corpus(folder, name, count, seed))
    return folder


def train(corpus: Path, checkpoints: Path, files: str, dev: str, *more: str) -> str:
    """Trains two epochs; returns stderr."""
    result = subprocess.run(
        [
            sys.executable, "-m", "deepspeech_tf.train",
            "--train_files=" + ",".join(str(corpus / name) for name in files.split(",")),
            f"--dev_files={corpus / dev}", f"--checkpoint_dir={checkpoints}", "--summary_dir=",
            "--n_hidden=16", "--epochs=2", "--train_batch_size=4", "--dev_batch_size=2",
            "--learning_rate=0.01", "--noshow_progressbar", *more,
        ],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stderr


def losses(checkpoints: Path) -> list[list[float]]:
    points = json.loads((checkpoints / "loss_curve.json").read_text())
    return [[point["train_loss"], point["dev_loss"]] for point in points]


def test_same_losses_as_from_files(corpus: Path, tmp_path: Path) -> None:
    train(corpus, tmp_path / "files", "one.csv,two.csv", "dev.csv")
    tested = ["--scorer_path=", f"--test_files={corpus / 'two.sdb'}", f"--report_dir={tmp_path / 'report'}"]
    message = train(
        corpus, tmp_path / "stored", "one.sdb,two.csv", "dev.sdb", "--cache_for_epochs=2",
        f"--feature_cache={tmp_path / 'cache'}", f"--test_output_file={tmp_path / 'out.json'}", *tested,
    )  # fmt: skip
    output = json.loads((tmp_path / "out.json").read_text())
    assert len(output) == 7 and all("two.sdb:" in sample["wav_filename"] for sample in output)
    assert losses(tmp_path / "stored") == losses(tmp_path / "files") and "E " not in message


def test_a_damaged_database_of_opus_trains_with_what_is_left(corpus: Path, tmp_path: Path) -> None:
    target = store(write_corpus(tmp_path, "opus", 12, 7), OPUS_TYPE)
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) * 2 // 3])
    message = train(tmp_path, tmp_path / "c", "opus.sdb", str(corpus / "dev.csv"))
    assert "opus.sdb: damaged" in message and "Samples before the damage: " in message
    assert len(losses(tmp_path / "c")) == 2
