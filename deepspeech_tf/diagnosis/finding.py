"""The kinds of findings: their severity, and what the cleaned files do with the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deepspeech_tf.errors import one_line

Severity = Literal["error", "warning", "note"]
Action = Literal["quarantine", "repair", "keep"]

# Worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Kind:
    """A kind of finding.

    Args:
        severity: "error" if training refuses it, "warning" if it harms the result, "note" for information.
        action: what the cleaned CSV does with the row: leave it out, repair it, or keep it unchanged.
        title: a short description.
    """

    severity: Severity
    action: Action
    title: str


KINDS: dict[str, Kind] = {
    # CSV files
    "manifest": Kind("error", "quarantine", "file that cannot be read, or only in part"),
    "fields": Kind("error", "quarantine", "malformed row"),
    "encoding": Kind("error", "quarantine", "not UTF-8"),
    "bom": Kind("note", "repair", "byte order mark"),
    "crlf": Kind("note", "repair", "CRLF line endings"),
    "no_size": Kind("note", "repair", "no column wav_filesize to sort by"),
    "size_text": Kind("error", "repair", "wav_filesize is not an integer"),
    "size": Kind("warning", "repair", "wav_filesize is not the size of the WAV file"),
    # transcripts
    "no_transcript": Kind("error", "quarantine", "empty transcript"),
    "line_break": Kind("error", "quarantine", "line breaks in a field: a quote that is not closed?"),
    "alphabet": Kind("error", "quarantine", "characters outside the alphabet"),
    "digits": Kind("error", "quarantine", "digits outside the alphabet: write them as words"),
    "digits_as_bytes": Kind("note", "keep", "digits in bytes mode: ambiguous pronunciation"),
    "case": Kind("error", "repair", "letters in the wrong case for the alphabet"),
    "tab": Kind("error", "repair", "tabs or other whitespace instead of spaces"),
    "invisible": Kind("error", "repair", "invisible characters"),
    "typography": Kind("error", "repair", "typographic instead of plain characters"),
    "normal_form": Kind("note", "repair", "Unicode normal form different from the alphabet"),
    "spaces": Kind("note", "repair", "leading, trailing or repeated spaces"),
    # recordings
    "file_type": Kind("error", "quarantine", "not the name of an audio file"),
    "missing": Kind("error", "quarantine", "missing audio file"),
    "unreadable": Kind("error", "quarantine", "unreadable audio file"),
    "empty": Kind("error", "quarantine", "audio file without samples"),
    "short": Kind("error", "quarantine", "shorter than one analysis window"),
    "repaired_header": Kind("warning", "keep", "incorrect header, or several concatenated files"),
    "rate_refused": Kind("error", "quarantine", "different sampling rate with normalize_sample_rate off"),
    "rate": Kind("note", "keep", "different sampling rate: will be resampled"),
    "low_rate": Kind("warning", "keep", "lower sampling rate: high frequencies are missing"),
    "channels": Kind("note", "keep", "multiple channels: will be averaged"),
    "silent_channel": Kind("warning", "keep", "silent channel that attenuates the average"),
    "cancelled": Kind("warning", "quarantine", "channels that cancel each other out when averaged"),
    "silent": Kind("warning", "quarantine", "silence"),
    "clipped": Kind("warning", "keep", "clipping: recording level too high"),
    # recordings and their transcripts
    "too_short": Kind("error", "quarantine", "too short for its transcript with CTC"),
    "fast": Kind("warning", "quarantine", "implausibly many characters per second"),
    "slow": Kind("warning", "quarantine", "implausibly few characters per second"),
    # several rows
    "row_twice": Kind("warning", "quarantine", "duplicate audio file in the set"),
    "audio_twice": Kind("warning", "quarantine", "duplicate recording in the set"),
    "contradiction": Kind("warning", "quarantine", "same recording with different transcripts"),
    "audio_shared": Kind("warning", "quarantine", "recording shared with another set"),
    "sentence_shared": Kind("warning", "keep", "sentence shared with the training set"),
    "phrase_shared": Kind("note", "keep", "short sentence shared with the training set"),
    "speaker_shared": Kind("warning", "keep", "speaker shared with the training set"),
    "unused_labels": Kind("note", "keep", "labels of the alphabet without training examples"),
}  # fmt: skip


def place(file: str, row: int) -> str:
    """A row of a CSV file, or a sample of a database (where row 1 is sample 0), for messages."""
    name = one_line(file)
    if not row:
        return name
    return f"sample {row - 1} of {name}" if file.lower().endswith(".sdb") else f"row {row} of {name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one position.

    Args:
        kind: a key of `KINDS`.
        file: CSV file.
        row: line number in the file, where the header is 1; 0 for the whole file.
        audio: the audio file; "" if the finding is not about audio.
        detail: the details, with the values that were expected and received.
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
