"""Generates additional speakers: training recordings at other speeds, and synthetic digits.

    python -m training.digits.more_speakers DATA OUT [--copies 8] [--synthetic 3000] [--flite 0]
        [--quietest -6] [--hiss -51] [--reading CSV]

Reads DATA/train.csv and writes OUT/train.csv with its rows, `--copies` copies of each with a different vocal
tract length and speed, `--synthetic` digit strings from espeak-ng, `--flite` digit strings from flite (Debian
package `flite`), whose voices are built from recordings, and sentences of read speech with `--reading`. Most
recordings get a simulated microphone and noise. Original recordings are attenuated by up to `--quietest` dB,
and `--hiss` adds hiss at about this level in dBFS, independent of the speech level. Test and validation
recordings are not used. Repeated runs generate the same files.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.csv_rows import csv_rows
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import DeepSpeechError
from training.demo.espeak import Synthesizer
from training.digits import flite
from training.digits.channel import RATE_HZ, Samples, add_noise, narrow, other_microphone, to_int16, with_hiss
from training.digits.synthetic import FliteDigits, random_digits, random_speaker, say_digits

# Ranges of the factor on speed and pitch; the copies of a recording cycle through them.
SPEEDS = ((0.72, 0.85), (0.85, 1.0), (1.0, 1.15), (1.15, 1.35))
CLEAN = 0.2  # fraction of the recordings without a simulated microphone
READING_SPEED = (0.85, 1.18)
LONGEST_READING = 16 * 2 * RATE_HZ  # bytes as WAV; longer sentences would dominate the training time

Row = tuple[str, int, str]


@dataclass(frozen=True)
class Job:
    """A recording to generate: from `source` at another speed, or with espeak-ng or flite."""

    target: Path
    text: str
    seed: int
    source: Path | None = None
    band: tuple[float, float] = (1.0, 1.0)
    quietest_db: float = -6
    hiss_dbfs: float | None = None
    flite: bool = False


def make(job: Job) -> Row:
    """Writes one recording; returns its row of the manifest."""
    generator = np.random.default_rng(job.seed)
    if job.source is not None:
        samples, rate_hz = soundfile.read(job.source, dtype="float32")
        samples = soxr.resample(samples, rate_hz * generator.uniform(*job.band), RATE_HZ)
        samples *= 10 ** (generator.uniform(job.quietest_db, 3) / 20)
    elif job.flite:
        samples = _FLITE.say_digits(job.text, generator)
    else:
        samples = say_digits(_synthesizer(), job.text, random_speaker(generator), generator)
    samples = _heard(narrow(samples), generator)
    if job.hiss_dbfs is not None:
        samples = with_hiss(samples, job.hiss_dbfs, generator)
    soundfile.write(job.target, to_int16(samples), RATE_HZ)
    return str(job.target.resolve()), job.target.stat().st_size, job.text


def jobs(
    rows: list[tuple[Path, str]],
    out: Path,
    copies: int,
    synthetic: int,
    quietest_db: float = -6,
    hiss_dbfs: float | None = None,
    reading: Sequence[tuple[Path, str]] = (),
    by_flite: int = 0,
) -> Iterator[Job]:
    """Lists the recordings to generate from `rows`, from scratch, and from `reading`."""
    seeds = itertools.count(1)
    for copy in range(copies):
        for number, (source, text) in enumerate(rows):
            target = out / f"speed{copy}-{number:04d}.wav"
            band = SPEEDS[copy % len(SPEEDS)]
            yield Job(target, text, next(seeds), source, band, quietest_db, hiss_dbfs)
    generator = np.random.default_rng(0)
    for number in range(synthetic):
        target = out / f"said{number:05d}.wav"
        yield Job(target, random_digits(generator), next(seeds), hiss_dbfs=hiss_dbfs)
    for number in range(by_flite):
        target = out / f"flite{number:05d}.wav"
        yield Job(target, random_digits(generator), next(seeds), hiss_dbfs=hiss_dbfs, flite=True)
    for number, (source, text) in enumerate(reading):
        target = out / f"read{number:05d}.wav"
        yield Job(target, text, next(seeds), source, READING_SPEED, quietest_db, hiss_dbfs)


def read_rows(manifest: Path) -> list[tuple[Path, int, str]]:
    """Path, size and transcript of every row."""
    try:
        read_manifests([str(manifest)])  # validates the rows
        return [
            (manifest.parent / values["wav_filename"], int(values["wav_filesize"]), values["transcript"])
            for _, values in csv_rows(str(manifest), ("wav_filename", "wav_filesize", "transcript"))
        ]
    except DeepSpeechError as error:
        raise SystemExit(f"E {error}") from error


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--synthetic", type=int, default=3000)
    parser.add_argument("--flite", type=int, default=0)
    parser.add_argument("--quietest", type=float, default=-6, metavar="DB")
    parser.add_argument("--hiss", type=float, metavar="DBFS")
    parser.add_argument("--reading", type=Path, metavar="CSV")
    options = parser.parse_args()
    if options.flite and not flite.installed():
        raise SystemExit("E flite is not installed: apt-get install flite, or leave out --flite")
    options.out.mkdir(parents=True, exist_ok=True)
    rows = read_rows(options.data / "train.csv")
    reading = read_rows(options.reading) if options.reading else []
    work = jobs(
        [(path, text) for path, _, text in rows],
        options.out,
        options.copies,
        options.synthetic,
        options.quietest,
        options.hiss,
        [(path, text) for path, size, text in reading if size <= LONGEST_READING],
        options.flite,
    )
    made: list[Row] = [(str(path.resolve()), size, text) for path, size, text in rows]
    with ProcessPoolExecutor() as pool:
        made += pool.map(make, work, chunksize=40)
    with open(options.out / "train.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("wav_filename", "wav_filesize", "transcript"))
        writer.writerows(made)
    print(f"{options.out / 'train.csv'}: {len(made)} recordings, {len(rows)} of them unchanged")


_FLITE = FliteDigits()
_synthesizers: list[Synthesizer] = []


def _synthesizer() -> Synthesizer:
    """The synthesizer of this process."""
    if not _synthesizers:
        _synthesizers.append(Synthesizer())
    return _synthesizers[0]


def _heard(samples: Samples, generator: np.random.Generator) -> Samples:
    if generator.random() < CLEAN:
        return samples
    return add_noise(other_microphone(samples, generator), generator)


if __name__ == "__main__":
    run_importer(main)
