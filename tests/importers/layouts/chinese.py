"""Mandarin corpora: AISHELL-1, aidatatang_200zh, ST-CMDS, each as its archive."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import tar, text, tone


def aishell(folder: Path) -> Path:
    """`data_aishell.tgz`: an archive for each speaker in wav/, one list of transcripts."""
    inside = folder / "made"
    lines = []
    for name, speaker, seconds in (
        ("train", "S0002", (2.0, 11.0)), ("dev", "S0724", (2.0, 12.0)), ("test", "S0764", (2.0,)),
    ):  # fmt: skip
        for number, length in enumerate(seconds, start=121):
            key = f"BAC009{speaker}W{number:04d}"
            tone(inside / name / speaker / f"{key}.wav", length)
            lines.append(f"{key} 而 对 楼市 {number}\n")
        tar(inside / "data_aishell" / "wav" / f"{speaker}.tar.gz", inside, f"{name}/{speaker}")
    tone(inside / "train" / "S0002" / "BAC009S0002W0999.wav")  # in no list
    tar(inside / "data_aishell" / "wav" / "S0002.tar.gz", inside, "train/S0002")
    text(inside / "data_aishell" / "wav" / "S0003.tar.gz", "cut short")
    text(inside / "data_aishell" / "transcript" / "aishell_transcript_v0.8.txt", "".join(lines))
    return tar(folder / "data_aishell.tgz", inside, "data_aishell")


def aidatatang(folder: Path) -> Path:
    """`aidatatang_200zh.tgz`: an archive for each speaker in corpus/<set>/."""
    inside = folder / "made"
    lines = []
    for name, speaker in (("train", "G0013"), ("dev", "G0002"), ("test", "G0101")):
        for number, seconds in ((1, 2.0), (2, 10.5)):
            key = f"T0055{speaker}S{number:04d}"
            tone(inside / name / speaker / f"{key}.wav", seconds)
            text(inside / name / speaker / f"{key}.metadata", "SMP\t16000\n")
            lines.append(f"{key} 以后 你 是 男孩子\n")
        corpus = inside / "aidatatang_200zh" / "corpus" / name
        tar(corpus / f"{speaker}.tar.gz", inside / name, speaker)
    transcript = inside / "aidatatang_200zh" / "transcript" / "aidatatang_200_zh_transcript.txt"
    text(transcript, "".join(lines))
    return tar(folder / "aidatatang_200zh.tgz", inside, "aidatatang_200zh")


def freestmandarin(folder: Path) -> Path:
    """`ST-CMDS-20170001_1-OS.tar.gz`: each recording with its .txt and .metadata in one folder."""
    inside = folder / "made"
    for number in range(20):
        key = inside / "ST-CMDS-20170001_1-OS" / f"20170001P00001A{number:04d}"
        tone(key.with_suffix(".wav"), 10.5 if number == 7 else 2.0)
        text(key.with_suffix(".txt"), f"我国{number}\n")
        text(key.with_suffix(".metadata"), "SCC\tmobile\n")
    (inside / "ST-CMDS-20170001_1-OS" / "20170001P00001A0003.txt").unlink()
    return tar(folder / "ST-CMDS-20170001_1-OS.tar.gz", inside, "ST-CMDS-20170001_1-OS")
