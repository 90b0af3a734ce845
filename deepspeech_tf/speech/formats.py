"""Formats of transcripts: text, JSON, the `.tlog` of 0.9.3, SubRip, WebVTT, tables and NIST's CTM."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from deepspeech_tf.speech.cues import CueLimits, cue_lines, cues
from deepspeech_tf.speech.recognizer import SpokenWord
from deepspeech_tf.speech.transcript import RecordingTranscript
from deepspeech_tf.whole_file import json_text

_SPACES = re.compile(r"\s+")
DEFAULT_LIMITS = CueLimits()


def as_text(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """One line for each segment with words."""
    return "".join(f"{segment.text}\n" for segment in transcript.segments if segment.words)


def as_tlog(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """The format of 0.9.3: a JSON list of segments with start and end in milliseconds."""
    rows = [
        {"start": round(one.start_s * 1000), "end": round(one.end_s * 1000), "transcript": one.text}
        for one in transcript.segments
    ]
    return json_text(rows) + "\n"


def as_json(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """Segments and words with seconds and confidences."""
    return json_text(json_value(transcript), indent=1) + "\n"


def json_value(transcript: RecordingTranscript) -> dict[str, Any]:
    """What `as_json` writes."""
    return {
        "recording": transcript.name,
        "duration": round(transcript.duration_s, 3),
        "text": transcript.text,
        "segments": [
            {
                "start": round(one.start_s, 3),
                "end": round(one.end_s, 3),
                "text": one.text,
                "words": [word_value(word) for word in one.words],
            }
            for one in transcript.segments
        ],
    }


def word_value(word: SpokenWord) -> dict[str, Any]:
    """A word as JSON."""
    return {"word": word.text, "start": word.start_s, "end": word.end_s, "confidence": word.confidence}


def as_srt(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """SubRip: numbered subtitles."""
    blocks = [
        f"{number}\n{_clock(cue[0].start_s, ',')} --> {_clock(cue[-1].end_s, ',')}\n"
        + "".join(f"{line}\n" for line in cue_lines(cue, limits))
        for number, cue in enumerate(cues(transcript.words, limits), start=1)
    ]
    return "\n".join(blocks)


def as_vtt(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """WebVTT, with the time of each word, which players highlight."""
    blocks = ["WEBVTT\n"]
    for cue in cues(transcript.words, limits):
        words = iter(cue)
        lines = [
            " ".join(_vtt_word(next(words), cue[0]) for _ in line.split(" "))
            for line in cue_lines(cue, limits)
        ]
        clock = f"{_clock(cue[0].start_s, '.')} --> {_clock(cue[-1].end_s, '.')}\n"
        blocks.append(clock + "".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def _vtt_word(word: SpokenWord, first: SpokenWord) -> str:
    text = word.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if word is first else f"<{_clock(word.start_s, '.')}><c>{text}</c>"


def as_tsv(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """A table of words: start and end in seconds, confidence, number of the segment, word."""
    rows = ["start\tend\tconfidence\tsegment\tword\n"]
    for number, segment in enumerate(transcript.segments, start=1):
        rows += [
            f"{w.start_s:.3f}\t{w.end_s:.3f}\t{w.confidence:.4f}\t{number}\t{w.text}\n" for w in segment.words
        ]
    return "".join(rows)


def as_ctm(transcript: RecordingTranscript, limits: CueLimits = DEFAULT_LIMITS) -> str:
    """NIST's CTM: recording, channel, start, duration, word, confidence."""
    name = _SPACES.sub("_", PurePath(transcript.name).stem) or "recording"
    return "".join(
        f"{name} 1 {w.start_s:.3f} {w.end_s - w.start_s:.3f} {w.text} {w.confidence:.4f}\n"
        for w in transcript.words
    )


def _clock(seconds: float, point: str) -> str:
    """`hh:mm:ss` and milliseconds."""
    whole = round(seconds * 1000)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"


# Name of a format, which is also the ending of its files -> the function that writes it.
FORMATS: Mapping[str, Callable[[RecordingTranscript, CueLimits], str]] = {
    "txt": as_text,
    "json": as_json,
    "tlog": as_tlog,
    "srt": as_srt,
    "vtt": as_vtt,
    "tsv": as_tsv,
    "ctm": as_ctm,
}
