"""Synthesizes sentences: Opus files, 16 kHz, mono, and a manifest.

    python -m training.english.synthesis PACKAGES SENTENCES OUT [--voices kokoro|hibari]
        [--set train|dev] [--count N] [--seed 1] [--skip CSV …] [--threads 1]

Kokoro has 28 English voices and blends of them. Hibari has one, and takes a hundredth of the time; its pitch
and formants are varied more. Each line of SENTENCES is a sentence with punctuation, a tab, and its
normalized form; the file may be compressed (.xz). The seed and the number of a clip determine its sentence,
speaker, speed and level. An interrupted run therefore resumes, and a second run writes the same files. `dev`
uses voices and sentences that `train` does not. OUT/train.csv has one row per complete clip: wav_filename,
wav_filesize, transcript, voice, speed.
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from training.english.hibari import SPEAKER, Hibari
from training.english.kokoro import (
    HELD_OUT,
    MOST_TOKENS,
    RATE_HZ,
    VOICES,
    Kokoro,
    Samples,
    Speaker,
    random_speaker,
)

OUTPUT_HZ = 16_000
COLUMNS = ("wav_filename", "wav_filesize", "transcript", "voice", "speed")
SPEED = (0.85, 1.25)
RESAMPLING = (0.94, 1.06)  # changes pitch and formants
RESAMPLING_OF_ONE = (0.80, 1.08)  # of a single, female voice
LEVEL_DB = (-30.0, -14.0)  # root mean square, full scale
SILENCE_S = (0.05, 0.35)  # before and after the speech
BITS_PER_SECOND = 28_000
DEV_SENTENCES = 1_000  # never used for train


@dataclass(frozen=True)
class Clip:
    """Parameters of a clip."""

    name: str
    written: str
    transcript: str
    speaker: Speaker
    speed: float
    resampling: float
    level_db: float
    silence_s: tuple[float, float]


def read_sentences(path: Path) -> list[tuple[str, str]]:
    """Pairs of a sentence with punctuation and its transcript."""
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    pairs = [line.split("\t") for line in text.splitlines()]
    for row, pair in enumerate(pairs, 1):
        if len(pair) != 2:
            raise SystemExit(f"E {path}, line {row}: expected a sentence, a tab and its transcript")
    return [(written, transcript) for written, transcript in pairs]


def clips(
    sentences: Sequence[tuple[str, str]], part: str, seed: int, speaker: Speaker | None = None
) -> Iterator[Clip]:
    """The clips of a set, in order; each depends only on the seed, its number, and the speaker if given."""
    order = np.random.default_rng(seed).permutation(len(sentences))
    dev = part == "dev"
    chosen = order[:DEV_SENTENCES] if dev else order[DEV_SENTENCES:]
    voices = HELD_OUT if dev else tuple(voice for voice in VOICES if voice not in HELD_OUT)
    for number, index in enumerate(chosen):
        generator = np.random.default_rng((seed, int(dev), number))
        written, transcript = sentences[index]
        yield Clip(
            name=f"{part}/{seed}-{number:06d}.opus",
            written=written,
            transcript=transcript,
            speaker=speaker or random_speaker(generator, voices),
            speed=round(float(generator.uniform(*SPEED)), 2),
            resampling=float(generator.uniform(*(RESAMPLING_OF_ONE if speaker else RESAMPLING))),
            level_db=float(generator.uniform(*LEVEL_DB)),
            silence_s=(float(generator.uniform(*SILENCE_S)), float(generator.uniform(*SILENCE_S))),
        )


def finish(samples: Samples, clip: Clip) -> Samples:
    """Trims, resamples and scales a voice's output `(samples,)` at 24 kHz; returns `(samples,)` at 16 kHz."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    before, after = (int(seconds * RATE_HZ) for seconds in clip.silence_s)
    samples = samples[max(0, loud[0] - before) : loud[-1] + after]
    samples = soxr.resample(samples, RATE_HZ * clip.resampling, OUTPUT_HZ)
    level = 10 ** (clip.level_db / 20) / np.sqrt(np.mean(samples**2))
    return np.asarray(samples * min(level, 0.98 / np.abs(samples).max()), np.float32)


def write_opus(path: Path, samples: Samples) -> None:
    """Writes the file completely or not at all."""
    coding = (256_000 - BITS_PER_SECOND) / 250_000  # libsndfile's scale: 0 is 256 kbit/s, 1 is 6 kbit/s
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, OUTPUT_HZ, format="OGG", subtype="OPUS", compression_level=coding)
    temporary = path.with_suffix(".part")
    temporary.write_bytes(buffer.getvalue())
    os.replace(temporary, path)


class Manifest:
    """A CSV file to which only complete rows are appended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names: set[str] = set()
        if not path.exists():
            self._append(COLUMNS)
            return
        text = path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:  # the last write was interrupted
            path.write_bytes(whole)
        self.names = {row["wav_filename"] for row in csv.DictReader(io.StringIO(whole.decode("utf-8")))}

    def add(self, clip: Clip, samples: int) -> None:
        size = 44 + 2 * samples  # as a WAV
        self._append((clip.name, size, clip.transcript, clip.speaker, clip.speed))
        self.names.add(clip.name)

    def _append(self, row: Sequence[object]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        with open(self._path, "ab", buffering=0) as file:
            file.write(line.getvalue().encode("utf-8"))


def transcripts(paths: Sequence[Path]) -> set[str]:
    """All transcripts of some manifests."""
    found: set[str] = set()
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            found.update(row["transcript"] for row in csv.DictReader(file))
    return found


def run(options: argparse.Namespace) -> None:
    fast = options.voices == "hibari"
    voice = (Hibari if fast else Kokoro)(options.packages, options.threads)
    skipped = transcripts(options.skip)
    (options.out / options.set).mkdir(parents=True, exist_ok=True)
    manifest = Manifest(options.out / f"{options.set}.csv")
    started, said_s, made = time.monotonic(), 0.0, 0
    speaker = SPEAKER if fast else None
    for clip in clips(read_sentences(options.sentences), options.set, options.seed, speaker):
        if len(manifest.names) >= options.count:
            break
        if clip.name in manifest.names or clip.transcript in skipped:
            continue
        tokens = voice.tokens(clip.written, clip.speaker)
        if not 1 <= len(tokens) <= MOST_TOKENS:
            continue
        samples = finish(voice.say(tokens, clip.speaker, clip.speed), clip)
        write_opus(options.out / clip.name, samples)
        manifest.add(clip, len(samples))
        made, said_s = made + 1, said_s + len(samples) / OUTPUT_HZ
        if made % 20 == 0:
            rate = said_s / (time.monotonic() - started)
            print(f"I {made} clips, {said_s / 60:.1f} minutes, {rate:.2f} of real time", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", type=Path, help="folder made by training.english.packages")
    parser.add_argument("sentences", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--voices", choices=("kokoro", "hibari"), default="kokoro")
    parser.add_argument("--set", choices=("train", "dev"), default="train")
    parser.add_argument("--count", type=int, default=10**9, help="number of clips at which to stop")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--skip",
        type=Path,
        nargs="*",
        default=[],
        metavar="CSV",
        help="skip the sentences of these manifests",
    )
    parser.add_argument("--threads", type=int, default=1)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
