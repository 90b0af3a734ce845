"""Kills a small training with SIGKILL at random times, and compares resumed runs with an uninterrupted run.

Run as `python benchmarks/kills.py` from the repository's root; `--write` saves the result.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from tests.commandline.kills import (  # noqa: E402
    EPOCHS,
    Kill,
    after_seconds,
    during_write,
    kill,
    make_corpus,
    train_to_the_end,
)

RESULTS = ROOT / "benchmarks" / "results" / "kills.md"
LONGEST_WRITE_SECONDS = 0.008
TOLERANCE = 1e-5


def run(kills: int, seed: int, folder: Path) -> list[Kill]:
    """Every second kill happens while a checkpoint is written, the others at any time."""
    generator = random.Random(seed)
    corpus, undisturbed = make_corpus(folder / "corpus"), folder / "undisturbed"
    _, seconds = train_to_the_end(corpus, undisturbed)
    print(f"undisturbed: {seconds:.1f} s", flush=True)
    results: list[Kill] = []
    while len(results) < kills:
        if len(results) % 2:
            after = generator.uniform(0.0, seconds)
            moment, wait = f"after {after:.2f} s", after_seconds(after)
        else:
            number = generator.randint(1, 2 * EPOCHS - 2)
            delay = generator.uniform(0.0, LONGEST_WRITE_SECONDS)
            moment = f"{1000 * delay:.1f} ms into checkpoint {number}"
            wait = during_write(number, delay)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            result = kill(corpus, Path(place), undisturbed, moment, wait)
        if result is not None:
            print(len(results) + 1, result, flush=True)
            results.append(result)
    return results


def table(results: list[Kill], seed: int) -> str:
    """The results in Markdown."""
    equal = sum(result.difference <= TOLERANCE for result in results)
    exact = sum(result.same_weights for result in results)
    written = sum(result.partial_files > 0 for result in results)
    lines = [
        f"# Interrupted training, {datetime.now(timezone.utc):%Y-%m-%d}",
        "",
        f"`python benchmarks/kills.py --kills {len(results)} --seed {seed} --write`",
        "",
        f"A training of {EPOCHS} epochs with dropout, shuffled batches and augmentation is killed with",
        f"SIGKILL, and the same command is run again. {equal} of {len(results)} resumed runs have the",
        f"losses of the uninterrupted run in all epochs (to {TOLERANCE:g}). In {exact} runs the weights",
        f"and Adam slots in the last checkpoint are also bit-identical. {written} kills left a partial",
        f"checkpoint. {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "",
        "| killed | latest checkpoint | partial files | resumed | last validation loss"
        " | largest relative difference of a loss | same weights |",
        "|---|---|---:|---|---:|---:|---|",
    ]
    lines += [
        f"| {one.moment} | {one.newest} | {one.partial_files} | {one.resumed} | {one.loss:.6f} "
        f"| {one.difference:.1e} | {'yes' if one.same_weights else 'no'} |"
        for one in results
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the benchmark with the arguments of the process; exits with 1 if a resumed run differs."""
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = run(arguments.kills, arguments.seed, Path(folder))
    text = table(results, arguments.seed)
    print(text)
    if arguments.write:
        RESULTS.write_text(text, encoding="utf-8")
    sys.exit(any(result.difference > TOLERANCE for result in results))


if __name__ == "__main__":
    main()
