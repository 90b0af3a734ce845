"""Common Voice: the first release, TSV releases of 2019 and of today, and a personal takeout."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import damage, text, tone

FIRST = ["client_id", "path", "sentence", "up_votes", "down_votes", "age", "gender", "accent"]
TODAY = [
    *("client_id path sentence_id sentence sentence_domain up_votes down_votes".split()),
    *("age gender accents variant locale segment".split()),
]


def tsv(path: Path, columns: list[str], sentences: list[tuple[str, str, str]]) -> None:
    """Speaker, clip and sentence; the other columns as releases have them, mostly empty."""
    more = {"up_votes": "2", "down_votes": "0", "locale": "en", "sentence_id": "a1b2"}
    lines = ["\t".join(columns)]
    for speaker, clip, sentence in sentences:
        values = more | {"client_id": speaker, "path": clip, "sentence": sentence}
        lines.append("\t".join(values.get(column, "") for column in columns))
    text(path, "\n".join(lines) + "\n")


def release(folder: Path, columns: list[str]) -> None:
    """Six clips and one that is cut, one that is missing, one too long, one too short, one with digits."""
    clips = folder / "clips"
    for number in range(1, 7):
        tone(clips / f"common_voice_en_{number}.mp3", 3, 48000 if columns is TODAY else 44100)
    tone(clips / "common_voice_en_7.mp3", 3, 32000)
    damage(clips / "common_voice_en_7.mp3")
    tone(clips / "common_voice_en_8.mp3", 11, 32000)
    tone(clips / "common_voice_en_9.mp3", 0.5, 32000)
    ending = "" if columns is FIRST else ".mp3"  # the first releases leave it out
    clip = {number: f"common_voice_en_{number}{ending}" for number in range(1, 11)}
    quoted = '"""Stop"" he said."' if columns is FIRST else '"Stop" he said.'
    lone = "A quote that ends here." if columns is FIRST else '"A quote that never ends.'
    tsv(folder / "test.tsv", columns, [("s1", clip[1], "Hello, World!")])
    tsv(folder / "dev.tsv", columns, [("s2", clip[2], quoted)])
    tsv(folder / "train.tsv", columns, [("s3", clip[3], lone), ("s3", clip[7], "Damaged.")])
    everything = [
        ("s1", clip[1], "Hello, World!"),
        ("s2", clip[2], quoted),
        ("s3", clip[3], lone),
        ("s4", clip[4], "hello world"),  # a sentence of test
        ("s2", clip[5], "The speaker is one of dev"),
        ("s5", clip[6], "Well-known"),
        ("s5", clip[8], "Too long"),
        ("s5", clip[9], "Much too short for all of these words"),
        ("s5", clip[10], "The clip is missing"),
        ("s5", clip[6], "Call 911"),
    ]
    tsv(folder / "validated.tsv", columns, everything)
    text(folder / "reported.tsv", "sentence\tsentence_id\tlocale\treason\n")
    if columns is TODAY:
        text(folder / "clip_durations.tsv", "clip\tduration[ms]\ncommon_voice_en_1.mp3\t3000\n")
