"""Compares the validation loss with DeepSpeech 0.9.3: same data, same hyperparameters, several seeds.

Run as `python benchmarks/dev_loss.py` from the repository's root; `--write` saves the result. Interrupted
runs resume. The curve of 0.9.3 and the sets are those of `../shared/golden`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from tests.sets import LARGER  # noqa: E402

HYPER_PARAMETERS = (
    "--n_hidden=128", "--train_batch_size=10", "--dev_batch_size=20", "--learning_rate=0.002",
    "--dropout_rate=0.05", "--batch_order=sorted",
)  # fmt: skip
# 0.9.3 drops a smaller last batch; with 400 training utterances there is none.


@dataclass(frozen=True)
class Run:
    """One training: validation loss of each epoch, and error rates of the best checkpoint."""

    name: str
    dev_losses: list[float]
    wer: float
    wer_with_scorer: float

    @property
    def best(self) -> tuple[float, int]:
        """Lowest loss and its epoch."""
        epoch = int(np.argmin(self.dev_losses))
        return self.dev_losses[epoch], epoch


def train(golden: Path, folder: Path, seed: int, epochs: int) -> Run:
    """Trains with a seed, unless already done, and tests the best checkpoint."""
    checkpoints, done = folder / f"seed{seed}", folder / f"seed{seed}.done"
    if not done.exists():
        run_module(
            "train", *HYPER_PARAMETERS, f"--epochs={epochs}", f"--random_seed={seed}", "--noshow_progressbar",
            f"--train_files={golden / 'corpus/train.csv'}", f"--dev_files={golden / 'corpus/dev.csv'}",
            f"--alphabet_config_path={golden / 'alphabet.txt'}", f"--checkpoint_dir={checkpoints}",
        )  # fmt: skip
        done.touch()
    curve = json.loads((checkpoints / "loss_curve.json").read_text(encoding="utf-8"))
    losses = [point["dev_loss"] for point in curve]
    return Run(f"seed {seed}", losses, *error_rates(golden, checkpoints))


def error_rates(golden: Path, checkpoints: Path) -> tuple[float, float]:
    """WER on the 20 test utterances without and with the scorer, beam width 1024."""
    rates = []
    for scorer in ("", str(golden / "kenlm.scorer")):
        output = run_module(
            "evaluate", f"--test_files={golden / 'test.csv'}", f"--checkpoint_dir={checkpoints}",
            "--load_evaluate=best", "--beam_width=1024", f"--scorer_path={scorer}",
            f"--alphabet_config_path={golden / 'alphabet.txt'}", "--noshow_progressbar",
        )  # fmt: skip
        match = re.search(r"WER: ([\d.]+)", output)
        if match is None:
            raise SystemExit(f"E the evaluation printed no WER:\n{output}")
        rates.append(float(match.group(1)))
    return rates[0], rates[1]


def run_module(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", f"deepspeech_tf.{module}", *arguments]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"E {' '.join(command)} ended with {result.returncode}:\n{result.stdout[-2000:]}")
    return result.stdout


def plot(original: Run, ours: list[Run], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for run in ours:
        axes.plot(run.dev_losses, color="tab:blue", alpha=0.5, linewidth=1)
    axes.plot([], [], color="tab:blue", label=f"deepspeech_tf, {len(ours)} seeds")
    axes.plot(original.dev_losses, color="tab:red", label="DeepSpeech 0.9.3")
    axes.set(xlabel="epoch", ylabel="validation loss (nats per utterance)", ylim=(0, None))
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def table(original: Run, ours: list[Run]) -> str:
    lines = [
        f"# Validation loss compared to DeepSpeech 0.9.3, {datetime.now(tz=timezone.utc):%Y-%m-%d}",
        "",
        "    python benchmarks/dev_loss.py --write", "",
        "400 training and 60 validation utterances of `../shared/golden/corpus`, n_hidden 128, batch",
        "size 10, Adam with learning rate 0.002, dropout 0.05, sorted order. The losses of 0.9.3 were",
        f"recorded in its training ({len(original.dev_losses)} epochs). The error rates of its best",
        "checkpoint were measured with this project on the same 20 test utterances.", "",
        "| run | best validation loss | epoch | mean of the last 10 epochs | WER | WER with scorer |",
        "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for run in (original, *ours):
        loss, epoch = run.best
        last = float(np.mean(run.dev_losses[-10:]))
        lines.append(
            f"| {run.name} | {loss:.2f} | {epoch} | {last:.2f} | {run.wer:.1%} | {run.wer_with_scorer:.1%} |"
        )
    return "\n".join([*lines, "", "![validation loss of every epoch](dev_loss.png)", ""])


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--golden", type=Path, default=LARGER)
    parser.add_argument("--folder", type=Path, default=ROOT / "work" / "dev_loss", help="for checkpoints")
    parser.add_argument("--seeds", type=int, nargs="+", default=[4568, 1, 2])
    parser.add_argument("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    recorded = options.golden / "corpus" / "loss_curve_0.9.3.json"
    if not recorded.exists():
        raise SystemExit(f"E {recorded} is missing: expected the recorded losses of 0.9.3")
    points = json.loads(recorded.read_text(encoding="utf-8"))
    losses = [
        point["dev_loss"] for point in points if point["dev_loss"] is not None
    ]  # the last loss is missing
    options.folder.mkdir(parents=True, exist_ok=True)
    original = Run("DeepSpeech 0.9.3", losses, *error_rates(options.golden, options.golden / "checkpoint"))
    ours = [train(options.golden, options.folder, seed, len(points)) for seed in options.seeds]
    text = table(original, ours)
    print(text)
    folder = RESULTS if options.write else options.folder
    plot(original, ours, folder / "dev_loss.png")
    if options.write:
        (RESULTS / "dev_loss.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
