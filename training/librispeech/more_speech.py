"""Generates additional speech: recordings with other speeds and microphones, and synthetic sentences.

    python -m training.librispeech.more_speech OUT --recordings CSV [CSV …] [--copies 2]
        [--text FILE] [--sentences 5000] [--flite 0.4]

Writes OUT/train.csv: the rows of the CSV files, `--copies` copies of each with a different vocal tract length
and speed, and `--sentences` fragments of the lines of `--text`, a fraction of `--flite` from flite (Debian
package `flite`) and the others from espeak-ng. Most recordings get a simulated microphone and noise, and some
telephone bandwidth. Repeated runs generate the same files.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.importers.tables import read_text
from training.demo.espeak import Synthesizer
from training.digits import flite
from training.digits.channel import RATE_HZ, add_noise, narrow, other_microphone, to_int16
from training.digits.more_speakers import read_rows
from training.digits.synthetic import random_speaker

SPEED = (0.85, 1.18)
CLEAN = 0.35  # fraction of the recordings without a simulated microphone
NARROW = 0.25  # fraction with telephone bandwidth
LONGEST = 14 * 2 * RATE_HZ  # bytes as WAV; copies of longer recordings would dominate the training time
WORDS = (2, 12)  # words in a synthetic sentence

Row = tuple[str, int, str]


@dataclass(frozen=True)
class Job:
    """A recording to generate: from `source` at another speed, or `text` with flite or espeak-ng."""

    target: Path
    text: str
    seed: int
    source: Path | None = None
    flite: bool = False


def make(job: Job) -> Row:
    """Writes one recording; returns its row of the manifest."""
    generator = np.random.default_rng(job.seed)
    if job.source is not None:
        samples, rate_hz = soundfile.read(job.source, dtype="float32")
    elif job.flite:
        samples, rate_hz = flite.say(job.text, str(generator.choice(flite.VOICES)), generator)
    else:
        speaker = random_speaker(generator)
        samples = _synthesizer().say(job.text, speaker.voice).astype(np.float32) / 32768
        rate_hz = _synthesizer().sample_rate_hz
    samples = soxr.resample(samples, rate_hz * generator.uniform(*SPEED), RATE_HZ)
    samples *= 10 ** (generator.uniform(-24, 3) / 20)
    if generator.random() < NARROW:
        samples = narrow(samples)
    if generator.random() >= CLEAN:
        samples = add_noise(other_microphone(samples, generator), generator)
    soundfile.write(job.target, to_int16(samples), RATE_HZ)
    return str(job.target.resolve()), job.target.stat().st_size, job.text


def pieces(lines: Sequence[str], count: int, generator: np.random.Generator) -> Iterator[str]:
    """Sequences of 2 to 12 words from random lines; lower-case English letters only."""
    for _ in range(count):
        words: list[str] = []
        while len(words) < WORDS[0]:
            words = re.sub(r"[^a-z' ]+", " ", lines[generator.integers(len(lines))].lower()).split()
        length = int(generator.integers(WORDS[0], WORDS[1] + 1))
        start = int(generator.integers(0, max(1, len(words) - length + 1)))
        yield " ".join(words[start : start + length])


def jobs(
    rows: Sequence[tuple[Path, int, str]],
    out: Path,
    copies: int,
    sentences: Sequence[str],
    flite_share: float,
) -> Iterator[Job]:
    """Lists the recordings to generate from `rows` and from `sentences`."""
    seeds = itertools.count(1)
    for copy in range(copies):
        for number, (source, size, text) in enumerate(rows):
            if size <= LONGEST:
                yield Job(out / f"copy{copy}-{number:05d}.wav", text, next(seeds), source)
    generator = np.random.default_rng(1)
    for number, text in enumerate(sentences):
        by_flite = bool(generator.random() < flite_share)
        yield Job(out / f"said{number:05d}.wav", text, next(seeds), flite=by_flite)


def read_lines(path: Path) -> list[str]:
    """Lines of a text file."""
    try:
        return read_text(path).removesuffix("\n").split("\n")
    except DeepSpeechError as error:
        raise SystemExit(f"E {error}") from error


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--recordings", type=Path, nargs="+", required=True, metavar="CSV")
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--sentences", type=int, default=5000)
    parser.add_argument("--flite", type=float, default=0.4, metavar="SHARE")
    options = parser.parse_args()
    if options.flite > 0 and options.text and not flite.installed():
        raise SystemExit("E flite is not installed: apt-get install flite, or give --flite 0")
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [row for path in options.recordings for row in read_rows(path)]
    lines = read_lines(options.text) if options.text else []
    sentences = list(pieces(lines, options.sentences if lines else 0, np.random.default_rng(0)))
    made: list[Row] = [(str(path.resolve()), size, text) for path, size, text in rows]
    with ProcessPoolExecutor() as pool:
        work = jobs(rows, options.out, options.copies, sentences, options.flite)
        made += pool.map(make, work, chunksize=40)
    with open(options.out / "train.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("wav_filename", "wav_filesize", "transcript"))
        writer.writerows(made)
    print(f"{options.out / 'train.csv'}: {len(made)} recordings, {len(rows)} of them unchanged")


_synthesizers: list[Synthesizer] = []


def _synthesizer() -> Synthesizer:
    """The synthesizer of this process."""
    if not _synthesizers:
        _synthesizers.append(Synthesizer())
    return _synthesizers[0]


if __name__ == "__main__":
    run_importer(main)
