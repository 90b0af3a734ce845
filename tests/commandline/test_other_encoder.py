"""The commands with an encoder that only the tests have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.checkpoint.restore import load_checkpoint
from deepspeech_tf.commandline.model_choice import model_to_train
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.text.alphabet import Alphabet
from tests.commandline.corpus import write_corpus
from tests.commandline.test_flags import parse
from tests.encoders.causal import CausalConfig, register_causal
from tests.exporting.contract import Contract

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "native_client" / "python")]),
    "CUDA_VISIBLE_DEVICES": "",
}
ALPHABET = Alphabet.from_file(ROOT / "data" / "alphabet.txt")


def run(command: str, *args: str) -> str:
    """The log and output of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.encoders.command", command, *args],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return f"{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("train", 24), ("dev", 6), ("test", 6)]):
        write_corpus(folder, name, count, seed)
    return folder


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the checkpoints, with an exported `.tflite` in it, and the log of training and test."""
    folder = tmp_path_factory.mktemp("checkpoints")
    log = run(
        "train", f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv",
        f"--test_files={corpus}/test.csv", f"--checkpoint_dir={folder}", "--summary_dir=", "--encoder=causal",
        "--encoder_option=width=40", "--epochs=15", "--train_batch_size=4", "--dev_batch_size=3",
        "--learning_rate=0.01", "--noshow_progressbar", "--test_batch_size=4",
        f"--export_dir={folder}/export", "--export_tflite", "--noexport_quantize",
    )  # fmt: skip
    return folder, log


def losses(text: str) -> list[float]:
    return [float(loss) for loss in re.findall(r"validating model with loss ([\d.]+)", text)]


def test_training_learns(trained: tuple[Path, str]) -> None:
    folder, log = trained
    found = losses(log)
    assert len(found) > 5 and found[-1] < 0.5 * found[0], log
    wer = re.search(r"Test on .* - WER: ([\d.]+), CER: ([\d.]+), loss: ([\d.]+)", log)
    assert wer and float(wer.group(2)) < 0.8, log
    checkpoint = load_checkpoint(folder, "best")
    assert checkpoint is not None
    assert checkpoint.tensors["front/weights"].shape == (208, 40)
    assert checkpoint.tensors["front/weights/Adam"].shape == (208, 40)


def test_training_goes_on(trained: tuple[Path, str], corpus: Path) -> None:
    """Nothing has to be said of the model again."""
    folder, log = trained
    again = run(
        "train", f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv",
        f"--load_checkpoint_dir={folder}", f"--save_checkpoint_dir={folder}/more", "--summary_dir=",
        "--epochs=1", "--train_batch_size=4", "--noshow_progressbar",
    )  # fmt: skip
    assert losses(again)[0] < losses(log)[2], again


def test_layers_are_dropped(trained: tuple[Path, str], corpus: Path) -> None:
    folder, _ = trained
    again = run(
        "train", f"--train_files={corpus}/train.csv", f"--load_checkpoint_dir={folder}",
        f"--save_checkpoint_dir={folder}/dropped", "--summary_dir=", "--epochs=1",
        "--drop_source_layers=2", "--noshow_progressbar", "--limit_train=1",
    )  # fmt: skip
    fresh = set(re.findall(r"Initializing variable: (\S+)", again))
    assert {name for name in fresh if "/Adam" not in name} >= {
        "position/weights",
        "output/weights",
        "output/bias",
    }
    assert not any(name.startswith("front/") for name in fresh)


def test_exports(trained: tuple[Path, str], tmp_path: Path) -> None:
    """Every form has the probabilities of the checkpoint."""
    folder, _ = trained
    register_causal()
    checkpoint = load_checkpoint(folder, "best")
    assert checkpoint is not None
    config = CausalConfig(n_labels=len(ALPHABET), width=40)
    contract = Contract(config, dict(checkpoint.tensors), tmp_path)
    features = 10 * np.random.default_rng(5).standard_normal((51, 26)).astype(np.float32)
    whole = contract.whole(features)
    from tests.exporting.running import FrozenGraph, TfliteModel

    exported = TfliteModel(folder / "export" / "output_graph.tflite")
    np.testing.assert_allclose(exported.probabilities(features), whole, atol=1e-4)
    log = run("export", f"--checkpoint_dir={folder}", f"--export_dir={tmp_path / 'pb'}")
    assert "Model exported to" in log, log
    frozen = FrozenGraph(tmp_path / "pb" / "output_graph.pb")
    np.testing.assert_allclose(frozen.probabilities(features), whole, atol=1e-4)


def test_utterance_with_too_few_rows_is_refused(corpus: Path, tmp_path: Path) -> None:
    """Enough frames for the transcript, but not enough rows of outputs."""
    header, row = (corpus / "train.csv").read_text().splitlines()[:2]
    path, size, _ = row.split(",")
    frames = (int(size) - 44) // 2 // 320 - 1
    transcript = "ab" * (frames * 3 // 8)  # three labels in four frames
    manifest = corpus / "dense.csv"
    manifest.write_text(f"{header}\n{path},{size},{transcript}\n")
    args = (f"--train_files={manifest}", f"--checkpoint_dir={tmp_path}", "--summary_dir=", "--epochs=1")
    refused = run("train", *args, "--encoder=causal", "--noshow_progressbar")
    needed = 2 * (len(transcript) - 1) + 1
    assert f"too short for its transcript: CTC needs {needed} frames of 20 ms" in refused, refused
    told = run("doctor", f"--train_files={manifest}", "--encoder=causal")
    assert f"expected at least {needed} frames of 20 ms" in told, told
    assert "frames of 20 ms" not in run("doctor", f"--train_files={manifest}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--encoder=other",), "--encoder must be one of deepspeech, transformer, causal. Received: 'other'"),
        (("--encoder=causal", "--n_hidden=8"), "--n_hidden is an option of the encoder deepspeech"),
        (
            ("--encoder=causal", "--encoder_option=depth=1"),
            "must be one of width=…, dropout=…. Received: 'depth=1'",
        ),
        (("--encoder=causal", "--encoder_option=width=wide"), "expected an integer. Received: 'wide'"),
        (("--encoder=causal", "--encoder_option=width=0"), "width must be at least 1. Received: 0"),
        (("--encoder_option=n_hidden=8", "--n_hidden=9"), "the option n_hidden was given twice"),
    ],
)
def test_options_that_are_refused(tmp_path: Path, arguments: tuple[str], message: str) -> None:
    register_causal()
    with pytest.raises(ConfigError, match=re.escape(message)):
        model_to_train(parse(f"--checkpoint_dir={tmp_path}", *arguments), Replicas())
