"""Everything about a set of utterances that would otherwise stop training half way, found beforehand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.location import is_remote
from deepspeech_tf.audio.read import audio_duration, audio_sample_rate
from deepspeech_tf.audio.sample_database import file_of
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.csv_rows import OPEN_QUOTE, path_hint
from deepspeech_tf.data.progress import with_progress
from deepspeech_tf.data.sample import Utterance
from deepspeech_tf.errors import AlphabetError, AudioError, ManifestError, quote
from deepspeech_tf.text.alphabet import Alphabet

MAX_PROBLEMS = 20  # named one by one; the rest is counted
_CHUNK = 64  # utterances per task: a task of one would cost as much as its work
_SHOW_PROGRESS_FROM = 2000  # utterances; fewer are done before a person wonders


def check_utterances(
    utterances: Sequence[Utterance],
    alphabet: Alphabet,
    features: FeatureConfig,
    workers: int | None = None,
    *,
    any_rate: bool = True,
    subsampling: int = 1,
) -> None:
    """Checks that every utterance can be trained on, by the headers of the audio files.

    Args:
        utterances: what to check.
        alphabet: must have every character of the transcripts.
        features: frames per second follow from it.
        workers: threads; None for one per processor and a few more.
        any_rate: audio may have another sample rate than the features', since it is resampled.
        subsampling: frames for each row of the encoder's outputs.

    Raises:
        ManifestError: naming row and file of up to 20 utterances whose audio is missing, unreadable,
            empty or of a wrong sample rate, whose transcript is outside of the alphabet, or too long for
            the audio (CTC needs a frame per label, and one more between two equal labels); it ends with
            the total count.
    """

    def problem_of(utterance: Utterance) -> str:
        wrong_rate = "" if any_rate else _wrong_rate(utterance, features.sample_rate_hz)
        return wrong_rate or _problem(utterance, alphabet, features, subsampling)

    def check_chunk(start: int) -> list[str]:
        chunk = utterances[start : start + _CHUNK]
        return [text for utterance in chunk if (text := problem_of(utterance))]

    problems: list[str] = []
    total = 0
    pool = ThreadPoolExecutor(workers)
    try:
        results = pool.map(check_chunk, range(0, len(utterances), _CHUNK))
        words = ("Checking", "Checked")
        for found in with_progress(results, len(utterances), _CHUNK, words, _SHOW_PROGRESS_FROM):
            total += len(found)
            problems += found[: MAX_PROBLEMS - len(problems)]
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C does not wait for what has not begun
    if total:
        more = f"\n… and {total - len(problems)} more" if total > len(problems) else ""
        listed = "\n".join(problems)
        raise ManifestError(f"{total} of {len(utterances)} utterances cannot be used:\n{listed}{more}")


def durations_s(utterances: Sequence[Utterance], workers: int | None = None) -> npt.NDArray[np.float64]:
    """Seconds of audio of each utterance, by the headers of the files, `(utterances,)`.

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

    It needs a row of outputs for each label, and one for a blank between two equal ones. The encoder makes
    one of `subsampling` frames; the last one may have fewer.
    """
    rows = len(labels) + int(np.count_nonzero(labels[1:] == labels[:-1]))
    return max(0, (rows - 1) * subsampling + 1)


def _problem(utterance: Utterance, alphabet: Alphabet, features: FeatureConfig, subsampling: int) -> str:
    """What is wrong with an utterance; empty if nothing."""
    if "\n" in utterance.transcript or "\r" in utterance.transcript:
        return (
            f"{utterance.where}: {utterance.path}: transcript over several lines: {OPEN_QUOTE} "
            f"Received: {quote(utterance.transcript)}"
        )
    try:
        needed = needed_frames(alphabet.encode(utterance.transcript), subsampling)
        samples = int(audio_duration(utterance.path) * features.sample_rate_hz + 0.5)  # as soxr
    except AlphabetError as error:
        return f"{utterance.where}: {utterance.path}: transcript has {error}"
    except AudioError as error:
        return f"{utterance.where}: {error}{missing_hint(utterance.path)}"
    frames = features.frames(samples)
    if not frames:
        return (
            f"{utterance.where}: audio file {utterance.path} is too short: must have a window of "
            f"{features.window_ms} ms. Received: {1000 * samples // features.sample_rate_hz} ms"
        )
    if frames < needed:
        return (
            f"{utterance.where}: audio file {utterance.path} is too short for its transcript: CTC needs "
            f"{needed} frames of {features.step_ms} ms. Received: {frames}"
        )
    return ""


def missing_hint(path: str) -> str:
    """Why an audio file that is not there could be named wrongly; empty if it is there, or nobody knows."""
    return "" if is_remote(path) or os.path.exists(file_of(path)) else path_hint(path)


def _wrong_rate(utterance: Utterance, wanted_hz: int) -> str:
    """That the audio has another sample rate; empty if not, or if it cannot be told."""
    try:
        received_hz = audio_sample_rate(utterance.path)
    except AudioError:
        return ""
    if received_hz == wanted_hz:
        return ""
    return (
        f"{utterance.where}: audio file {utterance.path} must have a sample rate of {wanted_hz} Hz, as "
        f"--nonormalize_sample_rate is given. Received: {received_hz}"
    )
