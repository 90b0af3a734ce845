"""Corpora that many speakers read: TrainingSpeech, VCTK, VoxForge."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import soundfile

from tests.importers.layouts.sound import cut, damage, tar, text, tone, zipped


def training_speech(folder: Path) -> None:
    """ts_2019-04-11_fr_FR.zip: data.csv and audio, without a folder of their own."""
    made = folder / "made"
    lines = ["path,duration,text"]
    for number in range(13):
        name = f"audio/{number:02d}-l_oeuvre.wav"
        tone(made / name, 16 if number == 5 else 2, 22050)
        words = "« L’œuvre – déjà ! »\u00a0(suite)…" if number != 6 else "En 1914"
        lines.append(f'{name},2.0,"{words.replace("–", "-")}"')
    cut(made / "audio" / "04-l_oeuvre.wav")
    lines += ["../../elsewhere.wav,2.0,Ailleurs", ",2.0,Rien"]
    text(made / "data.csv", "\n".join(lines) + "\n")
    zipped(folder / "ts_2019-04-11_fr_FR.zip", made, "data.csv", "audio")
    shutil.rmtree(made)


def vctk(folder: Path, *, newer: bool) -> None:
    """A folder of recordings for each speaker, and one of texts; p315 has no texts."""
    corpus = folder / "VCTK-Corpus-0.92" if newer else folder / "VCTK-Corpus"
    place = corpus / ("wav48_silence_trimmed" if newer else "wav48")
    for speaker in ("p225", "p226", "p315"):
        for number in range(1, 13):
            key = f"{speaker}_{number:03d}"
            for microphone in ("_mic1.flac", "_mic2.flac") if newer else (".wav",):
                tone(place / speaker / f"{key}{microphone}", 9.5 if number == 2 else 2, 48000)
            if speaker != "p315":
                text(corpus / "txt" / speaker / f"{key}.txt", 'Ask her to bring "these" things-it\'s fine.\n')
    suffix = "_mic1.flac" if newer else ".wav"
    silent = place / "p225" / f"p225_001{suffix}"
    samples, rate_hz = soundfile.read(silent)
    silence = np.zeros(rate_hz)
    soundfile.write(silent, np.concatenate([silence, samples, silence]), rate_hz)  # 4 seconds, 2 of speech
    tone(place / "p225" / f"p225_003{suffix}", 0.8, 48000)
    damage(place / "p226" / f"p226_004{suffix}")


def voxforge(folder: Path) -> None:
    """archive/<volunteer>-<date>-<code>.tgz, each with etc/PROMPTS and wav/ or flac/."""
    made = folder / "made"
    for number in range(6):
        name = f"Volunteer{number}-20080318-kd{number}"
        sent = made / name
        kind = "flac" if number == 3 else "wav"
        lines = []
        for key in ("b0019", "b0020", "b0021"):
            tone(sent / kind / f"{key}.{kind}", 3)
            lines.append(f"{name}/mfc/{key} PLEASE, REFER TO CAF\u00c9 {number}")
        lines.append(f"{name}/mfc/b0022 A FILE THAT IS MISSING")
        text(sent / "etc" / "PROMPTS", "\n".join(lines) + "\n", "latin-1" if number == 4 else "utf-8")
        text(sent / "etc" / "README", "User Name:Volunteer\n")
        if number == 1:
            tone(sent / "wav" / "b0020.wav", 0.8)  # too short for the words
            cut(sent / "wav" / "b0021.wav")
        archive = tar(folder / "archive" / f"{name}.tgz", made, name)
    cut(archive)
    shutil.rmtree(made)
