"""Words with times and confidences from samples, by the native client."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ConfigError, ExportError, ScorerError

MAX_BEAM_WIDTH = 65536
MAX_WEIGHT = 1e9


@dataclass(frozen=True)
class SpokenWord:
    """A word of a recording.

    Args:
        text: the word.
        start_s: its begin, in seconds from the start of the recording.
        end_s: its end.
        confidence: from 0 to 1.
    """

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class RecognizerConfig:
    """A model and how it decodes; None selects the value in the model or scorer.

    Args:
        model_path: an exported model.
        scorer_path: a `.scorer` file; None: none.
        beam_width: hypotheses that the decoder keeps.
        lm_alpha: weight of the language model.
        lm_beta: weight of the word count.
        hot_words: words and their boosts.
    """

    model_path: Path
    scorer_path: Path | None = None
    beam_width: int | None = None
    lm_alpha: float | None = None
    lm_beta: float | None = None
    hot_words: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if (self.lm_alpha is None) != (self.lm_beta is None):
            raise ConfigError("expected both scorer weights, lm_alpha and lm_beta, or neither. Received: one")
        if self.scorer_path is None and (self.lm_alpha is not None or self.hot_words):
            raise ConfigError("scorer weights and hot words need a scorer. Received: none")
        if self.beam_width is not None and not 1 <= self.beam_width <= MAX_BEAM_WIDTH:
            raise ConfigError(
                f"beam_width must be from 1 to {MAX_BEAM_WIDTH}. Received: {self.beam_width}",
                {"beam_width": "RecognizerConfig.beam_width"},
            )
        for name in ("lm_alpha", "lm_beta"):
            weight = getattr(self, name)
            if weight is not None and not abs(weight) <= MAX_WEIGHT:
                raise ConfigError(
                    f"{name} must be a finite number, from -1e9 to 1e9. Received: {weight}",
                    {name: f"RecognizerConfig.{name}"},
                )

    def with_absolute_paths(self) -> RecognizerConfig:
        """The same for a process with another working directory."""
        scorer = self.scorer_path and self.scorer_path.absolute()
        return replace(self, model_path=self.model_path.absolute(), scorer_path=scorer)


class Recognizer:
    """A loaded model. May be used from several threads.

    Args:
        model: the model of the native client.
        config: its settings.
    """

    def __init__(self, model: Any, config: RecognizerConfig) -> None:
        self.model = model
        self.config = config
        self.rate_hz: int = model.sampleRate()

    def words(self, samples: npt.NDArray[np.int16], first: int = 0) -> list[SpokenWord]:
        """Recognizes samples `(samples,)` at `rate_hz`.

        Args:
            samples: mono, int16.
            first: position of the first one in the recording, in samples.

        Raises:
            ExportError: if the model cannot be run.
        """
        from deepspeech import DeepSpeechError

        try:
            heard = self.model.sttWithWords(samples)
        except DeepSpeechError as error:
            raise ExportError(f"{self.config.model_path}: {error.details or error}") from error
        return spoken_words(heard.words, first / self.rate_hz)

    def words_in_steps(
        self, samples: npt.NDArray[np.int16], first: int = 0
    ) -> Iterator[list[SpokenWord] | None]:
        """As `words`, in steps of a second of audio: yields None after each one, and the words at the end.

        Raises:
            ExportError: if the model cannot be run.
        """
        from deepspeech import DeepSpeechError

        try:
            with self.model.createStream() as stream:
                for begin in range(0, len(samples), self.rate_hz):
                    stream.feedAudioContent(samples[begin : begin + self.rate_hz])
                    yield None
                heard = stream.finishStreamWithWords()
        except DeepSpeechError as error:
            raise ExportError(f"{self.config.model_path}: {error.details or error}") from error
        yield spoken_words(heard.words, first / self.rate_hz)


def spoken_words(words: Any, offset_s: float = 0.0) -> list[SpokenWord]:
    """Words of the native client, moved by an offset.

    Args:
        words: `deepspeech.TimedWord`s.
        offset_s: seconds that are added to their times.
    """
    return [
        SpokenWord(
            one.text,
            round(offset_s + one.start_time, 3),
            round(offset_s + one.end_time, 3),
            round(one.confidence, 4),
        )
        for one in words
    ]


def load_recognizer(config: RecognizerConfig, threads: int = 1) -> Recognizer:
    """Loads a model and its scorer.

    Args:
        config: what to load.
        threads: of the acoustic model; 0: one per processor.

    Raises:
        ExportError: if the client is not built, or the model cannot be loaded.
        ScorerError: if the scorer cannot be used.
        ConfigError: if a hot word cannot be boosted.
    """
    try:
        from deepspeech import DeepSpeechError, Model
    except (ImportError, OSError) as error:
        raise ExportError(f"the native client is not installed: {error} (see README.md)") from error
    _require_file(config.model_path, ExportError, "an exported model")
    try:
        model = Model(os.fspath(config.model_path))
        model.setThreads(threads)
        if config.beam_width is not None:
            model.setBeamWidth(config.beam_width)
    except (DeepSpeechError, ValueError, OSError) as error:
        raise ExportError(f"{config.model_path}: {_reason(error)}") from error
    if config.scorer_path is not None:
        _require_file(config.scorer_path, ScorerError, "a scorer")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.enableExternalScorer(os.fspath(config.scorer_path))
        except (DeepSpeechError, ValueError, OSError) as error:
            raise ScorerError(f"{config.scorer_path}: {_reason(error)}") from error
    if config.lm_alpha is not None and config.lm_beta is not None:
        model.setScorerAlphaBeta(config.lm_alpha, config.lm_beta)
    for word, boost in config.hot_words:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.addHotWord(word, boost)
        except (DeepSpeechError, ValueError) as error:
            raise ConfigError(f"hot word {word!r}: {_reason(error)}") from error
    return Recognizer(model, config)


def _require_file(path: Path, kind: type[ExportError] | type[ScorerError], what: str) -> None:
    if not path.is_file():
        raise kind(f"expected {what}. Received: {path}, which is not a file")


def _reason(error: Exception) -> str:
    details = getattr(error, "details", "")
    return (f"{error}: {details}" if details and details not in str(error) else str(error)).rstrip(".")
