"""Checks of a set of utterances before training: finds everything that would stop the training later."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.location import is_remote, local_path
from deepspeech_tf.audio.read import Facts, audio_duration, examine_audio
from deepspeech_tf.audio.sample_database import file_of
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.csv_rows import OPEN_QUOTE, path_hint
from deepspeech_tf.data.progress import with_progress
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AlphabetError, AudioError, ManifestError, one_line, quote
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)

MAX_PROBLEMS = 20  # reported one by one; the others are counted
_MAX_WARNINGS = 5
_CHUNK = 64  # utterances per task: a task of one would cost as much as its work
_SHOW_PROGRESS_FROM = 2000  # utterances; fewer take too little time for a progress bar


def check_utterances(
    utterances: Sequence[Utterance],
    alphabet: Alphabet,
    features: FeatureConfig,
    workers: int | None = None,
    *,
    any_rate: bool = True,
    subsampling: int = 1,
) -> None:
    """Checks that every utterance can be used in training. Intact files are not decoded.

    Files that can be used although their header is wrong are reported as warnings in the log.

    Args:
        utterances: what to check.
        alphabet: must have every character of the transcripts.
        features: frames per second follow from it.
        workers: threads; None for one per processor and a few more.
        any_rate: whether audio may have a sample rate other than that of the features; it is resampled.
        subsampling: frames per output frame of the encoder.

    Raises:
        ManifestError: naming row and file of up to 20 utterances whose audio is missing, unreadable,
            empty or has a wrong sample rate, or whose transcript contains characters that are not in the
            alphabet or is too long for the audio (CTC needs a frame per label, and one more between two
            equal labels). It ends with the total count.
    """

    rate_hz = None if any_rate else features.sample_rate_hz

    def check_chunk(start: int) -> list[_Outcome]:
        chunk = utterances[start : start + _CHUNK]
        outcomes = (_look(utterance, alphabet, features, rate_hz, subsampling) for utterance in chunk)
        return [outcome for outcome in outcomes if outcome.problem or outcome.warnings]

    problems: list[str] = []
    warnings: list[str] = []
    total = warned = 0
    pool = ThreadPoolExecutor(workers)
    try:
        results = pool.map(check_chunk, range(0, len(utterances), _CHUNK))
        words = ("Checking", "Checked")
        for found in with_progress(results, len(utterances), _CHUNK, words, _SHOW_PROGRESS_FROM):
            found_problems = [outcome.problem for outcome in found if outcome.problem]
            found_warnings = [text for outcome in found for text in outcome.warnings]
            total, warned = total + len(found_problems), warned + len(found_warnings)
            problems += found_problems[: MAX_PROBLEMS - len(problems)]
            warnings += found_warnings[: _MAX_WARNINGS - len(warnings)]
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C does not wait for tasks that have not begun
    for text in warnings:
        log.warning("%s", text)
    if warned > len(warnings):
        log.warning("… and %d more; the doctor lists all", warned - len(warnings))
    if total:
        more = f"\n… and {total - len(problems)} more" if total > len(problems) else ""
        listed = "\n".join(problems)
        raise ManifestError(
            f"{total} of {len(utterances)} utterances cannot be used:\n{listed}{more}",
            {"normalize_sample_rate": "TrainingData.normalize_sample_rate"},
        )


def durations_s(utterances: Sequence[Utterance], workers: int | None = None) -> npt.NDArray[np.float64]:
    """Seconds of audio of each utterance, `(utterances,)`.

    Raises:
        ManifestError: naming the row, if a file cannot be read.
    """

    def duration(utterance: Utterance) -> float:
        try:
            return audio_duration(utterance.path)
        except AudioError as error:
            raise ManifestError(f"{utterance.where}: {error}") from error

    with ThreadPoolExecutor(workers) as pool:
        return np.fromiter(pool.map(duration, utterances), np.float64, len(utterances))


def needed_frames(labels: npt.NDArray[np.int32], subsampling: int = 1) -> int:
    """Frames of features that CTC needs for labels `(labels,)`.

    CTC needs an output frame for each label, and one for a blank between two equal labels. The encoder makes
    an output frame from `subsampling` frames; the last one may have fewer.
    """
    rows = len(labels) + int(np.count_nonzero(labels[1:] == labels[:-1]))
    return max(0, (rows - 1) * subsampling + 1)


@dataclass(frozen=True)
class _Outcome:
    """What is wrong with an utterance (empty if it can be used), and warnings about its file."""

    problem: str
    warnings: tuple[str, ...] = ()


def _look(
    utterance: Utterance,
    alphabet: Alphabet,
    features: FeatureConfig,
    rate_hz: int | None,
    subsampling: int,
) -> _Outcome:
    """Args:
    utterance: the utterance to check.
    alphabet: must have every character of the transcript.
    features: frames per second follow from it.
    rate_hz: sample rate that the audio must have; None: any.
    subsampling: frames per output frame.
    """
    if "\n" in utterance.transcript or "\r" in utterance.transcript:
        return _Outcome(
            f"{utterance.where}: {one_line(utterance.path)}: transcript over several lines: {OPEN_QUOTE} "
            f"Received: {quote(utterance.transcript)}"
        )
    try:
        needed = needed_frames(alphabet.encode(utterance.transcript), subsampling)
        facts = examine_audio(utterance.path)
    except AlphabetError as error:
        return _Outcome(f"{utterance.where}: {one_line(utterance.path)}: transcript has {error}")
    except AudioError as error:
        return _Outcome(f"{utterance.where}: {error}{missing_hint(utterance.path)}")
    if rate_hz is not None and facts.rate_hz != rate_hz:
        return _Outcome(
            f"{utterance.where}: audio file {one_line(utterance.path)} must have a sample rate of "
            f"{rate_hz} Hz, as normalize_sample_rate is off. Received: {facts.rate_hz}"
        )
    warnings = tuple(
        f"{utterance.where}: audio file {one_line(utterance.path)}: {text}" for text in facts.warnings
    )
    return _Outcome(_too_short(utterance, facts, needed, features), warnings)


def _too_short(utterance: Utterance, facts: Facts, needed: int, features: FeatureConfig) -> str:
    """Describes that there are too few frames for the labels, or none; empty if there are enough."""
    samples = int(facts.seconds * features.sample_rate_hz + 0.5)  # as soxr
    frames = features.frames(samples)
    if not frames:
        return (
            f"{utterance.where}: audio file {one_line(utterance.path)} is too short: must have a window of "
            f"{features.window_ms} ms. Received: {1000 * samples // features.sample_rate_hz} ms"
        )
    if frames < needed:
        return (
            f"{utterance.where}: audio file {one_line(utterance.path)} is too short for its transcript: CTC "
            f"needs {needed} frames of {features.step_ms} ms. Received: {frames}"
        )
    return ""


def missing_hint(path: str) -> str:
    """A hint why a missing file may have a wrong name; empty if the file exists or there is no hint."""
    return "" if is_remote(path) or os.path.exists(local_path(file_of(path))) else path_hint(path)
