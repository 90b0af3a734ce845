"""CTC beam search with an optional scorer, in the native decoder."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.config import DecodingConfig
from deepspeech_tf.errors import DeepSpeechError, ScorerError
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)

# Reasons by the error codes of deepspeech.h.
_SCORER_REASONS = {
    0x2005: "a file that is missing or cannot be read",
    0x2006: "a file that does not start with a valid KenLM language model",
    0x2007: "a file without a vocabulary: the package is probably cut short",
    0x2008: "a file with a damaged or cut short vocabulary",
    0x2009: "a package with an unsupported version",
}


@dataclass(frozen=True)
class TimedText:
    """A transcript with the rows of outputs in which its tokens were emitted.

    Args:
        text: the transcript.
        rows: of each token, `(tokens,)`, from 0.
        spaces: positions of those tokens that are spaces.
        decode: text of the tokens from one position to before another.
    """

    text: str
    rows: tuple[int, ...]
    spaces: tuple[int, ...]
    decode: Callable[[int, int], str]


class BeamDecoder:
    """Decodes batches of probabilities; opens the scorer once.

    Args:
        alphabet: what the outputs stand for.
        config: the beam and the scorer.
        source: whose outputs are decoded, for messages: a checkpoint.

    Raises:
        ScorerError: if the scorer cannot be used.
        DeepSpeechError: if the native decoder is not built.
    """

    def __init__(self, alphabet: Alphabet, config: DecodingConfig, source: str = "") -> None:
        self._source = source
        self._native = _native_module()
        self._config = config
        labels = [] if alphabet.is_bytes else list(alphabet.labels)
        self._space = ord(" ") - 1 if alphabet.is_bytes else labels.index(" ") if " " in labels else -1
        if alphabet.is_bytes:
            self._alphabet = self._native.UTF8Alphabet()
        else:
            self._alphabet = self._native.Alphabet()
            self._alphabet.Deserialize(alphabet.serialize())
        self._scorer: Any = None
        if config.scorer_path:
            self._scorer = self._native.Scorer()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # reported below as a log message
                code = self._scorer.init(config.scorer_path, self._alphabet)
            if code != 0:
                reason = _SCORER_REASONS.get(code, "not usable")
                raise ScorerError(
                    f"{config.scorer_path}: expected a scorer package. Received: {reason} "
                    f"({self._scorer.failure})"
                )
            if self._scorer.is_utf8_mode() != alphabet.is_bytes:
                kinds = ("a word-based scorer", "a scorer for bytes mode")
                raise ScorerError(
                    f"{config.scorer_path}: expected {kinds[alphabet.is_bytes]} "
                    f"(bytes_output is {'on' if alphabet.is_bytes else 'off'}). Received: "
                    f"{kinds[not alphabet.is_bytes]}",
                    {"bytes_output": "ModelConfig.bytes_output"},
                )
            if doubt := self._scorer.warning():
                log.warning("The scorer %s does not fit the alphabet: %s", config.scorer_path, doubt)
            self._scorer.reset_params(config.lm_alpha, config.lm_beta)

    def set_weights(self, alpha: float, beta: float) -> None:
        """Sets the weights of the language model and of each word; has no effect without a scorer."""
        if self._scorer is not None:
            self._scorer.reset_params(alpha, beta)

    def decode_batch(
        self, probs: NDArray[np.float32], lengths: NDArray[np.int32], num_results: int = 1
    ) -> list[list[tuple[float, str]]]:
        """Decodes a batch in parallel threads.

        Args:
            probs: `(B, T, C)`, blank last.
            lengths: frames of each utterance, `(B,)`.
            num_results: number of results per utterance.

        Returns:
            (confidence, text) pairs for each utterance, best first.

        Raises:
            DeepSpeechError: naming the source, if these are no probabilities.
        """
        batches: list[list[tuple[float, str]]] = self._search(
            self._native.ctc_beam_search_decoder_batch,
            np.ascontiguousarray(probs, np.float64),
            np.ascontiguousarray(lengths, np.int32),
            self._alphabet,
            self._config.beam_width,
            num_processes=os.cpu_count() or 1,
            cutoff_prob=self._config.cutoff_prob,
            cutoff_top_n=self._config.cutoff_top_n,
            scorer=self._scorer,
            num_results=num_results,
        )
        return [[(confidence, text) for confidence, text, *_ in results] for results in batches]

    def decode_timed(self, probs: NDArray[np.float32]) -> TimedText:
        """The best transcript of `probs` `(T, C)`, blank last, with the rows of its tokens.

        Raises:
            DeepSpeechError: naming the source, if these are no probabilities.
        """
        (results,) = self._search(
            self._native.decode_batch,
            np.ascontiguousarray(probs[np.newaxis], np.float64),
            np.array([len(probs)], np.int32),
            self._alphabet,
            self._config.beam_width,
            1,
            self._config.cutoff_prob,
            self._config.cutoff_top_n,
            self._scorer,
            num_results=1,
        )
        tokens = list(results[0].tokens) if results else []
        rows = tuple(int(row) for row in results[0].timesteps) if results else ()
        spaces = tuple(place for place, token in enumerate(tokens) if token == self._space)

        def decode(start: int, end: int) -> str:
            return str(self._alphabet.Decode(tokens[start:end]))

        return TimedText(decode(0, len(tokens)), rows, spaces, decode)

    def _search(
        self, search: Callable[..., Any], probs: NDArray[np.float64], *args: Any, **options: Any
    ) -> Any:
        try:
            return search(probs, *args, **options)
        except ValueError as error:
            model = f"{self._source}: " if self._source else ""
            expected = "the outputs of the model must be finite (are its weights NaN?)"
            if np.isfinite(probs).all():
                expected = "the outputs of the model must be probabilities"
            raise DeepSpeechError(f"{model}{expected}. {error}") from error


def _native_module() -> Any:
    try:
        import ds_ctcdecoder
    except (ImportError, OSError) as error:
        raise DeepSpeechError(
            f"the native decoder (module ds_ctcdecoder) is not built: install the project with pip. {error}"
        ) from error
    return ds_ctcdecoder
