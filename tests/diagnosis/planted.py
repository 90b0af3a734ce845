"""A corpus with one defect of every kind planted in it, and which finding each must lead to."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 16000
CHARACTERS_PER_S = 12.0
WORDS = "the quick brown fox jumps over a lazy dog near some grey river bank while seven birds sing".split()

Samples = np.ndarray


@dataclass
class Corpus:
    """Rows in the making; `expected` has for each name of a defect its set, row number and kind."""

    folder: Path
    rows: dict[str, list[list[str]]] = field(default_factory=lambda: {"train": [], "dev": [], "test": []})
    expected: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    count: int = 0

    def sentence(self, words: int = 6) -> str:
        rng = np.random.default_rng(1000 + self.count)
        return " ".join(rng.choice(WORDS, words))

    def sound(self, text: str) -> Samples:
        """A voice in syllables, with pauses and noise, as long as speech would be."""
        self.count += 1
        rng = np.random.default_rng(self.count)
        time_s = np.arange(int(len(text) / CHARACTERS_PER_S * RATE_HZ)) / RATE_HZ
        angle = 2 * np.pi * rng.uniform(90, 250) * time_s
        voice = sum(np.sin(k * angle + rng.uniform(0, 6)) / k for k in range(1, 8))
        syllables = np.maximum(0, np.sin(2 * np.pi * 3 * time_s))
        return 0.15 * syllables * voice + 0.002 * rng.standard_normal(len(time_s))

    def write(self, samples: Samples, rate_hz: int = RATE_HZ, name: str = "") -> str:
        self.count += 1
        name = name or f"clips/{self.count}.wav"
        (self.folder / name).parent.mkdir(exist_ok=True)
        soundfile.write(self.folder / name, samples, rate_hz, "PCM_16")
        return name

    def add(
        self, text: str, audio: str | None = None, *, phase: str = "train", defect: tuple[str, str] = ("", "")
    ) -> None:
        """A row; without `audio` that of good speech."""
        name = audio if audio is not None else self.write(self.sound(text))
        path = self.folder / name
        size = str(path.stat().st_size) if path.is_file() else "1"
        speaker = {"train": "ann", "dev": "bob", "test": "cyd"}[phase]
        self.rows[phase].append([name, size, text, speaker])
        if defect[0]:
            more_lines = sum(row[2].count("\n") for row in self.rows[phase][:-1])
            self.expected[defect[0]] = (phase, len(self.rows[phase]) + 1 + more_lines, defect[1])

    def plant(self, name: str, kind: str, text: str | None = None, audio: str | None = None) -> None:
        self.add(self.sentence() if text is None else text, audio, defect=(name, kind))

    def save(self) -> dict[str, Path]:
        """The CSV files."""
        for phase, rows in self.rows.items():
            with open(self.folder / f"{phase}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["wav_filename", "wav_filesize", "transcript", "speaker"])
                writer.writerows(rows)
        return {phase: self.folder / f"{phase}.csv" for phase in self.rows}


def good_corpus(folder: Path) -> Corpus:
    """A corpus with nothing wrong in it."""
    corpus = Corpus(folder)
    for phase, count in (("train", 30), ("dev", 5), ("test", 5)):
        for number in range(count):
            corpus.add(corpus.sentence(4 + number % 5), phase=phase)
    return corpus


def plant_all(corpus: Corpus) -> None:
    """Plants every defect of rows, each in a separate row."""
    _plant_files(corpus)
    _plant_sounds(corpus)
    _plant_transcripts(corpus)
    _plant_pairs(corpus)


def _plant_files(corpus: Corpus) -> None:
    corpus.plant("missing file", "missing", audio="clips/none.wav")
    corpus.plant("name of a text file", "file_type", audio="clips/notes.txt")
    broken: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "empty file": ("empty", lambda data: b""),
        "WAV without samples": ("empty", lambda data: data[:40] + bytes(4)),
        "random bytes": ("unreadable", lambda data: b"\x01\x02\x03" * 900),
        "WAV cut short": ("unreadable", lambda data: data[: len(data) // 2]),
        "WAV of a recorder that crashed": ("repaired_header", lambda data: data[:40] + bytes(4) + data[44:]),
    }
    for name, (kind, damage) in broken.items():
        text = corpus.sentence()
        audio = corpus.write(corpus.sound(text))
        path = corpus.folder / audio
        path.write_bytes(damage(path.read_bytes()))
        corpus.plant(name, kind, text, audio)
    corpus.plant("wrong size", "size")
    corpus.rows["train"][-1][1] = "1234567"
    corpus.plant("size that is not a number", "size_text")
    corpus.rows["train"][-1][1] = "many"


def _plant_sounds(corpus: Corpus) -> None:
    text = corpus.sentence(8)
    sound = corpus.sound(text)
    step = np.concatenate([sound[::2], sound[::2]])
    stereo = np.stack([sound, np.roll(sound, 7)], axis=1)
    changed: dict[str, tuple[str, Samples, int]] = {
        "digital silence": ("silent", 0 * sound, RATE_HZ),
        "only hiss": ("silent", 0.002 * sound, RATE_HZ),
        "constant offset": ("silent", 0 * sound + 0.3, RATE_HZ),
        "clipped": ("clipped", np.clip(6 * sound, -1, 1), RATE_HZ),
        "clipped, then attenuated": ("clipped", 0.4 * np.clip(8 * sound, -1, 1), RATE_HZ),
        "44.1 kHz": ("rate", np.repeat(sound, 3)[: int(len(sound) * 2.75)], 44100),
        "8 kHz": ("low_rate", step[: len(sound) // 2], 8000),
        "stereo": ("channels", stereo, RATE_HZ),
        "20 ms": ("short", sound[:320], RATE_HZ),
    }
    for name, (kind, samples, rate_hz) in changed.items():
        words = "a" if kind == "short" else text
        text = corpus.sentence(8)  # the next one is another sentence, about as long
        corpus.plant(name, kind, words, corpus.write(samples, rate_hz))
    inverted = np.stack([sound, -sound], axis=1)
    text = corpus.sentence(7)
    half = np.stack([corpus.sound(text), np.zeros(len(corpus.sound(text)))], axis=1)
    corpus.plant("one channel silent", "silent_channel+channels", text, corpus.write(half))
    corpus.plant("one channel inverted", "cancelled+channels", text, corpus.write(inverted))


def _plant_transcripts(corpus: Corpus) -> None:
    base = corpus.sentence()
    for name, kind, text in (
        ("empty transcript", "no_transcript", ""),
        ("whitespace transcript", "no_transcript", "  "),
        ("two lines", "line_break", f"{base}\nand more"),
        ("foreign character", "alphabet", f"{base} straße"),
        ("digits", "digits", f"{base} 42"),
        ("upper case", "case", f"Hello {base}"),
        ("tab", "tab", f"{base}\tand more"),
        ("no-break space", "tab", f"{base}\u00a0and more"),
        ("zero-width space", "invisible", f"{base}\u200b and more so"),
        ("byte order mark in the transcript", "invisible", f"\ufeff{base} and less"),
        ("typographic apostrophe", "typography", f"{base} don’t"),
        ("decomposed accent", "normal_form", f"{base} cafe\u0301"),
        ("trailing space", "spaces", f"{base} again "),
        ("repeated space", "spaces", f"{base}  again and again"),
    ):
        corpus.plant(name, kind, text, corpus.write(corpus.sound(text + base)))


def _plant_pairs(corpus: Corpus) -> None:
    long = corpus.sentence(25)
    corpus.plant("CTC needs more frames", "too_short+fast", long, corpus.write(corpus.sound(long[:20])))
    doubled = "aabb" * 11  # 44 characters, 43 neighbours of which 22 are equal: 66 frames
    audio = corpus.write(corpus.sound("x" * 12))  # 1 s: 49 frames
    corpus.plant("CTC needs frames between equal characters", "too_short+fast", doubled, audio)
    corpus.plant("too much text", "fast", long + " so", corpus.write(corpus.sound(long[: len(long) // 3])))
    corpus.plant("too little text", "slow", "over there", corpus.write(corpus.sound(long)))

    first = corpus.rows["train"][0]
    corpus.plant("duplicate row", "row_twice", first[2], first[0])
    second = corpus.rows["train"][1]
    samples, _ = soundfile.read(corpus.folder / second[0], dtype="int16")
    corpus.plant("copy as FLAC", "audio_twice", second[2], corpus.write(samples, name="clips/copy.flac"))

    text, other = corpus.sentence(6), corpus.sentence(7)
    audio = corpus.write(corpus.sound(text))
    corpus.plant("one recording, first transcript", "contradiction", text, audio)
    corpus.plant("one recording, second transcript", "contradiction", f"not {other[:20]}", audio)

    test = corpus.rows["test"][0]
    corpus.plant("test recording in the training set", "audio_shared", test[2], test[0])
    corpus.expected["test sentence with its recording"] = ("test", 2, "phrase_shared")
    long, short = corpus.rows["train"][4][2], corpus.rows["train"][5][2]
    corpus.add(long, phase="test", defect=("training sentence in the test set", "sentence_shared"))
    corpus.add(short, phase="test", defect=("short training sentence in the test set", "phrase_shared"))
    defect = ("training speaker in the test set", "speaker_shared")
    corpus.add(corpus.sentence(5), phase="test", defect=defect)
    corpus.rows["test"][-1][3] = "ann"
