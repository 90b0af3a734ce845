"""The steps of the demo; each prints and runs one command of the project."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from deepspeech_tf.errors import DeepSpeechError
from training.demo.options import REPOSITORY, Manifests, Options

PROGRAMS = Path(sys.executable).parent  # of the virtual environment
SCORER_ORDER = 4
BEAM_WIDTH = 500


class StepError(DeepSpeechError):
    """A command of the demo failed, after printing the reason."""


def run_step(command: list[str], *, quiet: bool = False) -> None:
    """Prints and runs one command; with `quiet`, its output is shown only if it fails.

    Raises:
        StepError: if the command fails.
    """
    print(f"  $ {shlex.join(_readable(command))}", flush=True)
    result = subprocess.run(
        command,
        cwd=REPOSITORY,
        check=False,
        text=True,
        errors="replace",
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if result.returncode:
        if quiet:
            print(result.stdout, file=sys.stderr)
        status = result.returncode
        how = f"exit status {status}" if status > 0 else f"signal {-status} (what is done is kept)"
        raise StepError(f"this command failed with {how}: {shlex.join(command)}")


def build_scorer(options: Options, text: Path, folder: Path) -> Path:
    """Builds `folder/kenlm.scorer` from `text` (one sentence per line); returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    run_step(
        [sys.executable, "data/lm/generate_lm.py", "--input_txt", str(text), "--output_dir", str(folder)]
        + ["--alphabet", str(options.alphabet)]
        + ["--top_k", "500000", "--arpa_order", str(SCORER_ORDER), "--max_arpa_memory", "20%"]
        + ["--arpa_prune", "0", "--binary_a_bits", "255", "--binary_q_bits", "8", "--binary_type", "trie"]
        + ["--discount_fallback"],
        quiet=True,
    )
    scorer = folder / "kenlm.scorer"
    run_step(
        [str(PROGRAMS / "generate_scorer_package"), "--alphabet", str(options.alphabet)]
        + ["--lm", str(folder / "lm.binary"), "--vocab", str(folder / "vocab-500000.txt")]
        + ["--package", str(scorer), "--default_alpha", "0.93", "--default_beta", "1.18"],
        quiet=True,
    )
    return scorer


def train(options: Options, manifests: Manifests, checkpoints: Path) -> None:
    """Trains, or resumes an interrupted training."""
    command = [sys.executable, "-m", "deepspeech_tf.train", "--train_files", str(manifests.train)]
    if manifests.dev is not None:
        command += ["--dev_files", str(manifests.dev), "--dev_batch_size", str(options.train_batch_size)]
    command += ["--checkpoint_dir", str(checkpoints), "--summary_dir", str(checkpoints / "summaries")]
    command += ["--alphabet_config_path", str(options.alphabet)]
    for name in ("n_hidden", "epochs", "learning_rate", "dropout_rate", "train_batch_size"):
        command += [f"--{name}", str(getattr(options, name))]
    run_step(command + list(options.more_train_flags))


def evaluate(options: Options, test: Path, checkpoints: Path, scorer: Path, report: Path) -> None:
    """Evaluates the checkpoint with the scorer on the whole test set; returns the word error rate."""
    run_step(
        [sys.executable, "-m", "deepspeech_tf.evaluate", "--test_files", str(test)]
        + ["--test_batch_size", str(options.train_batch_size), "--checkpoint_dir", str(checkpoints)]
        + ["--alphabet_config_path", str(options.alphabet), "--scorer_path", str(scorer)]
        + ["--beam_width", str(BEAM_WIDTH), "--report_count", "1", "--test_output_file", str(report)]
    )


def export(options: Options, checkpoints: Path, folder: Path, *, tflite: bool) -> None:
    """Writes `output_graph.tflite` (int8 weights) or `output_graph.pb` (float32) to `folder`."""
    run_step(
        [sys.executable, "-m", "deepspeech_tf.export", "--checkpoint_dir", str(checkpoints)]
        + ["--alphabet_config_path", str(options.alphabet), "--export_dir", str(folder)]
        + ["--export_beam_width", str(BEAM_WIDTH), "--export_language", "en"]
        + (["--export_tflite"] if tflite else [])
    )


def _readable(command: list[str]) -> list[str]:
    """The command as typed in the project folder."""
    start = f"{REPOSITORY}/"
    words = [word.removeprefix(start) for word in command]
    return ["python", *words[1:]] if command[0] == sys.executable else words
