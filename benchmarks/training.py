"""Compares the training speed with LSTMBlockFusedCell of TensorFlow 1.15.4 on the same batches.

Also measures the share of the matrix products in a step, batch sizes, and how long a step waits for data.
Run as `python benchmarks/training.py` from the repository's root.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from peer import Peer, PeerMissing, peer_python  # noqa: E402
from products import BareProducts, step_products  # noqa: E402

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.config import FeatureConfig, OptimizerConfig  # noqa: E402
from deepspeech_tf.data.batch import Batch, make_batch  # noqa: E402
from deepspeech_tf.data.batching import BucketedBatches  # noqa: E402
from deepspeech_tf.data.dataset import Dataset  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402
from deepspeech_tf.fit.adam import Adam  # noqa: E402
from deepspeech_tf.fit.step import TrainStep  # noqa: E402
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig  # noqa: E402
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder  # noqa: E402
from deepspeech_tf.text.alphabet import Alphabet  # noqa: E402
from tests.sets import SHARED  # noqa: E402

DIGITS = SHARED / "data" / "digits" / "train.csv"
PRECISIONS = ("float32", "bfloat16")
BATCH_SIZES = (5, 10, 20, 40, 80)
SYNTHETIC_FRAMES = 144  # 2.9 s
SYNTHETIC_LABELS = 30


@dataclass(frozen=True)
class Timing:
    """Samples/s of one model size: the fastest round of each side, and the median of the rounds' ratios."""

    n_hidden: int
    precision: str
    ours: float
    share_of_limit: float  # time of the products divided by the time of the step, median of the rounds
    theirs: float | None
    ratio_of_fastest: float | None
    median_ratio: float | None
    rounds: int
    steps_per_round: int
    our_loss: float  # mean of the last round; both sides start from different random weights
    their_loss: float | None


def load_batches(csv: Path, size: int, count: int) -> tuple[list[Batch], int]:
    """`count` batches sampled from the sorted set of `csv`, and the number of classes."""
    alphabet = Alphabet.from_file(ROOT / "data" / "alphabet.txt")
    if not csv.exists():
        print(f"{csv} is not there: synthetic utterances of {SYNTHETIC_FRAMES} frames", flush=True)
        return [_synthetic_batch(size, n, len(alphabet)) for n in range(count)], len(alphabet) + 1
    dataset = Dataset(read_manifests([csv]), alphabet, FeatureConfig(), size)
    whole = [batch for batch in dataset.batches(0) if len(batch.ids) == size]
    picks = sorted({int((n + 0.5) * len(whole) / count) for n in range(count)})
    return [whole[n] for n in picks], len(alphabet) + 1


def _synthetic_batch(size: int, seed: int, n_labels: int) -> Batch:
    generator = np.random.default_rng(seed)
    frames = generator.normal(size=(size, SYNTHETIC_FRAMES, 26)).astype(np.float32) * 10
    labels = generator.integers(0, n_labels, (size, SYNTHETIC_LABELS), dtype=np.int32)
    return make_batch([""] * size, list(frames), list(labels), [""] * size)


def store_batches(path: Path, batches: list[Batch], n_classes: int) -> None:
    """Writes the batches for the other interpreter."""
    arrays = {
        f"{name}_{n}": getattr(batch, name)
        for n, batch in enumerate(batches)
        for name in ("features", "feature_lengths", "labels", "label_lengths")
    }
    np.savez(path, count=len(batches), n_classes=n_classes, **arrays)


class Ours:
    """The training step of this package."""

    def __init__(self, batches: list[Batch], n_hidden: int, n_classes: int, precision: str) -> None:
        model = DeepSpeechEncoder(DeepSpeechConfig(n_classes - 1, n_hidden=n_hidden), precision=precision)
        adam = Adam(model.named_weights(), OptimizerConfig(learning_rate=1e-4))
        self._step, self._batches = TrainStep(model, adam, 4568), batches

    @property
    def traces(self) -> int:
        return self._step.traces

    def train(self, batch: Batch) -> None:
        self._step(batch)

    def steps(self, count: int) -> tuple[float, float]:
        """Trains `count` steps; returns seconds and mean loss."""
        started = time.perf_counter()
        losses = [self._step(self._batches[n % len(self._batches)]).mean() for n in range(count)]
        return time.perf_counter() - started, float(np.mean(losses))


def measure(
    batches: list[Batch], stored: Path, n_classes: int, n_hidden: int, rounds: int, python: Path | None
) -> list[Timing]:
    """Runs alternating rounds over all batches for both precisions; the first round is a warm-up."""
    ours = {name: Ours(batches, n_hidden, n_classes, name) for name in PRECISIONS}
    limits = {name: _limits(batches, n_hidden, n_classes, name) for name in PRECISIONS}
    peer = Peer(python, stored, n_hidden) if python else None
    for side in (*ours.values(), *([peer] if peer else [])):
        side.steps(len(batches))
    seconds: dict[str, list[float]] = {name: [] for name in PRECISIONS}
    bare: dict[str, list[float]] = {name: [] for name in PRECISIONS}
    losses: dict[str, float] = {}
    others: list[float] = []
    other_loss = None
    for number in range(rounds):
        line = f"n_hidden {n_hidden} round {number + 1}:"
        for name, side in ours.items():
            took, losses[name] = side.steps(len(batches))
            seconds[name].append(took)
            bare[name].append(sum(limit.seconds() for limit in limits[name]))
            line += f" {name} {took:.2f} s, its products {bare[name][-1]:.2f} s;"
        if peer:
            took, other_loss = peer.steps(len(batches))
            others.append(took)
            line += f" peer {took:.2f} s"
        print(line, flush=True)
    if peer:
        peer.close()
    for name, side in ours.items():
        if side.traces != 1:
            raise SystemExit(f"E {name}: the step was traced {side.traces} times instead of once")
    samples = sum(len(batch.ids) for batch in batches)
    return [
        Timing(
            n_hidden,
            name,
            samples / min(mine),
            statistics.median(a / b for a, b in zip(bare[name], mine, strict=True)),
            samples / min(others) if others else None,
            min(others) / min(mine) if others else None,
            statistics.median(b / a for a, b in zip(mine, others, strict=True)) if others else None,
            rounds,
            len(batches),
            losses[name],
            other_loss,
        )
        for name, mine in seconds.items()
    ]


def _limits(batches: list[Batch], n_hidden: int, n_classes: int, precision: str) -> list[BareProducts]:
    kind = tf.as_dtype(precision)
    return [
        BareProducts(step_products(n_hidden, n_classes, *reversed(batch.features.shape[:2])), kind)
        for batch in batches
    ]


def table(timings: list[Timing], seconds: float, load: float) -> str:
    """The results in Markdown."""
    lines = [
        f"Mean padded utterance {seconds:.2f} s, {os.cpu_count()} cores, {_processor()}, "
        f"TensorFlow {tf.__version__}. The baseline computes in float32. Limit: the time of the matrix",
        "products of a step alone, in the same precision and round; the share is their part of the time",
        "of a step.",
        f"Load before the benchmark: {load:.1f} processes.",
        "",
        "| n_hidden | precision | samples/s | share of the limit | baseline samples/s | ratio of the fastest "
        "rounds | median ratio of rounds |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for one in timings:
        cells = [one.theirs, one.ratio_of_fastest, one.median_ratio]
        rest = " | ".join("–" if value is None else f"{value:.2f}" for value in cells)
        share = f"{one.share_of_limit:.0%}"
        lines.append(f"| {one.n_hidden} | {one.precision} | {one.ours:.2f} | {share} | {rest} |")
    return "\n".join(lines)


def batch_sizes(csv: Path, n_hidden: int) -> str:
    """Samples/s by batch size, the fastest of three rounds."""
    lines = [f"Batch sizes, n_hidden {n_hidden}, float32:", "", "| batch | samples/s |", "|---:|---:|"]
    for size in BATCH_SIZES:
        batches, n_classes = load_batches(csv, size, max(1, 80 // size))
        ours = Ours(batches, n_hidden, n_classes, "float32")
        ours.steps(len(batches))
        fastest = min(ours.steps(len(batches))[0] for _ in range(3))
        lines.append(f"| {size} | {sum(len(batch.ids) for batch in batches) / fastest:.1f} |")
    return "\n".join(lines)


def waiting(csv: Path, n_hidden: int, size: int) -> str:
    """Fraction of an epoch that the training step waits for the next batch, reading audio from disk."""
    if not csv.exists():
        return f"Waiting for data: not measured, {csv} is missing."
    alphabet = Alphabet.from_file(ROOT / "data" / "alphabet.txt")
    utterances = read_manifests([csv])
    batching = BucketedBatches([utterance.size for utterance in utterances], size, 0)
    dataset = Dataset(utterances, alphabet, FeatureConfig(), batching, cache_bytes=0)
    batches = iter(dataset.batches(1))
    first = next(batches)
    ours = Ours([first], n_hidden, len(alphabet) + 1, "float32")
    ours.steps(1)
    waited, started = 0.0, time.perf_counter()
    while True:
        asked = time.perf_counter()
        batch = next(batches, None)
        waited += time.perf_counter() - asked
        if batch is None:
            break
        ours.train(batch)
    share = waited / (time.perf_counter() - started)
    return (
        f"Waiting for data, an epoch of {len(utterances)} utterances from files, n_hidden {n_hidden}, "
        f"batch {size}: {share:.1%} of the time."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, default=DIGITS)
    parser.add_argument("--n_hidden", type=int, nargs="+", default=[512, 2048])
    parser.add_argument("--batch_size", type=int, default=20)
    parser.add_argument(
        "--batches", type=int, default=0, help="per round; default 4, or 1 for n_hidden of 1024 and more"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no_peer", action="store_true")
    parser.add_argument("--cache_dir", type=Path, default=Path.home() / ".cache" / "deepspeech_tf")
    parser.add_argument("--brief", action="store_true", help="skip batch sizes and waiting for data")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/training.{json,md}")
    arguments = parser.parse_args()
    python = None
    if arguments.no_peer:
        print("without the peer, as asked", flush=True)
    else:
        try:
            python = peer_python(arguments.cache_dir)
        except PeerMissing as reason:
            print(f"without the peer: {reason}", flush=True)
    timings, seconds, load = [], 0.0, os.getloadavg()[0]
    for n_hidden in arguments.n_hidden:
        count = arguments.batches or (1 if n_hidden >= 1024 else 4)
        batches, n_classes = load_batches(arguments.csv, arguments.batch_size, count)
        seconds = float(np.mean([batch.features.shape[1] for batch in batches])) * 0.02 + 0.012
        with tempfile.TemporaryDirectory() as folder:
            stored = Path(folder) / "batches.npz"
            store_batches(stored, batches, n_classes)
            timings.extend(measure(batches, stored, n_classes, n_hidden, arguments.rounds, python))
        gc.collect()
    text = table(timings, seconds, load)
    if not arguments.brief:
        text += "\n\n" + batch_sizes(arguments.csv, min(arguments.n_hidden))
        text += "\n\n" + waiting(arguments.csv, min(arguments.n_hidden), arguments.batch_size)
    print(f"\n{text}")
    if arguments.write:
        results = ROOT / "benchmarks" / "results"
        results.mkdir(exist_ok=True)
        date = datetime.now(timezone.utc).date().isoformat()
        document = {"date": date, "timings": [asdict(one) for one in timings]}
        (results / "training.json").write_text(json.dumps(document, indent=2) + "\n")
        (results / "training.md").write_text(f"# Training speed, {date}\n\n{text}\n")


if __name__ == "__main__":
    main()
