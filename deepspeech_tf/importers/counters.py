"""Counts the clips that were imported and left out. The report has the wording of 0.9.3."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from deepspeech_tf.errors import cut, one_line
from deepspeech_tf.importers.clip import ImportedClip, LeftOut

_REASON = 600  # characters on the screen; the file of --left_out contains all


@dataclass
class Counter:
    """Counts of clips, and seconds of audio."""

    all: int = 0
    failed: int = 0
    invalid_label: int = 0
    too_short: int = 0
    too_long: int = 0
    imported_time: float = 0.0  # seconds
    total_time: float = 0.0  # seconds

    def add(self, result: ImportedClip | LeftOut) -> None:
        self.all += 1
        self.total_time += result.seconds
        if isinstance(result, ImportedClip):
            self.imported_time += result.seconds
        else:
            setattr(self, result.kind, getattr(self, result.kind) + 1)

    def withdraw(self, sample: ImportedClip, kind: str) -> None:
        """Counts a sample as left out that was previously counted as imported."""
        self.imported_time -= sample.seconds
        setattr(self, kind, getattr(self, kind) + 1)

    @property
    def imported(self) -> int:
        return self.all - self.failed - self.invalid_label - self.too_short - self.too_long

    def report(self, max_s: float) -> list[str]:
        """Lines of the report; kinds with a count of 0 are not mentioned."""
        lines = [f"Imported {self.imported} samples."]
        if self.failed:
            lines.append(f"Skipped {self.failed} samples that failed upon conversion.")
        if self.invalid_label:
            lines.append(f"Skipped {self.invalid_label} samples that failed on transcript validation.")
        if self.too_short:
            lines.append(f"Skipped {self.too_short} samples that were too short to match the transcript.")
        if self.too_long:
            limit = f"{max_s:g} seconds" if math.isfinite(max_s) else "their set allows"
            lines.append(f"Skipped {self.too_long} samples that were longer than {limit}.")
        lines.append(
            f"Final amount of imported audio: {hours(self.imported_time)} from {hours(self.total_time)}."
        )
        return lines


def hours(seconds: float) -> str:
    """Seconds as `H:MM:SS`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def name_left_out(left_out: Iterable[LeftOut], most: int) -> list[str]:
    """One line per clip that was left out, at most `most`, then the number of the others."""
    lines = [
        one_line(f"W left out: {cut(item.clip.where)}: {cut(item.reason, _REASON)}") for item in left_out
    ]
    rest = len(lines) - most
    return lines if rest <= 0 else [*lines[:most], f"W … and {rest} more; --left_out FILE lists all"]
