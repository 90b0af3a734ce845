"""Findings that need a comparison of rows: duplicates, overlap between the sets, implausible lengths."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from deepspeech_tf.audio.location import is_remote
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.finding import place
from deepspeech_tf.errors import quote

# A recording in several sets stays in the first of these, so that tests do not become easier.
_KEPT_IN = ("test", "dev", "train")
_LONG_SENTENCE_WORDS = 5  # shorter ones coincide by chance
_LONG_SENTENCE_BYTES = 24  # of UTF-8, in languages without spaces between words

# Limits of the characters per second, as factors of the median. For sets with widely varying rates, the limit
# is this multiple of the log distance from the median to the 16th or 84th percentile, if that is more.
_FAST_FACTOR, _FAST_SPREADS = 2.0, 5.0
_SLOW_FACTOR, _SLOW_SPREADS = 4.0, 6.0
# A short word in a long recording has an implausible rate, but is harmless.
_FAST_EXCESS_CHARACTERS = 10.0
_SLOW_EXCESS_S = 3.0
_FEWEST_FOR_RATES = 5


def compare(examined: Sequence[Examined]) -> None:
    """Adds the findings that result from comparing rows."""
    _find_repeated_files(examined)
    _find_repeated_sounds([one for one in examined if one.has_sound])
    _find_shared_sentences(examined)
    _find_shared_speakers(examined)
    _find_unlikely_rates([one for one in examined if one.recording and one.can_spell])


def characters_per_second(one: Examined) -> float:
    """Characters of the transcript per second of its recording."""
    if one.recording is None:
        return 0.0
    return len(one.row.transcript) / one.recording.seconds


def _add(one: Examined, kind: str, detail: str) -> None:
    one.findings.append(one.row.finding(kind, detail))


def _grouped(examined: Iterable[Examined], key: Callable[[Examined], str | bytes]) -> list[list[Examined]]:
    """Groups of two or more members with the same non-empty key."""
    groups: dict[str | bytes, list[Examined]] = defaultdict(list)
    for one in examined:
        if value := key(one):
            groups[value].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _place(one: Examined) -> str:
    return place(one.row.file, one.row.number)


def _find_repeated_files(examined: Sequence[Examined]) -> None:
    def path(one: Examined) -> str:
        return one.row.audio if is_remote(one.row.audio) else os.path.normpath(one.row.audio)

    for group in _grouped(examined, path):
        _judge_copies(group, "row_twice")


def _find_repeated_sounds(examined: Sequence[Examined]) -> None:
    def sound(one: Examined) -> bytes:
        is_copy = any(f.kind in ("row_twice", "contradiction", "audio_shared") for f in one.findings)
        return b"" if one.recording is None or is_copy else one.recording.digest

    for group in _grouped(examined, sound):
        _judge_copies(group, "audio_twice")


def _judge_copies(group: Sequence[Examined], kind: str) -> None:
    """Reports copies: all but the first in the set that keeps the recording, and all in the other sets."""
    ordered = sorted(group, key=lambda one: _KEPT_IN.index(one.phase))  # stable: in the order of the files
    first = ordered[0]
    texts = {one.row.transcript for one in ordered}
    for one in ordered:
        other = ordered[1] if one is first else first
        if len(texts) > 1:
            _add(one, "contradiction", f"{_place(other)} has {quote(_other_text(one, ordered))}")
        elif one is not first and one.phase != first.phase:
            _add(one, "audio_shared", f"the same as {_place(first)}")
        elif one is not first:
            _add(one, kind, f"the same as {_place(first)}")


def _other_text(one: Examined, group: Sequence[Examined]) -> str:
    return next(o.row.transcript for o in group if o.row.transcript != one.row.transcript)


def _find_shared_sentences(examined: Sequence[Examined]) -> None:
    trained: dict[str, Examined] = {}
    for one in examined:
        if one.phase == "train":
            trained.setdefault(one.row.transcript, one)
    for one in examined:
        same = trained.get(one.row.transcript) if one.phase != "train" else None
        if same is not None and one.can_spell:
            kind = "sentence_shared" if _is_long(one.row.transcript) else "phrase_shared"
            _add(one, kind, f"{_place(same)}: {quote(one.row.transcript)}")


def _is_long(text: str) -> bool:
    words = len(text.split())
    return words >= _LONG_SENTENCE_WORDS or (words == 1 and len(text.encode()) >= _LONG_SENTENCE_BYTES)


def _find_shared_speakers(examined: Sequence[Examined]) -> None:
    """Adds one finding per speaker and set, at the first row of the speaker."""
    speakers: dict[str, dict[str, list[Examined]]] = defaultdict(lambda: defaultdict(list))
    for one in examined:
        if one.row.speaker:
            speakers[one.row.speaker][one.phase].append(one)
    for speaker, phases in speakers.items():
        trained = phases.get("train")
        for phase in ("dev", "test"):
            if trained and phase in phases:
                _add(
                    phases[phase][0],
                    "speaker_shared",
                    f"speaker {quote(speaker)} has {len(phases[phase])} rows in {phase} and "
                    f"{len(trained)} in train, the first in {_place(trained[0])}",
                )


def _find_unlikely_rates(examined: Sequence[Examined]) -> None:
    """Compares rates with the median, because they depend on the language and the speaking style."""
    if len(examined) < _FEWEST_FOR_RATES:
        return
    rates = np.array([characters_per_second(one) for one in examined])
    low, median, high = np.percentile(rates, [16, 50, 84])
    fastest = median * max(_FAST_FACTOR, (high / median) ** _FAST_SPREADS)
    slowest = median / max(_SLOW_FACTOR, (median / low) ** _SLOW_SPREADS)
    for one, rate in zip(examined, rates, strict=True):
        seconds, characters = one.recording.seconds if one.recording else 0.0, len(one.row.transcript)
        usual = f"{rate:.1f} characters per second; the median of all sets is {median:.1f}"
        if rate > fastest and characters - median * seconds > _FAST_EXCESS_CHARACTERS:
            _add(one, "fast", usual)
        elif rate < slowest and seconds - characters / median > _SLOW_EXCESS_S:
            _add(one, "slow", usual)
