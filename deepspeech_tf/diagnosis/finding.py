"""What can be wrong with data, how bad each of it is, and what becomes of the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Action = Literal["quarantine", "repair", "keep"]

# Worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Kind:
    """One thing that can be wrong.

    Args:
        severity: "error" if training refuses it, "warning" if it harms, "note" if it is good to know.
        action: what the cleaned CSV does with the row: leave it out, repair it, or keep it as it is.
        title: the thing in a few words.
    """

    severity: Severity
    action: Action
    title: str


KINDS: dict[str, Kind] = {
    # of a CSV file
    "manifest": Kind("error", "quarantine", "file that cannot be read, or not wholly"),
    "fields": Kind("error", "quarantine", "row without the fields of the header"),
    "encoding": Kind("error", "quarantine", "not UTF-8"),
    "bom": Kind("note", "repair", "byte order mark"),
    "crlf": Kind("note", "repair", "lines that end with CRLF"),
    "no_size": Kind("note", "repair", "no column wav_filesize: nothing to sort by"),
    "size_text": Kind("error", "repair", "wav_filesize is no whole number"),
    "size": Kind("warning", "repair", "wav_filesize is not the size of the WAV file"),
    # of a transcript
    "no_transcript": Kind("error", "quarantine", "no transcript"),
    "line_break": Kind("error", "quarantine", "transcript over several lines: a quote that is not closed?"),
    "alphabet": Kind("error", "quarantine", "characters outside of the alphabet"),
    "digits": Kind("error", "quarantine", "digits that the alphabet lacks: spell them as they are spoken"),
    "digits_as_bytes": Kind("note", "keep", "digits: bytes can write them, but not say how they are spoken"),
    "case": Kind("error", "repair", "letters in the other case than the alphabet's"),
    "tab": Kind("error", "repair", "tabs and other blanks that are no space"),
    "invisible": Kind("error", "repair", "characters without a shape"),
    "typography": Kind("error", "repair", "typographic characters whose plain ones the alphabet has"),
    "normal_form": Kind("note", "repair", "composed or decomposed, unlike the alphabet"),
    "spaces": Kind("note", "repair", "spaces at an end, or several in a row"),
    # of a recording
    "file_type": Kind("error", "quarantine", "no audio file by its name"),
    "missing": Kind("error", "quarantine", "audio file that is missing"),
    "unreadable": Kind("error", "quarantine", "audio file that cannot be read"),
    "empty": Kind("error", "quarantine", "audio file without sound samples"),
    "short": Kind("error", "quarantine", "shorter than one analysis window"),
    "repaired_header": Kind("warning", "keep", "header that is wrong, or several files in one"),
    "rate_refused": Kind("error", "quarantine", "another sample rate, and --nonormalize_sample_rate"),
    "rate": Kind("note", "keep", "another sample rate: will be resampled"),
    "low_rate": Kind("warning", "keep", "lower sample rate: high frequencies are missing"),
    "channels": Kind("note", "keep", "several channels: will be averaged"),
    "silent_channel": Kind("warning", "keep", "silent channel that makes the average quieter"),
    "cancelled": Kind("warning", "quarantine", "channels that cancel each other out when averaged"),
    "silent": Kind("warning", "quarantine", "silence"),
    "clipped": Kind("warning", "keep", "clipped: too loud for the recorder"),
    # of both together
    "too_short": Kind("error", "quarantine", "too short for its transcript under CTC"),
    "fast": Kind("warning", "quarantine", "improbably many characters per second"),
    "slow": Kind("warning", "quarantine", "improbably few characters per second"),
    # of several rows
    "row_twice": Kind("warning", "quarantine", "the same audio file once more in the set"),
    "audio_twice": Kind("warning", "quarantine", "the same sound once more in the set"),
    "contradiction": Kind("warning", "quarantine", "the same sound with another transcript"),
    "audio_shared": Kind("warning", "quarantine", "a recording of the tests in training"),
    "sentence_shared": Kind("warning", "keep", "a sentence of the tests in training"),
    "phrase_shared": Kind("note", "keep", "a short sentence of the tests in training"),
    "speaker_shared": Kind("warning", "keep", "a speaker of the tests in training"),
    "unused_labels": Kind("note", "keep", "labels of the alphabet that no training transcript has"),
}  # fmt: skip


def place(file: str, row: int) -> str:
    """A row of a CSV file, or a sample of a database (whose rows count from 1 here), for messages."""
    if not row:
        return file
    return f"sample {row - 1} of {file}" if file.lower().endswith(".sdb") else f"row {row} of {file}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in one place.

    Args:
        kind: a key of `KINDS`.
        file: CSV file.
        row: line number in it, the header's being 1; 0 for the whole file.
        audio: the audio file, "" if the finding is about none.
        detail: what exactly.
    """

    kind: str
    file: str
    row: int
    audio: str
    detail: str

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind].severity

    @property
    def action(self) -> Action:
        return KINDS[self.kind].action

    @property
    def where(self) -> str:
        return place(self.file, self.row)

    def __str__(self) -> str:
        audio = f"{self.audio}: " if self.audio else ""
        return f"{self.where}: {audio}{KINDS[self.kind].title}: {self.detail}"
