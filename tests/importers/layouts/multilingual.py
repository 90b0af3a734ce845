"""Corpora of many languages: Multilingual LibriSpeech, FLEURS."""

from __future__ import annotations

import shutil
from pathlib import Path

import soundfile

from tests.importers.layouts.sound import cut, damage, tar, text, tone


def mls(folder: Path, ending: str = ".opus") -> None:
    """`<set>/audio/<speaker>/<book>/<speaker>_<book>_<number>`, and a list of transcripts for each set."""
    corpus = folder / ("mls_polish_opus" if ending == ".opus" else "mls_polish")
    for name, count in (("train", 5), ("dev", 2), ("test", 1)):
        lines = []
        for number in range(count):
            key = f"6892_10049_{number:06d}"
            seconds = {2: 16, 3: 0.5}.get(number, 3) if name == "train" else 3
            audio = corpus / name / "audio" / "6892" / "10049" / f"{key}{ending}"
            tone(audio, seconds, 48000 if ending == ".opus" else 16000)
            lines.append(f"{key}\tże nie było {'zbyt długie' if number == 2 else 'źle'}")
        if name == "train":
            damage(audio)
            lines.append("6892_10049 no number")
        text(corpus / name / "transcripts.txt", "\n".join(lines) + "\n")
        text(corpus / name / "segments.txt", "6892_10049_000000\thttp://x/a.mp3\t1.0\t4.0\n")


def fleurs(folder: Path, *, hub: bool) -> None:
    """`<language>/<set>.tsv` without a header, and `audio/<set>/`; on a hub the latter are archives."""
    corpus = folder / "data" / "de_de" if hub else folder / "made" / "de_de"
    for name in ("train", "dev", "test"):
        lines = []
        for number in range(4 if name == "train" else 1):
            file_name = f"1000{number}74382374.wav"
            audio = tone(corpus / "audio" / name / file_name, 3)
            samples, rate_hz = soundfile.read(audio)
            soundfile.write(audio, samples, rate_hz, subtype="FLOAT")
            words = "es war \u201edas\u201c größte"
            characters = "e s | w a r |"
            columns = [str(number), file_name, f'Es war "{number}", "das', words, characters, "48000", "MALE"]
            lines.append("\t".join(columns[:5] if number == 3 else columns))
            if number == 2:
                cut(audio)
        text(corpus / f"{name}.tsv", "\n".join(lines) + "\n")
        if hub:
            tar(corpus / "audio" / f"{name}.tar.gz", corpus / "audio", name)
            shutil.rmtree(corpus / "audio" / name)
    if not hub:
        tar(folder / "de_de.tar.gz", folder / "made", "de_de")
        shutil.rmtree(folder / "made")
