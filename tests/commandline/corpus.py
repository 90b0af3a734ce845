"""A tiny corpus for tests: words are chords, so a small model can learn them in seconds."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import numpy as np

RATE_HZ = 16000
# word → frequencies in Hz that sound one after the other
WORDS = {"no": (300, 900), "yes": (600, 1500, 2500), "go": (1200, 400), "on": (2000, 700)}


def say(text: str, random: np.random.Generator) -> np.ndarray:
    """Int16 samples of `text`: each word 0.3 s of tones, faint noise throughout."""
    parts = []
    for word in text.split():
        for frequency in WORDS[word]:
            time = np.arange(int(RATE_HZ * 0.12)) / RATE_HZ
            tone = np.sin(2 * np.pi * frequency * random.uniform(0.98, 1.02) * time) * np.hanning(len(time))
            parts.append(tone * random.uniform(0.3, 0.6))
        parts.append(np.zeros(int(RATE_HZ * 0.1)))
    sound = np.concatenate([np.zeros(1600), *parts, np.zeros(1600)])
    return ((sound + random.normal(0, 0.003, len(sound))) * 32767).clip(-32768, 32767).astype(np.int16)


def write_corpus(folder: Path, name: str, count: int, seed: int) -> Path:
    """`count` utterances as WAV files and `<name>.csv`; returns the path of the CSV."""
    random = np.random.default_rng(seed)
    rows = []
    (folder / name).mkdir(parents=True)
    for index in range(count):
        text = " ".join(random.choice(list(WORDS), size=random.integers(1, 4)))
        path = folder / name / f"{index:03}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(say(text, random).tobytes())
        rows.append((f"{name}/{path.name}", path.stat().st_size, text))
    manifest = folder / f"{name}.csv"
    with open(manifest, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("wav_filename", "wav_filesize", "transcript"))
        writer.writerows(rows)
    return manifest
