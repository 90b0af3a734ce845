"""Compares trainings on two hours of LibriSpeech with the graph of 0.9.3 on TensorFlow 1.15.4: losses and
WER.

Run as `python benchmarks/librispeech.py` from the repository's root; `--write` saves the result. Both sides
go the way of `training/librispeech/run.sh` as it was first: the 300 shortest utterances, then all of them, in
the same batches with the same hyperparameters for the same epochs. Interrupted runs resume with the
stage that was not finished.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from dev_loss import run_module  # noqa: E402
from peer import peer_environment, peer_python  # noqa: E402

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.config import FeatureConfig  # noqa: E402
from deepspeech_tf.data.dataset import Dataset  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402
from deepspeech_tf.text.alphabet import Alphabet  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
ALPHABET = ROOT / "data" / "alphabet.txt"
FEEDS = ("features", "feature_lengths", "labels", "label_lengths")
N_HIDDEN, BATCH, DEV_BATCH, RATE, DROPOUT, SEED = 256, 16, 16, 0.001, 0.1, 4568


@dataclass(frozen=True)
class Stage:
    """A training on the shortest utterances of the sets (0: all)."""

    name: str
    epochs: int
    train_limit: int = 0
    dev_limit: int = 0


def sides(folder: Path, side: str, stage: Stage) -> tuple[Path, Path]:
    """Folder with the checkpoints and losses of a stage."""
    return folder / side / stage.name, folder / side / f"{stage.name}.json"


def write_batches(data: Path, stage: Stage, path: Path) -> None:
    """The batches of both sets as arrays, sorted by length as in 0.9.3, including the smaller last batch."""
    alphabet = Alphabet.from_file(ALPHABET)
    arrays: dict[str, object] = {"n_classes": len(alphabet) + 1}
    for name, size, limit in (("train", BATCH, stage.train_limit), ("dev", DEV_BATCH, stage.dev_limit)):
        utterances = read_manifests([data / f"{name}.csv"], limit=limit)
        dataset = Dataset(utterances, alphabet, FeatureConfig(), size)
        for number, batch in enumerate(dataset.batches(0)):
            arrays |= {f"{name}_{key}_{number}": getattr(batch, key) for key in FEEDS}
        arrays[f"{name}_count"] = dataset.num_batches
    np.savez(path, **arrays)


def train_theirs(python: Path, data: Path, folder: Path, stage: Stage, before: Stage | None) -> None:
    checkpoints, curve = sides(folder, "theirs", stage)
    checkpoints.mkdir(parents=True, exist_ok=True)
    start = None if before is None else folder / "theirs" / before.name / f"train-{before.epochs - 1}"
    options = {
        "batches": str(folder / f"{stage.name}.npz"), "folder": str(checkpoints),
        "start": None if start is None else str(start), "n_hidden": N_HIDDEN, "epochs": stage.epochs,
        "learning_rate": RATE, "dropout": DROPOUT, "seed": SEED,
    }  # fmt: skip
    write_batches(data, stage, Path(options["batches"]))
    (checkpoints / "options.json").write_text(json.dumps(options), encoding="utf-8")
    lines = []
    command = [str(python), str(ROOT / "benchmarks/tf1_train.py"), str(checkpoints / "options.json")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=peer_environment()
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"0.9.3's graph, {stage.name}: {line}", end="", flush=True)
            lines.append(json.loads(line))
    if process.returncode:
        raise SystemExit(f"E tf1_train.py ended with status {process.returncode}")
    curve.write_text(json.dumps(lines), encoding="utf-8")


def train_ours(data: Path, folder: Path, stage: Stage, before: Stage | None) -> None:
    checkpoints, curve = sides(folder, "ours", stage)
    start, policy = checkpoints, "auto"
    if before is not None and not (checkpoints / "checkpoint").exists():
        start, policy = folder / "ours" / before.name, "last"
    run_module(
        "train", f"--n_hidden={N_HIDDEN}", f"--train_batch_size={BATCH}", f"--dev_batch_size={DEV_BATCH}",
        f"--learning_rate={RATE}", f"--dropout_rate={DROPOUT}", f"--random_seed={SEED}",
        "--batch_order=sorted", "--shuffle_batches", "--noshow_progressbar", f"--load_train={policy}",
        f"--epochs={stage.epochs}", f"--limit_train={stage.train_limit}", f"--limit_dev={stage.dev_limit}",
        f"--train_files={data / 'train.csv'}", f"--dev_files={data / 'dev.csv'}",
        f"--load_checkpoint_dir={start}", f"--save_checkpoint_dir={checkpoints}",
    )  # fmt: skip
    curve.write_text((checkpoints / "loss_curve.json").read_text(encoding="utf-8"), encoding="utf-8")


def error_rates(data: Path, checkpoints: Path, scorer: Path) -> dict[str, float]:
    """WER and CER of the best checkpoint on the test set, without and with scorer."""
    rates = {}
    for name, path in (("", ""), (" with scorer", str(scorer))):
        output = run_module(
            "evaluate", f"--test_files={data / 'test.csv'}", f"--checkpoint_dir={checkpoints}",
            "--load_evaluate=best", "--beam_width=500", "--test_batch_size=16", f"--scorer_path={path}",
            f"--alphabet_config_path={ALPHABET}", "--noshow_progressbar",
        )  # fmt: skip
        match = re.search(r"WER: ([\d.]+), CER: ([\d.]+)", output)
        if match is None:
            raise SystemExit(f"E the evaluation printed no WER:\n{output}")
        rates |= {f"WER{name}": float(match.group(1)), f"CER{name}": float(match.group(2))}
    return rates


def plot(curves: dict[str, dict[str, list[dict[str, float]]]], path: Path) -> None:
    stages = list(next(iter(curves.values())))
    figure, axes = plt.subplots(1, len(stages), figsize=(10, 4.2))
    for axis, stage in zip(axes, stages, strict=True):
        for (side, losses), color in zip(curves.items(), ("tab:blue", "tab:red"), strict=True):
            axis.plot([point["dev_loss"] for point in losses[stage]], color=color, label=f"{side}, dev")
            values = [point.get("train_loss", point.get("loss")) for point in losses[stage]]
            axis.plot(values, color=color, linestyle=":", label=f"{side}, training")
        axis.set(xlabel="epoch", ylabel="loss (nats per utterance)", title=stage)
        axis.grid(alpha=0.3)
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def table(stages: list[Stage], curves: dict, rates: dict[str, dict[str, float]]) -> str:
    lines = [
        f"# LibriSpeech compared to DeepSpeech 0.9.3, {datetime.now(tz=timezone.utc):%Y-%m-%d}", "",
        "    python benchmarks/librispeech.py --write", "",
        f"`../shared/data/librispeech`: {stages[0].epochs} epochs of the {stages[0].train_limit} shortest",
        f"utterances, then {stages[1].epochs} epochs of all; n_hidden {N_HIDDEN}, batch size {BATCH},",
        f"Adam with learning rate {RATE}, dropout {DROPOUT}, sorted order, batches shuffled from the second",
        "epoch on. The baseline is the graph of 0.9.3 (`tf1_graph.py`) on TensorFlow 1.15.4, with the same",
        "features; its checkpoint is tested with this project. Beam width 500.", "",
        "| | validation loss, short: last | all: best | epoch | WER | CER | WER, scorer | CER, scorer |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for side, losses in curves.items():
        short, every = ([point["dev_loss"] for point in losses[stage.name]] for stage in stages)
        shown = " | ".join(f"{rate:.1%}" for rate in rates[side].values())
        lines.append(f"| {side} | {short[-1]:.1f} | {min(every):.1f} | {int(np.argmin(every))} | {shown} |")
    return "\n".join([*lines, "", "![losses of every epoch](librispeech.png)", ""])


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "librispeech")
    parser.add_argument("--text", type=Path, default=SHARED / "data/text/read_english.txt")
    parser.add_argument("--folder", type=Path, default=ROOT / "work" / "librispeech-beside-0.9.3")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "deepspeech_tf")
    parser.add_argument("--epochs", type=int, nargs=2, default=[40, 15], metavar=("SHORT", "ALL"))
    parser.add_argument("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    stages = [Stage("short", options.epochs[0], 300, 32), Stage("all", options.epochs[1])]
    python = peer_python(options.cache)
    for stage, before in zip(stages, [None, *stages], strict=False):
        if not sides(folder, "theirs", stage)[1].exists():
            train_theirs(python, options.data, folder, stage, before)
        if not sides(folder, "ours", stage)[1].exists():
            train_ours(options.data, folder, stage, before)
    scorer = folder / "scorer" / "kenlm.scorer"
    if not scorer.exists():
        transcripts = [sys.executable, "bin/transcripts.py", str(options.data / "train.csv")]
        said = subprocess.run(transcripts, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
        text = folder / "text.txt"
        text.write_text(options.text.read_text(encoding="utf-8") + said, encoding="utf-8")
        environment = {**os.environ, "PYTHON": sys.executable}
        command = ["bash", "training/scorer.sh", str(text), "4", str(scorer.parent)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    names = {"deepspeech_tf": "ours", "0.9.3 (TensorFlow 1.15.4)": "theirs"}
    curves, rates = {}, {}
    for name, side in names.items():
        curves[name] = {s.name: json.loads(sides(folder, side, s)[1].read_text("utf-8")) for s in stages}
        rates[name] = error_rates(options.data, sides(folder, side, stages[-1])[0], scorer)
    text = table(stages, curves, rates)
    print(text)
    results = RESULTS if options.write else folder
    plot(curves, results / "librispeech.png")
    if options.write:
        (RESULTS / "librispeech.md").write_text(text, encoding="utf-8")
        record = {"stages": [asdict(stage) for stage in stages], "curves": curves, "rates": rates}
        (RESULTS / "librispeech.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
