"""Corpora of read Mandarin: MAGICDATA and Primewords."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.importers.layouts.sound import cut, damage, tar, text, tone


def magicdata(folder: Path) -> None:
    """Three archives, each with a folder of speakers, a table and a list for Kaldi."""
    made = folder / "made"
    for name, count in (("train", 6), ("dev", 2), ("test", 1)):
        lines, paths = ["UtteranceID\tSpeakerID\tTranscription"], []
        for number in range(count):
            key = f"5_54{number}_20170607142131.wav"
            seconds = 11 if number == 1 else 3  # too long for train, not for dev
            tone(made / name / f"5_54{number}" / key, seconds)
            lines.append(f"{key}\t5_54{number}\t我在广州市{'上班 [FIL]' if number == 2 else ''}")
            paths.append(f"5_54{number}_20170607142131\tWAV/{name}/5_54{number}/{key}")
        text(made / name / "TRANS.txt", "\n".join(lines) + "\n")
        text(made / name / "wav.scp", "\n".join(paths) + "\n")
    cut(made / "train" / "5_543" / "5_543_20170607142131.wav")
    tone(made / "train" / "5_540" / "5_540_unlisted.wav")
    for name in ("train", "dev", "test"):
        tar(folder / f"magicdata_{name}_set.tar.gz", made, name)
    shutil.rmtree(made)


def primewords(folder: Path) -> None:
    """Clips in folders of the first digits of their hashes, one table in JSON."""
    corpus = folder / "made" / "primewords_md_2018_set1"
    entries = []
    for number in range(40):
        name = f"{number:02x}a4a7e2-0c5b-4cfd-a15c-0ba4d5b6a4a5.wav"
        tone(corpus / "audio_files" / name[0] / name[:2] / name, 16 if number % 2 else 2)
        entry = {"id": str(number), "user_id": "7", "file": name, "text": "你 在 哪里", "length": "2"}
        entries.append(entry)
    damage(corpus / "audio_files" / "0" / "04" / entries[4]["file"])
    entries.append(entries[0] | {"id": "40", "file": "missing.wav"})
    text(corpus / "set1_transcript.json", json.dumps(entries, ensure_ascii=False))
    tar(folder / "primewords_md_2018_set1.tar.gz", folder / "made", "primewords_md_2018_set1")
    shutil.rmtree(folder / "made")
