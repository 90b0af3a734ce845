"""Evaluation of exported models on test sets with the native client."""

from __future__ import annotations

import logging
import os
import sys
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from deepspeech_tf.audio.read import read_mono, too_short
from deepspeech_tf.config import MAX_COUNT, MAX_WEIGHT, require_range
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AudioError, ConfigError, ExportError, one_line, quote, reason_of
from deepspeech_tf.evaluation.results import UtteranceResult, compare
from deepspeech_tf.whole_file import write_text

log = logging.getLogger(__name__)
T = TypeVar("T")
FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


@dataclass(frozen=True)
class ClientConfig:
    """An exported model and its decoding parameters; None selects the value in the model or scorer."""

    model_path: str
    scorer_path: str = ""
    beam_width: int | None = None
    lm_alpha: float | None = None
    lm_beta: float | None = None

    def __post_init__(self) -> None:
        if (self.lm_alpha is None) != (self.lm_beta is None):
            raise ConfigError("expected both scorer weights, alpha and beta, or neither. Received: one")
        if self.lm_alpha is not None and not self.scorer_path:
            raise ConfigError("expected a scorer for the scorer weights. Received: none")
        if self.beam_width is not None:
            require_range("beam_width", self.beam_width, 1, MAX_COUNT, "ClientConfig.beam_width")
        for name in ("lm_alpha", "lm_beta"):
            weight = getattr(self, name)
            if weight is not None and not abs(weight) <= MAX_WEIGHT:
                raise ConfigError(
                    f"{name} must be a finite number, from -1e9 to 1e9. Received: {weight}",
                    {name: f"ClientConfig.{name}"},
                )


def evaluate_exported(
    utterances: Sequence[Utterance], config: ClientConfig, threads: int = 0
) -> list[UtteranceResult]:
    """Transcribes every utterance with the native client; returns results in order, with a loss of 0.

    Args:
        utterances: recordings with any sampling rate; they are resampled to that of the model.
        config: model, scorer and decoding parameters.
        threads: number of threads; 0: one per CPU.

    Raises:
        ExportError: if the client is not built, or rejects the model or the scorer.
        AudioError: naming the row, if a recording cannot be read.
    """
    model = load_client(config)
    rate_hz = model.sampleRate()

    def transcribe(utterance: Utterance) -> UtteranceResult:
        try:
            samples = read_for_client(utterance.path, rate_hz)
        except AudioError as error:
            raise AudioError(f"{utterance.where}: {error}") from error
        heard = run_client(config, utterance.where, lambda: model.stt(samples))
        return compare(utterance.path, in_form_of(heard, utterance.transcript), heard, 0.0)

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        results = pool.map(transcribe, utterances)
        bar = tqdm(results, total=len(utterances), desc="Test", disable=not sys.stderr.isatty())
        return list(bar)


def run_client(config: ClientConfig, where: str, call: Callable[[], T]) -> T:
    """Calls the native client.

    Args:
        config: the model, for messages.
        where: the recording, for messages.
        call: the function that calls it.

    Raises:
        ExportError: if the model cannot be run.
    """
    from deepspeech import DeepSpeechError

    try:
        return call()
    except DeepSpeechError as error:
        raise ExportError(f"{where}: {_failure(config, error)}") from error


def _failure(config: ClientConfig, error: Any) -> str:
    reason = error.details.rstrip(".") if error.details else str(error)
    return f"{config.model_path}: {reason}"


def read_for_client(path: str | os.PathLike[str], sample_rate_hz: int) -> npt.NDArray[np.int16]:
    """Reads a recording as the program `deepspeech` does: resampled by the native client, rounded to 16 bits.

    Args:
        path: an audio file, or a sample of a database.
        sample_rate_hz: sampling rate of the model.

    Returns:
        int16 `(samples,)`.

    Raises:
        AudioError: if the recording cannot be read or resampled.
    """
    from deepspeech import DeepSpeechError, resample

    mono, rate_hz = read_mono(path)
    try:
        samples: npt.NDArray[np.int16] = resample(mono, rate_hz, sample_rate_hz)
    except DeepSpeechError as error:
        raise AudioError(f"audio file {one_line(os.fspath(path))}: {error.details or error}") from error
    if not len(samples):
        raise too_short(path, len(mono), rate_hz)
    return samples


def in_form_of(heard: str, reference: str) -> str:
    """Converts the reference to the Unicode normal form of the transcript, so that the form is no error."""
    for form in FORMS:
        if unicodedata.is_normalized(form, heard):
            return unicodedata.normalize(form, reference)
    return reference


def write_dump(prefix: Path, results: Sequence[UtteranceResult]) -> None:
    """Writes the references to `<prefix>.txt` and the transcripts to `<prefix>.out`, with the file names.

    Raises:
        ConfigError: if they cannot be written.
    """
    try:
        for suffix, field in ((".txt", "src"), (".out", "res")):
            lines = (f"{one.wav_filename} {getattr(one, field)}\n" for one in results)
            write_text(Path(f"{prefix}{suffix}"), "".join(lines))
    except OSError as error:
        raise ConfigError(f"{prefix}: the transcripts cannot be written: {reason_of(error)}") from error


def load_client(config: ClientConfig) -> Any:
    """The model in the native client, with its scorer and its decoder's settings.

    Raises:
        ExportError: if the client is not built, refuses the model or the scorer, or a weight is not finite.
    """
    try:
        from deepspeech import DeepSpeechError, Model
    except (ImportError, OSError) as error:
        raise ExportError(f"the native client is not installed: {error} (see README.md)") from error
    try:
        model = Model(config.model_path)
        if config.beam_width is not None:
            model.setBeamWidth(config.beam_width)
        if config.scorer_path:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # reported below as a log message
                model.enableExternalScorer(config.scorer_path)
        if config.lm_alpha is not None and config.lm_beta is not None:
            model.setScorerAlphaBeta(config.lm_alpha, config.lm_beta)
    except DeepSpeechError as error:
        raise ExportError(f"{config.model_path}: {error}: {error.details}".removesuffix(": ")) from error
    except (ValueError, OSError) as error:
        raise ExportError(f"{config.model_path}: {error}") from error
    for line in model.warnings():
        log.warning("%s: %s", config.model_path, line)
    _require_finite_weights(config.model_path)
    return model


def _require_finite_weights(path: str) -> None:
    """Raises ExportError for a weight that is NaN or infinite: activations may hide it in the outputs."""
    from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]

    interpreter = Interpreter(model_path=path)
    for tensor in interpreter.get_tensor_details():
        if not np.issubdtype(tensor["dtype"], np.floating):
            continue
        try:
            values = interpreter.get_tensor(tensor["index"])
        except ValueError:  # it has no values before the model runs
            continue
        if not np.isfinite(values).all():
            count = values.size - int(np.isfinite(values).sum())
            raise ExportError(
                f"{path}: weights must be finite numbers. Received: {count} of {values.size} values of "
                f"{quote(tensor['name'])} that are NaN or infinite"
            )
