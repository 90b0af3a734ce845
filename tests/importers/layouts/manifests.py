"""Manifests of other toolkits: NeMo, Lhotse."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.importers.layouts.sound import cut, text, tone


def lines_of(path: Path, rows: list[Any]) -> Path:
    """JSON lines, compressed if the file name ends in .gz; strings are written unchanged."""
    content = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content.encode()))
        return path
    return text(path, content)


def nemo(folder: Path) -> None:
    """Paths relative and absolute, segments of one file, a transcript in a file, rows that are damaged."""
    tone(folder / "audio" / "a.wav", 3)
    tone(folder / "audio" / "talk.flac", 9, 48000, channels=2)
    cut(tone(folder / "audio" / "cut.flac", 3))
    text(folder / "audio" / "b.txt", "from a\nfile\n")
    talk = str(folder / "audio" / "talk.flac")
    rows = [
        {"audio_filepath": "audio/a.wav", "duration": 3.0, "text": "one two"},
        {"audio_filepath": talk, "duration": 2.0, "text": "First.", "offset": 0.0, "lang": "en"},
        {"audio_filepath": talk, "duration": 2.5, "text": "second", "offset": 2.0},
        {"audio_filepath": "audio/a.wav", "duration": 3.0, "text_filepath": "audio/b.txt"},
        {"audio_filepath": "audio/cut.flac", "duration": 3.0, "text": "damaged"},
        {"audio_filepath": "audio/missing.wav", "duration": 3.0, "text": "missing"},
        {"audio_filepath": "audio/a.wav", "duration": 3.0},
        {"audio_filepath": ["a.wav", "b.wav"], "text": "two files"},
        {"audio_filepath": talk, "text": "no duration", "offset": 1.0},
        '{"audio_filepath": "audio/a.wav", "text": "half a ro',
        {"audio_filepath": "/", "text": "a folder"},
        {"audio_filepath": talk, "text": "no end", "offset": 1.0, "duration": float("inf")},
        '{"audio_filepath": "audio/a\\u0000.wav", "text": "half a character \\ud800"}',
    ]
    lines_of(folder / "train_manifest.json", rows)
    lines_of(folder / "test_manifest.json", rows[:1])


def recording(folder: Path, key: str, seconds: float, channels: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "sources": [{"type": "file", "channels": list(range(channels)), "source": f"audio/{key}.wav"}],
        "sampling_rate": 16000,
        "num_samples": int(seconds * 16000),
        "duration": seconds,
        "channel_ids": list(range(channels)),
    } | more


def supervision(
    key: str, call: str, start: float, duration: float, words: str, channel: Any = 0
) -> dict[str, Any]:
    times = {"start": start, "duration": duration, "channel": channel}
    return {"id": key, "recording_id": call, **times, "text": words, "language": "English", "speaker": "1"}


def lhotse(folder: Path) -> None:
    """Recordings with supervisions in two files, and cuts."""
    tone(folder / "audio" / "call.wav", 8, 16000, channels=2)
    tone(folder / "audio" / "read.wav", 3)
    cut(tone(folder / "audio" / "cut.wav", 3))
    call, read = recording(folder, "call", 8.0, 2), recording(folder, "read", 3.0)
    command = read | {"id": "piped", "sources": [{"type": "command", "channels": [0], "source": "sox x -"}]}
    lines_of(folder / "corpus_recordings_dev.jsonl.gz", [call, read, recording(folder, "cut", 3.0), command])
    supervisions = [
        supervision("call-a-1", "call", 0.5, 2.0, "Hello there"),
        supervision("call-b-1", "call", 2.5, 2.0, "who is it", 1),
        supervision("read-1", "read", 0.0, 3.0, "the whole file"),
        supervision("cut-1", "cut", 0.0, 3.0, "damaged"),
        supervision("piped-1", "piped", 0.0, 3.0, "a command"),
        supervision("lost-1", "lost", 0.0, 3.0, "no recording"),
        supervision("call-c-1", "call", 0.0, 3.0, "no such channel", 2),
        {"id": "half", "recording_id": "read"},
        "not json",
    ]
    lines_of(folder / "corpus_supervisions_dev.jsonl.gz", supervisions)
    mono = {"type": "MonoCut", "channel": 0, "features": None}
    two = [supervision("s2", "read", 0.0, 1.0, "one"), supervision("s3", "read", 1, 2, "two")]
    cuts = [
        {"id": "c1", "start": 1.0, "duration": 4.0, "recording": call, **mono}
        | {"supervisions": [supervision("s1", "call", -0.5, 2.0, "begins before", [0])]},
        {"id": "c2", "start": 0.0, "duration": 3.0, "recording": read, **mono, "supervisions": two},
        {"id": "c3", "start": 0.0, "duration": 3.0, **mono}
        | {"recording": read | {"transforms": [{"name": "Speed", "kwargs": {"factor": 0.9}}]}}
        | {"supervisions": [supervision("s4", "read", 0.0, 3.0, "fast")]},
        {"id": "c4", "type": "MixedCut", "tracks": []},
    ]
    lines_of(folder / "cuts_train.jsonl", cuts)
    text(folder / "cuts_test.json", json.dumps(cuts[1:2]))
