"""Layouts that many corpora share: LibriSpeech, LJSpeech, Kaldi, audio beside text, and LDC93S1."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import cut, damage, text, tone


def ldc93s1(folder: Path) -> None:
    tone(folder / "LDC93S1.wav", 2.9)
    text(folder / "LDC93S1.txt", "0 46797 She had your dark suit in greasy wash water all year.\n")


def librispeech(folder: Path, name: str = "dev-clean") -> None:
    chapter = folder / "LibriSpeech" / name / "84" / "121123"
    lines = []
    for number, words in enumerate(["GO DO YOU HEAR", "BUT IN LESS THAN FIVE MINUTES", "O IT'S CAFÉ"]):
        key = f"84-121123-{number:04d}"
        tone(chapter / f"{key}.flac", 2 + number / 10)
        lines.append(f"{key} {words}\n")
    text(chapter / "84-121123.trans.txt", "".join(lines))
    text(
        folder / "LibriSpeech" / "SPEAKERS.TXT",
        ";ID |SEX| SUBSET |MINUTES| NAME\n84 | F | dev-clean | 8 | x\n",
    )


def damaged_librispeech(folder: Path) -> None:
    librispeech(folder)
    cut(folder / "LibriSpeech/dev-clean/84/121123/84-121123-0001.flac")


def ljspeech(folder: Path) -> None:
    lines = []
    for number in range(1, 13):
        key = f"LJ001-{number:04d}"
        tone(folder / "LJSpeech-1.1" / "wavs" / f"{key}.wav", 1.9, 22050)
        lines.append(f'{key}|In {number}, "only"|In being, "only" — so\n'.replace("—", "-"))
    text(folder / "LJSpeech-1.1" / "metadata.csv", "".join(lines))
    damage(folder / "LJSpeech-1.1" / "wavs" / "LJ001-0003.wav")


def kaldi(folder: Path) -> None:
    """A set with segments of two-channel SPHERE files, and one whose audio is the output of commands."""
    tone(folder / "audio" / "call1.sph", 6, 8000, channels=2)
    tone(folder / "audio" / "my talk.flac", 3)
    train, test = folder / "data" / "train", folder / "data" / "test"
    sphere = folder / "audio" / "call1.sph"
    text(
        train / "wav.scp",
        f"call1-A sph2pipe -f wav -p -c 1 {sphere} |\ncall1-B sph2pipe -f wav -p -c 2 {sphere} |\n",
    )
    text(
        train / "segments",
        "call1-A-000 call1-A 0.5 2.5\ncall1-A-001 call1-A 2.5 4\ncall1-B-000 call1-B 4.0 5.5\n"
        "call1-A-009 call1-A 90.0 91.0\ncall1-A-010 call1-A one two\n",
    )
    text(
        train / "text",
        "call1-A-000 hello there\ncall1-A-001 yes\ncall1-B-000 who is it\ncall1-A-009 behind the end\n"
        "call1-A-010 no times\ncall1-A-011 no segment\n",
    )
    text(train / "utt2spk", "call1-A-000 A\ncall1-A-001 A\ncall1-B-000 B\n")
    text(
        test / "wav.scp",
        f"spk/1 flac -c -d -s '{folder / 'audio' / 'my talk.flac'}' |\nspk/2 audio/none.wav\n",
    )
    text(test / "text", "spk/1 good morning\nspk/2 is missing\n")


def folder_of_texts(folder: Path) -> None:
    tone(folder / "a.mp3", 2, 44100)
    text(folder / "a.txt", "One\n two.\n")
    tone(folder / "sub" / "a.wav", 2, 48000, channels=2)
    text(folder / "sub" / "a.txt", "three")
    tone(folder / "b.ogg", 2, 24000)
    text(folder / "b.txt", "\ufefffour")
    tone(folder / "c.wav", 2)  # no text
    tone(folder / "d.wav", 2)
    text(folder / "d.txt", "caf\xe9", "latin-1")  # not UTF-8
    tone(folder / "e.opus", 2, 48000)
    text(folder / "e.txt", "five")
    tone(folder / "f.flac")
    text(folder / "f.txt", "six")
    cut(folder / "f.flac")
    tone(folder / "g.wav", 2)
    text(folder / "g.txt", "seven")
    text(folder / "readme.md", "notes")
