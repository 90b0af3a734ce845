"""A small corpus of noise, written on the spot."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 16000


def write_audio(path: Path, seconds: float, seed: int = 0) -> int:
    """Writes noise and returns the size in bytes that the CSV gives."""
    samples = np.random.default_rng(seed).uniform(-0.5, 0.5, int(seconds * RATE_HZ))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, RATE_HZ)
    return 44 + 2 * len(samples)


def write_corpus(folder: Path, seconds: Sequence[float], transcripts: Sequence[str]) -> Path:
    """Writes WAV files and `train.csv`, in the order given."""
    path = folder / "train.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["wav_filename", "wav_filesize", "transcript"])
        for index, (length, transcript) in enumerate(zip(seconds, transcripts, strict=True)):
            size = write_audio(folder / "wav" / f"{index}.wav", length, index)
            writer.writerow([f"wav/{index}.wav", size, transcript])
    return path
