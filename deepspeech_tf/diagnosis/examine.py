"""Examines one row: its audio file and its transcript."""

from __future__ import annotations

import os
from dataclasses import dataclass

from deepspeech_tf.audio.location import is_remote, local_path
from deepspeech_tf.audio.read import AUDIO_EXTENSIONS
from deepspeech_tf.audio.sample_database import file_of, member_of
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import needed_frames
from deepspeech_tf.data.csv_rows import LONGEST_NAME, path_hint
from deepspeech_tf.data.manifest import PATH_COLUMN, SIZE_COLUMN
from deepspeech_tf.diagnosis.finding import Finding
from deepspeech_tf.diagnosis.recording import Recording, measure_recording
from deepspeech_tf.diagnosis.rows import Manifest, Row
from deepspeech_tf.diagnosis.transcript import examine_transcript
from deepspeech_tf.errors import AudioError, one_line, quote
from deepspeech_tf.text.alphabet import Alphabet

SILENT_BELOW_DBFS = -55.0  # loudest 20 ms; distant speech through a poor microphone has about -45
CANCELLED_DB = 20.0  # distance of the average of the channels below the loudest channel
CLIPPED_FROM = 0.001  # share of samples in flat peaks


@dataclass(slots=True)
class Examined:
    """A row, the measurements of its recording, and the findings.

    Args:
        row: with the repaired transcript and size.
        manifest: the file that contains the row.
        recording: None if the audio cannot be read.
        can_spell: whether the alphabet contains all characters of the repaired transcript.
        findings: comparing rows adds to them.
    """

    row: Row
    manifest: Manifest
    recording: Recording | None
    can_spell: bool
    findings: list[Finding]

    @property
    def phase(self) -> str:
        return self.manifest.phase

    @property
    def has_sound(self) -> bool:
        """Whether the recording can be compared with others."""
        kinds = {finding.kind for finding in self.findings}
        return self.recording is not None and not kinds & {"silent", "cancelled", "short"}

    @property
    def is_quarantined(self) -> bool:
        return any(finding.action == "quarantine" for finding in self.findings)

    @property
    def is_repaired(self) -> bool:
        return not self.is_quarantined and any(finding.action == "repair" for finding in self.findings)


def examine_row(
    row: Row,
    manifest: Manifest,
    alphabet: Alphabet,
    features: FeatureConfig,
    any_rate: bool,
    subsampling: int = 1,
) -> Examined:
    """Reads the recording of a row, and checks the recording and the transcript.

    Args:
        row: its transcript and its size are repaired in place.
        manifest: the file that contains the row.
        alphabet: the characters that transcripts may contain.
        features: determines the number of frames.
        any_rate: whether audio with a different sampling rate is accepted and resampled.
        subsampling: frames per output row of the encoder.
    """
    row.transcript, found = examine_transcript(row.transcript, alphabet)
    findings = [row.finding(kind, detail) for kind, detail in found]
    can_spell = not any(finding.action == "quarantine" for finding in findings)
    recording = _measure(row, findings)
    if recording is not None:
        found = _size(row, recording) if SIZE_COLUMN in manifest.header else []
        found += [("repaired_header", text) for text in recording.warnings]
        found += _sound(recording, features, any_rate)
        if can_spell:
            found += _length(row.transcript, recording, alphabet, features, subsampling)
        findings += [row.finding(kind, detail) for kind, detail in found]
        row.size = recording.file_bytes if row.size < 1 or recording.is_wav else row.size
    return Examined(row, manifest, recording, can_spell, findings)


def _measure(row: Row, findings: list[Finding]) -> Recording | None:
    wrong = _wrong_file(row)
    if wrong is None:
        try:
            return measure_recording(row.audio)
        except AudioError as error:
            kind = "empty" if "is empty" in str(error) else "unreadable"
            wrong = kind, str(error).removeprefix(f"audio file {one_line(row.audio)} ")
    findings.append(row.finding(*wrong))
    return None


def _wrong_file(row: Row) -> tuple[str, str] | None:
    """Kind and detail if the name of the audio file is invalid or the file is missing; None otherwise."""
    is_member = member_of(row.audio) is not None
    if len(row.audio) > LONGEST_NAME:
        return "file_type", f"{PATH_COLUMN} must have at most {LONGEST_NAME} characters"
    if "\0" in row.audio:
        return "file_type", f"{PATH_COLUMN} must not contain a NUL byte. Received: {quote(row.audio)}"
    if not is_member and not row.audio.lower().endswith(AUDIO_EXTENSIONS):
        return "file_type", f"{PATH_COLUMN} must end with one of {', '.join(AUDIO_EXTENSIONS)}"
    if not is_remote(row.audio) and not os.path.lexists(local_path(file_of(row.audio))):
        return "missing", f"there is no such file{path_hint(row.audio)}"
    return None


def _size(row: Row, recording: Recording) -> list[tuple[str, str]]:
    """Only for WAV: rows of other formats often have the size of the decoded samples, for better sorting."""
    if not recording.is_wav or recording.file_bytes < 0 or row.size < 0 or row.size == recording.file_bytes:
        return []
    return [("size", f"{SIZE_COLUMN} must be {recording.file_bytes}. Received: {row.size}")]


def _sound(recording: Recording, features: FeatureConfig, any_rate: bool) -> list[tuple[str, str]]:
    found = []
    rate_hz, expected_hz = recording.rate_hz, features.sample_rate_hz
    if rate_hz != expected_hz:
        kind = "rate_refused" if not any_rate else "low_rate" if rate_hz < expected_hz else "rate"
        found.append((kind, f"expected {expected_hz} Hz. Received: {rate_hz} Hz"))
    if recording.channels > 1:
        found.append(("channels", f"{recording.channels} channels"))
    found += _silent_channels(recording)
    lost_db = recording.loudest_channel_dbfs - recording.level_dbfs
    if recording.loudest_channel_dbfs >= SILENT_BELOW_DBFS and lost_db > CANCELLED_DB:
        detail = f"the average is {lost_db:.0f} dB below the loudest channel; data_set_tool.py --channel 1"
        found.append(("cancelled", f"{detail} selects the first channel"))
    elif recording.level_dbfs < SILENT_BELOW_DBFS:
        found.append(("silent", f"the loudest 20 ms are at {recording.level_dbfs:.0f} dBFS"))
    elif recording.clipped >= CLIPPED_FROM:
        found.append(("clipped", f"{100 * recording.clipped:.1f} % of the samples are in flat peaks"))
    return found


def _silent_channels(recording: Recording) -> list[tuple[str, str]]:
    """Finds silent channels next to audible ones."""
    levels = recording.channels_dbfs
    silent = [
        number
        for number, level in enumerate(levels, 1)
        if level < SILENT_BELOW_DBFS and max(levels) - level > CANCELLED_DB
    ]
    if not silent or max(levels) < SILENT_BELOW_DBFS:
        return []
    loudest = levels.index(max(levels)) + 1
    detail = f"channel {', '.join(map(str, silent))} of {len(levels)}"
    return [("silent_channel", f"{detail}; data_set_tool.py --channel {loudest} selects the loudest channel")]


def _length(
    transcript: str, recording: Recording, alphabet: Alphabet, features: FeatureConfig, subsampling: int
) -> list[tuple[str, str]]:
    samples = int(recording.seconds * features.sample_rate_hz + 0.5)  # after resampling
    frames = features.frames(samples)
    needed = needed_frames(alphabet.encode(transcript), subsampling)
    if not frames:
        received_ms = 1000 * recording.seconds
        return [("short", f"expected at least {features.window_ms} ms. Received: {received_ms:.0f} ms")]
    if frames < needed:
        detail = f"expected at least {needed} frames of {features.step_ms} ms. Received: {frames}"
        return [("too_short", detail)]
    return []
