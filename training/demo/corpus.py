"""Generates the corpus of the demo: sentences, voices, recordings, and manifests for train, dev and test."""

from __future__ import annotations

import csv
import json
import multiprocessing
import random
import wave
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from training.demo.espeak import Synthesizer, Voice
from training.demo.grammar import sentences

SAMPLE_RATE_HZ = 16000
ACCENTS = ("en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-029")
TRAIN_VARIANTS = tuple("f1 f2 f3 f5 m1 m2 m3 m5 m7 m8 belinda steph paul max".split())
DEV_VARIANTS = ("f2", "m3", "m7", "belinda")
# These two voice variants do not occur in training recordings.
TEST_VOICES = (
    Voice("en-us", "f4", words_per_minute=158, pitch=47, pitch_range=55),
    Voice("en", "m4", words_per_minute=172, pitch=44, pitch_range=45),
)
_DESCRIPTION_FILE = "corpus.json"


@dataclass(frozen=True)
class CorpusConfig:
    """Size of the corpus, and seed of all random choices."""

    train: int = 2000
    dev: int = 60
    test: int = 80
    language_model_sentences: int = 5000
    seed: int = 1
    version: int = 3  # of the grammar and the voices; a different version is generated again


@dataclass(frozen=True)
class _Recording:
    path: str
    text: str
    voice: Voice
    seed: int


def make_corpus(folder: Path, config: CorpusConfig, workers: int) -> bool:
    """Writes `train.csv`, `dev.csv`, `test.csv`, `language_model.txt` and the recordings under `folder`.

    No sentence is in two of the sets; the text for the language model holds no sentence of dev or test.
    Returns False if all of it was there already.
    """
    description = folder / _DESCRIPTION_FILE
    if description.is_file() and json.loads(description.read_text(encoding="utf-8")) == asdict(config):
        return False
    unseen = sentences(config.test + config.dev, config.seed)
    test, dev = unseen[: config.test], unseen[config.test :]
    train = sentences(config.train, config.seed + 1, without=frozenset(unseen), repeated=True)
    plan = {
        "train": _plan(train, "train", config.seed + 2),
        "dev": _plan(dev, "dev", config.seed + 3),
        "test": _plan(test, "test", config.seed + 4),
    }
    for name in plan:
        (folder / name).mkdir(parents=True, exist_ok=True)
    jobs = [(str(folder), recording) for recordings in plan.values() for recording in recordings]
    # Spawned, not forked: TensorFlow's threads may be running in the parent.
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        sizes = dict(pool.imap_unordered(_record, jobs, chunksize=50))
    for name, recordings in plan.items():
        _write_manifest(folder / f"{name}.csv", recordings, sizes)
    text = train + sentences(config.language_model_sentences, config.seed + 5, without=frozenset(unseen))
    (folder / "language_model.txt").write_text("\n".join(text) + "\n", encoding="utf-8")
    description.write_text(
        json.dumps(asdict(config)), encoding="utf-8"
    )  # last, because it marks the corpus as complete
    return True


def _plan(texts: list[str], name: str, seed: int) -> list[_Recording]:
    choice = random.Random(seed)
    recordings = []
    for index, text in enumerate(texts):
        if name == "test":
            voice = TEST_VOICES[index % len(TEST_VOICES)]
        else:
            voice = Voice(
                accent=choice.choice(ACCENTS),
                variant=choice.choice(TRAIN_VARIANTS if name == "train" else DEV_VARIANTS),
                words_per_minute=choice.randint(140, 200),
                pitch=choice.randint(30, 70),
                pitch_range=choice.randint(35, 75),
            )
        recordings.append(_Recording(f"{name}/{name}{index:05d}.wav", text, voice, choice.randrange(2**31)))
    return recordings


_synthesizer: list[Synthesizer] = []  # one per process, created for its first recording


def _record(job: tuple[str, _Recording]) -> tuple[str, int]:
    """Writes one recording; returns its path and size in bytes."""
    folder, recording = job
    if not _synthesizer:
        _synthesizer.append(Synthesizer())
    synthesizer = _synthesizer[0]
    spoken = synthesizer.say(recording.text, recording.voice).astype(np.float32)
    samples = soxr.resample(spoken, synthesizer.sample_rate_hz, SAMPLE_RATE_HZ)
    path = Path(folder, recording.path)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(_in_a_room(samples, recording.seed).tobytes())
    return recording.path, path.stat().st_size


def _in_a_room(samples: np.ndarray[Any, Any], seed: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Adds random loudness, leading and trailing silence, and the hiss of a cheap microphone."""
    rng = np.random.default_rng(seed)
    before, after = rng.integers(1600, 4800, size=2)  # 0.1 to 0.3 s
    gain = rng.uniform(6000, 20000) / max(1.0, float(np.abs(samples).max()))
    padded = np.pad(samples * gain, (before, after))
    noisy = padded + rng.normal(0.0, rng.uniform(5, 40), size=padded.shape)
    return np.clip(np.rint(noisy), -32768, 32767).astype(np.int16)


def _write_manifest(path: Path, recordings: list[_Recording], sizes: dict[str, int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["wav_filename", "wav_filesize", "transcript"])
        for recording in recordings:
            writer.writerow([recording.path, sizes[recording.path], recording.text])
