"""What only shows when rows are compared: duplicates, what tests share with training, unlikely lengths."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from deepspeech_tf.audio.location import is_remote
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.finding import place
from deepspeech_tf.errors import quote

# A recording in several sets stays in the first of these: tests must not become easier.
_KEPT_IN = ("test", "dev", "train")
_LONG_SENTENCE_WORDS = 5  # shorter ones are said by chance in both sets
_LONG_SENTENCE_BYTES = 24  # of UTF-8, in languages that put no spaces between words

# How far from the median the characters per second may be, as a factor: at least this, and more for a set
# whose own rates lie far apart (so many times the distance of the 16th or 84th percentile, in logarithms).
_FAST_FACTOR, _FAST_SPREADS = 2.0, 5.0
_SLOW_FACTOR, _SLOW_SPREADS = 4.0, 6.0
# A short word in a long pause is unlikely by its rate, but harmless.
_FAST_EXCESS_CHARACTERS = 10.0
_SLOW_EXCESS_S = 3.0
_FEWEST_FOR_RATES = 5


def compare(examined: Sequence[Examined]) -> None:
    """Adds to the findings of rows what the comparison with the others shows."""
    _find_repeated_files(examined)
    _find_repeated_sounds([one for one in examined if one.has_sound])
    _find_shared_sentences(examined)
    _find_shared_speakers(examined)
    _find_unlikely_rates([one for one in examined if one.recording and one.can_spell])


def characters_per_second(one: Examined) -> float:
    """Characters of the transcript for each second of its recording."""
    if one.recording is None:
        return 0.0
    return len(one.row.transcript) / one.recording.seconds


def _add(one: Examined, kind: str, detail: str) -> None:
    one.findings.append(one.row.finding(kind, detail))


def _grouped(examined: Iterable[Examined], key: Callable[[Examined], str | bytes]) -> list[list[Examined]]:
    """Groups of two and more with the same key that is not empty."""
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
    """Names the copies of one recording: of each set all but the first, of later sets every one."""
    ordered = sorted(group, key=lambda one: _KEPT_IN.index(one.phase))  # stable: order of the files
    first = ordered[0]
    texts = {one.row.transcript for one in ordered}
    for one in ordered:
        other = ordered[1] if one is first else first
        if len(texts) > 1:
            _add(one, "contradiction", f"{_place(other)} says {quote(_other_text(one, ordered))}")
        elif one is not first and one.phase != first.phase:
            _add(one, "audio_shared", f"it is {_place(first)}, too")
        elif one is not first:
            _add(one, kind, f"it is {_place(first)}, too")


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
    """One finding for each speaker and set, at the first of the speaker's rows."""
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
                    f"speaker {quote(speaker)} has {len(phases[phase])} rows in {phase}, and "
                    f"{len(trained)} in training, first {_place(trained[0])}",
                )


def _find_unlikely_rates(examined: Sequence[Examined]) -> None:
    """Compares with the median of all: languages and ways to speak differ, sets less so."""
    if len(examined) < _FEWEST_FOR_RATES:
        return
    rates = np.array([characters_per_second(one) for one in examined])
    low, median, high = np.percentile(rates, [16, 50, 84])
    fastest = median * max(_FAST_FACTOR, (high / median) ** _FAST_SPREADS)
    slowest = median / max(_SLOW_FACTOR, (median / low) ** _SLOW_SPREADS)
    for one, rate in zip(examined, rates, strict=True):
        seconds, characters = one.recording.seconds if one.recording else 0.0, len(one.row.transcript)
        usual = f"{rate:.1f} characters in a second; the median of the sets is {median:.1f}"
        if rate > fastest and characters - median * seconds > _FAST_EXCESS_CHARACTERS:
            _add(one, "fast", usual)
        elif rate < slowest and seconds - characters / median > _SLOW_EXCESS_S:
            _add(one, "slow", usual)
