"""The commands with the encoder `transformer`: features, weights to begin with, averages, export, client."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.checkpoint.restore import load_checkpoint
from deepspeech_tf.commandline.model_choice import model_to_train
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint
from tests.commandline.corpus import RATE_HZ, say, write_corpus
from tests.commandline.test_flags import parse
from tests.commandline.test_other_encoder import ENVIRONMENT, ROOT
from tests.encoders.whisper import Whisper
from tests.exporting.running import FrozenGraph, TfliteModel
from tests.native.client import load_model, need_client

OPTIONS = [
    f"--encoder_option={option}"
    for option in (
        "width=64", "n_blocks=2", "chunk_rows=10", "right_context=6", "left_context=20", "period=60",
        "n_convolutions=1", "dropout=0.05",
    )
]  # fmt: skip
FEATURES = FeatureConfig(feature_kind="log_mel", window_ms=25, step_ms=10, n_mels=40)
WEIGHT = "block_1/attention/projection/weights"


def run(command: str, *args: str, status: int = 0) -> str:
    """The log and output of the command."""
    done = subprocess.run(
        [sys.executable, "-m", f"deepspeech_tf.{command}", *args],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return f"{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("train", 24), ("dev", 6)]):
        write_corpus(folder, name, count, seed)
    return folder


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model in Whisper's format, with random weights."""
    return Whisper(n_features=40).file(tmp_path_factory.mktemp("whisper") / "model")


@pytest.fixture(scope="module")
def trained(corpus: Path, whisper: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the checkpoints, with an exported `.tflite` in it, and the log."""
    folder = tmp_path_factory.mktemp("checkpoints")
    log = run(
        "train", f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv",
        f"--checkpoint_dir={folder}", "--summary_dir=", "--encoder=transformer", *OPTIONS, "--n_mels=40",
        f"--init_from={whisper}", "--ema_decay=0.9", "--epochs=12", "--train_batch_size=4",
        "--dev_batch_size=3", "--learning_rate=0.003", "--lr_warmup_steps=5", "--clip_norm=1",
        "--augment", "frequency_mask[n=1,size=3]", "--augment", "time_mask[n=1,size=50,domain=features]",
        f"--export_dir={folder}/export", "--export_tflite", "--noexport_quantize", "--noshow_progressbar",
    )  # fmt: skip
    return folder, log


def losses(text: str) -> list[float]:
    return [float(loss) for loss in re.findall(r"validating model with loss ([\d.]+)", text)]


def test_training_learns(trained: tuple[Path, str], whisper: Path) -> None:
    folder, log = trained
    found = losses(log)
    assert len(found) > 3 and found[-1] < 0.6 * found[0], log
    assert f"weights from {whisper}" in log
    checkpoint = load_checkpoint(folder, "best")
    assert checkpoint is not None
    assert checkpoint.facts["features"] == {
        "sample_rate_hz": 16000, "window_ms": 25, "step_ms": 10, "n_cepstra": 26, "feature_kind": "log_mel",
        "n_mels": 40,
    }  # fmt: skip


def test_tests_and_exports_have_the_averages(trained: tuple[Path, str]) -> None:
    folder, _ = trained
    stored = load_checkpoint(folder, "best")
    assert stored is not None
    average = stored.tensors[f"{WEIGHT}/ExponentialMovingAverage"]
    assert 1e-5 < np.abs(average - stored.tensors[WEIGHT]).max() < 0.1
    taken = evaluation_checkpoint(str(folder), "best").tensors
    np.testing.assert_array_equal(taken[WEIGHT], average)
    assert not any("Average" in name for name in taken)


def test_training_goes_on(trained: tuple[Path, str], corpus: Path, whisper: Path) -> None:
    """Nothing has to be said of the model again; averages may begin and end."""
    folder, log = trained
    base = (
        "train", f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv", "--summary_dir=",
        "--epochs=1", "--train_batch_size=4", "--learning_rate=0.001", "--noshow_progressbar",
    )  # fmt: skip
    without = run(
        *base, f"--load_checkpoint_dir={folder}", f"--save_checkpoint_dir={folder}/more",
        f"--init_from={whisper}",
    )  # fmt: skip
    assert losses(without)[0] < losses(log)[2], without
    assert "is for a new model; this one continues from a checkpoint" in without
    assert not any("Average" in name for name in load_checkpoint(folder / "more", "last").tensors)
    again = run(*base, f"--checkpoint_dir={folder}/more", "--ema_decay=0.5")
    assert losses(again)[0] < losses(log)[2], again
    assert f"{WEIGHT}/ExponentialMovingAverage" in load_checkpoint(folder / "more", "last").tensors


def test_whisper_as_a_teacher(corpus: Path, whisper: Path, tmp_path: Path) -> None:
    """The teacher's loss counts in training only, and an interrupted run continues with the teacher."""
    base = (
        "train", f"--train_files={corpus}/train.csv", f"--dev_files={corpus}/dev.csv", "--summary_dir=",
        f"--checkpoint_dir={tmp_path}", "--encoder=transformer", *OPTIONS, "--n_mels=40",
        f"--init_from={whisper}", "--teacher_weight=1", "--train_batch_size=4", "--learning_rate=0.003",
        "--noshow_progressbar",
    )  # fmt: skip
    begun = run(*base, "--epochs=4")
    again = run(*base, "--epochs=2")
    assert losses(again)[-1] < losses(begun)[0]
    assert "is for a new model" not in again


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--encoder=transformer", "--teacher_weight=1"], "--teacher_weight must be 0 without a model in"),
        (["--teacher_weight=-1"], "--teacher_weight must be"),
        (["--teacher_weight=1", "--init_from=nowhere"], "the encoder deepspeech has random"),
    ],
)
def test_no_teacher(corpus: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    said = run(
        "train", f"--train_files={corpus}/train.csv", f"--checkpoint_dir={tmp_path}/new", "--summary_dir=",
        *arguments, status=1,
    )  # fmt: skip
    assert message in said, said


def test_every_form_computes_the_same(trained: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = trained
    exported = TfliteModel(folder / "export" / "output_graph.tflite")
    run("export", f"--checkpoint_dir={folder}", f"--export_dir={tmp_path / 'pb'}")
    frozen = FrozenGraph(tmp_path / "pb" / "output_graph.pb")
    features = np.random.default_rng(5).uniform(0, 1.5, (131, 40)).astype(np.float32)
    np.testing.assert_allclose(exported.probabilities(features), frozen.probabilities(features), atol=1e-4)


@pytest.mark.parametrize("portion", [160, 1111, 10**6])
def test_the_client_streams_it(trained: tuple[Path, str], portion: int) -> None:
    """Log-mel features, keys and values as state, a restart of the positions: as in the checkpoint."""
    from deepspeech_tf.audio.features import extract_features

    need_client()
    folder, _ = trained
    path = folder / "export" / "output_graph.tflite"
    samples = np.concatenate([say("no yes go on", np.random.default_rng(seed)) for seed in range(3)])
    features = extract_features(samples.astype(np.float32) / 32768, FEATURES).numpy()
    assert len(features) > 2 * 60 * 2  # two restarts
    wanted = TfliteModel(path).probabilities(features)
    model = load_model(path, scorer=False)
    model.setKeepEmissions(True)
    stream = model.createStream()
    for start in range(0, len(samples), portion):
        stream.feedAudioContent(samples[start : start + portion])
    received = stream.finishStreamWithEmissions()
    count = len(wanted)
    np.testing.assert_allclose(received.emissions.probabilities[:count], wanted, atol=2e-3)
    said = received.transcripts[0]
    text = "".join(token.text for token in said.tokens)
    assert text and said.tokens[-1].start_time <= len(samples) / RATE_HZ


def test_its_words_are_where_they_were_said(trained: tuple[Path, str]) -> None:
    """A row is two steps of 10 ms."""
    need_client()
    folder, _ = trained
    samples = np.concatenate([np.zeros(RATE_HZ, np.int16), say("yes", np.random.default_rng(3))])
    said = load_model(folder / "export" / "output_graph.tflite", scorer=False).sttWithMetadata(samples)
    tokens = said.transcripts[0].tokens
    assert tokens and all(0.7 < token.start_time < len(samples) / RATE_HZ for token in tokens)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--features=fft",), "--features must be one of mfcc, log_mel. Received: 'fft'"),
        (("--encoder=transformer", "--n_hidden=8"), "--n_hidden is an option of the encoder deepspeech"),
        (("--encoder=transformer", "--encoder_option=width=100"), "width must be a multiple of 64"),
    ],
)
def test_flags_that_are_refused(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        model_to_train(parse(f"--checkpoint_dir={tmp_path}", *arguments), Replicas())


@pytest.mark.parametrize(
    ("encoder", "folder", "message"),
    [
        ("transformer", "nowhere", "model.bin: cannot be read: No such file or directory"),
        ("transformer", "whisper", "width must be 64, as in this model. Received: 128"),
        ("deepspeech", "whisper", "--init_from must be empty: the encoder deepspeech has random"),
    ],
)
def test_models_that_cannot_be_the_beginning(
    corpus: Path, whisper: Path, tmp_path: Path, encoder: str, folder: str, message: str
) -> None:
    options = ["--encoder_option=width=128", "--n_mels=40"] if encoder == "transformer" else []
    source = whisper if folder == "whisper" else tmp_path / folder
    said = run(
        "train", f"--train_files={corpus}/train.csv", f"--checkpoint_dir={tmp_path}/new", "--summary_dir=",
        f"--encoder={encoder}", *options, f"--init_from={source}", status=1,
    )  # fmt: skip
    assert message in said, said
    assert not list(tmp_path.glob("new/*"))


def test_features_of_the_encoder_are_the_default(tmp_path: Path) -> None:
    model = model_to_train(parse(f"--checkpoint_dir={tmp_path}", "--encoder=transformer"), Replicas())
    assert model.features == FeatureConfig(feature_kind="log_mel", window_ms=25, step_ms=10)
    assert model.encoder.n_features == 80
    values = parse(
        f"--checkpoint_dir={tmp_path}", "--encoder=transformer", "--features=mfcc", "--feature_win_len=32"
    )
    model = model_to_train(values, Replicas())
    assert model.features == FeatureConfig(step_ms=10)
    assert model.encoder.n_features == 26
