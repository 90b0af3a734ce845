"""Statistics of data sets: amount, durations, speaking rates and speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deepspeech_tf.diagnosis.across import characters_per_second
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.rows import Manifest

PERCENTILES = (0, 5, 50, 95, 100)


@dataclass(frozen=True)
class SetStatistics:
    """Statistics of one CSV file. Statistics of audio cover the readable recordings.

    Args:
        file: CSV file.
        phase: "train", "dev" or "test".
        rows: all rows.
        quarantined: rows that are not in the cleaned file.
        repaired: rows that differ in the cleaned file.
        hours: total duration of the audio.
        seconds: duration of an utterance: minimum, 5 %, median, 95 %, maximum.
        characters_per_second: the same for the rate of characters.
        words_per_second: the same for the rate of words.
        characters: number in all transcripts.
        words: number in all transcripts.
        vocabulary: distinct words.
        sentences: distinct transcripts.
        speakers: distinct known speakers.
        sample_rates: number of recordings by sampling rate in Hz.
        channels: number of recordings by number of channels.
        new_words: share of running words that do not occur in training transcripts; 0 for the training set.
    """

    file: str
    phase: str
    rows: int
    quarantined: int
    repaired: int
    hours: float
    seconds: tuple[float, ...]
    characters_per_second: tuple[float, ...]
    words_per_second: tuple[float, ...]
    characters: int
    words: int
    vocabulary: int
    sentences: int
    speakers: int
    sample_rates: Mapping[int, int]
    channels: Mapping[int, int]
    new_words: float


def statistics_of(diagnosis: Diagnosis) -> list[SetStatistics]:
    """Statistics of every file, in the order of the files."""
    trained = {
        word for one in diagnosis.examined if one.phase == "train" for word in one.row.transcript.split()
    }
    return [_of_set(m, diagnosis.rows_of(m), trained) for m in diagnosis.manifests]


def label_counts(examined: Iterable[Examined]) -> Counter[str]:
    """Number of occurrences of each character, most frequent first."""
    counted: Counter[str] = Counter()
    for one in examined:
        counted.update(one.row.transcript)
    return Counter(dict(counted.most_common()))


def words_per_second(one: Examined) -> float:
    """Words of the transcript per second of its recording."""
    return len(one.row.transcript.split()) / one.recording.seconds if one.recording else 0.0


def _of_set(manifest: Manifest, examined: Sequence[Examined], trained: set[str]) -> SetStatistics:
    phase, broken = manifest.phase, len(manifest.broken)
    audible = [one for one in examined if one.recording is not None]
    seconds = [one.recording.seconds for one in audible if one.recording]
    words = [word for one in examined for word in one.row.transcript.split()]
    new = 0 if phase == "train" or not trained else sum(word not in trained for word in words)
    return SetStatistics(
        file=manifest.path,
        phase=phase,
        rows=len(examined) + broken,
        quarantined=sum(one.is_quarantined for one in examined) + broken,
        repaired=sum(one.is_repaired for one in examined),
        hours=sum(seconds) / 3600,
        seconds=_percentiles(seconds),
        characters_per_second=_percentiles([characters_per_second(one) for one in audible]),
        words_per_second=_percentiles([words_per_second(one) for one in audible]),
        characters=sum(len(one.row.transcript) for one in examined),
        words=len(words),
        vocabulary=len(set(words)),
        sentences=len({one.row.transcript for one in examined}),
        speakers=len({one.row.speaker for one in examined} - {""}),
        sample_rates=_counted(one.recording.rate_hz for one in audible if one.recording),
        channels=_counted(one.recording.channels for one in audible if one.recording),
        new_words=new / len(words) if words else 0.0,
    )


def _percentiles(values: Sequence[float]) -> tuple[float, ...]:
    if not values:
        return (0.0,) * len(PERCENTILES)
    return tuple(round(float(value), 3) for value in np.percentile(values, PERCENTILES))


def _counted(values: Iterable[int]) -> dict[int, int]:
    return dict(sorted(Counter(values).items()))
