"""Measures loading a large manifest: a CSV file and a sample database with 2,000,000 utterances.

Run as `python benchmarks/manifest.py` from the repository's root; `--write` saves the result. The set is made
up in a temporary folder (0.4 GB); the database has 100 bytes of audio for each sample. Each is read in a
process of its own, whose peak of memory counts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.audio.sample_database import OPUS_TYPE  # noqa: E402
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "manifest.md"
MAX_BYTES = 400_000


def text_of(place: int) -> str:
    return f"the quick brown fox number {place} jumps over the lazy dog and runs off"


def size_of(place: int) -> int:
    """Size of a WAV file in bytes; unsorted, so that sorting is measured."""
    return 44 + place * 7919 % MAX_BYTES


def write_csv(path: Path, count: int) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write("wav_filename,wav_filesize,transcript\n")
        for place in range(count):
            name = f"clips/speaker{place % 5000:05d}/recording_en_{place:09d}.wav"
            file.write(f"{name},{size_of(place)},{text_of(place)}\n")


def write_database(path: Path, count: int) -> None:
    with SampleDatabaseWriter(str(path), OPUS_TYPE) as writer:
        for place in range(count):
            writer.add(size_of(place).to_bytes(4, "big") + bytes(96), text_of(place))


def measure(path: str) -> tuple[int, float, float, float]:
    """Utterances, wall and CPU time in seconds, peak memory in MiB."""
    wall, processor = time.perf_counter(), time.process_time()
    count = len(read_manifests([path]))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return count, wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000_000, help="utterances")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    lines = [
        f"# Loading large manifests, {datetime.now(tz=timezone.utc):%Y-%m-%d}", "",
        "    python benchmarks/manifest.py --write", "",
        f"The fastest of {options.rounds} rounds, files in the page cache; {os.cpu_count()} cores,",
        f"Python {platform.python_version()}.", "",
        "| set | utterances | s | CPU s | peak, MiB |", "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("set.csv", write_csv), ("set.sdb", write_database)):
            path = Path(folder, name)
            write(path, options.count)
            count, wall, processor, peak = min(fresh(path, options.rounds), key=lambda round_: round_[1])
            label = f"{path.suffix}, {path.stat().st_size / 2**20:.0f} MiB"
            lines.append(f"| {label} | {count} | {wall:.1f} | {processor:.1f} | {peak:.0f} |")
            path.unlink()
    text = "\n".join([*lines, ""])
    print(text)
    if options.write:
        RESULTS.write_text(text, encoding="utf-8")


def fresh(path: Path, rounds: int) -> list[tuple[int, float, float, float]]:
    """One measurement per round, each in a new process."""
    context = multiprocessing.get_context("spawn")
    results = []
    for _ in range(rounds):
        with context.Pool(1) as pool:
            results.append(pool.apply(measure, (str(path),)))
    return results


if __name__ == "__main__":
    main()
