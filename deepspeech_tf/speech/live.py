"""Live transcription: utterances end in pauses, and words are committed when they will not change any more.

A word is committed after all words before it, if it ended `AGE_S` before the newest audio, and its
confidence is at least `CONFIDENCE`: the share of the hypotheses in the decoder's beam, weighted by their
scores, that contain the word at this place. After `OLD_S`, it is committed with any confidence, because
hypotheses that differ only there seldom change their order any more. What is committed is never taken back:
should the best hypothesis still change there, the committed words stay, and only the words after them are
taken from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ExportError
from deepspeech_tf.speech.recognizer import Recognizer, SpokenWord, spoken_words

Samples = npt.NDArray[np.int16]
CONFIDENCE = 0.999
AGE_S = 0.6
OLD_S = 3.0
_OVERLAP_S = 0.05  # words of other hypotheses may begin so much before the end of the committed ones
PORTION_S = 0.2  # of audio that is given to the decoder between two updates


@dataclass(frozen=True)
class Update:
    """What is known of an utterance.

    Args:
        utterance: its number, from 0.
        committed: words that will not change; each update begins with those of the one before.
        tentative: words after them, which may change; empty at the end of an utterance.
        is_final: whether the utterance is over.
    """

    utterance: int
    committed: tuple[SpokenWord, ...]
    tentative: tuple[SpokenWord, ...] = ()
    is_final: bool = False

    @property
    def text(self) -> str:
        """All words, separated by spaces."""
        return " ".join(word.text for word in (*self.committed, *self.tentative))


class Commitment:
    """The committed words of one utterance."""

    def __init__(self) -> None:
        self.words: tuple[SpokenWord, ...] = ()

    def rest(self, best: Sequence[SpokenWord]) -> list[SpokenWord]:
        """The words of the best hypothesis after the committed ones."""
        count = len(self.words)
        if [word.text for word in best[:count]] == [word.text for word in self.words]:
            return list(best[count:])
        end = self.words[-1].end_s - _OVERLAP_S
        return [word for word in best if word.start_s >= end]

    def update(self, best: Sequence[SpokenWord], now_s: float) -> list[SpokenWord]:
        """Commits words; returns those that remain tentative.

        Args:
            best: words of the best hypothesis.
            now_s: end of the audio that was given to the decoder.
        """
        rest = self.rest(best)
        count = 0
        for word in rest[:-1]:  # the last one may be incomplete
            age_s = now_s - word.end_s
            if age_s < AGE_S or (word.confidence < CONFIDENCE and age_s < OLD_S):
                break
            count += 1
        self.words += tuple(rest[:count])
        return rest[count:]


class LiveTranscription:
    """Transcribes audio while it arrives. Not for several threads at the same time.

    Args:
        recognizer: the model.
        pause_s: silence that ends an utterance.
        longest_s: an utterance ends after this time at the latest.
    """

    def __init__(self, recognizer: Recognizer, pause_s: float = 0.8, longest_s: float = 30.0) -> None:
        self._recognizer = recognizer
        self._pause_s = pause_s
        self._longest = int(longest_s * recognizer.rate_hz)
        self._shortest = int(PORTION_S * recognizer.rate_hz)
        self._stream: Any = None
        self._waiting: list[Samples] = []
        self._begin = 0  # position of the first sample of the utterance
        self._fed = 0  # samples of the utterance that the decoder has
        self._number = 0
        self._commitment = Commitment()
        self._last: Update | None = None

    def feed(self, samples: Samples) -> list[Update]:
        """Appends samples `(samples,)` of any number; returns what changed.

        Raises:
            ExportError: if the model cannot be run.
        """
        updates = []
        for first in range(0, len(samples), self._shortest):
            self._waiting.append(samples[first : first + self._shortest])
            if sum(map(len, self._waiting)) >= self._shortest:
                updates += self._decode()
        return updates

    def finish(self) -> list[Update]:
        """Ends the utterance; returns its last update, if it contains words or was shown.

        Raises:
            ExportError: if the model cannot be run.
        """
        self._push()
        return self._end()

    @property
    def is_open(self) -> bool:
        """Whether there is something to be freed."""
        return self._stream is not None

    def close(self) -> None:
        """Frees everything; audio that was not decoded is dropped."""
        if self._stream is not None:
            self._stream.freeStream()
            self._stream = None

    def _decode(self) -> list[Update]:
        self._push()
        words = self._words(lambda: self._stream.intermediateDecodeWithWords())
        now_s = (self._begin + self._fed) / self._recognizer.rate_hz
        tentative = self._commitment.update(words, now_s)
        has_words = bool(words)
        if (has_words and self._stream.trailingSilence() >= self._pause_s) or self._fed >= self._longest:
            return self._end()
        if not has_words and self._fed >= 4 * self._shortest and self._stream.trailingSilence() >= 3.0:
            return self._end()  # silence is not kept
        update = Update(self._number, self._commitment.words, tuple(tentative))
        if self._last is not None and _same(update, self._last):
            return []
        if self._last is None and not update.text:
            return []
        self._last = update
        return [update]

    def _end(self) -> list[Update]:
        if self._stream is None:
            return []
        stream, self._stream = self._stream, None
        words = self._words(stream.finishStreamWithWords)
        committed = (*self._commitment.words, *self._commitment.rest(words))
        shown = self._last
        update = Update(self._number, committed, is_final=True)
        self._begin, self._fed = self._begin + self._fed, 0
        self._commitment, self._last = Commitment(), None
        if not committed and shown is None:
            return []
        self._number += 1
        return [update]

    def _push(self) -> None:
        if not self._waiting:
            return
        from deepspeech import DeepSpeechError

        samples = np.concatenate(self._waiting)
        self._waiting = []
        try:
            if self._stream is None:
                self._stream = self._recognizer.model.createStream()
            self._stream.feedAudioContent(samples)
        except DeepSpeechError as error:
            raise ExportError(f"{self._recognizer.config.model_path}: {error.details or error}") from error
        self._fed += len(samples)

    def _words(self, call: Any) -> list[SpokenWord]:
        from deepspeech import DeepSpeechError

        try:
            heard = call()
        except DeepSpeechError as error:
            raise ExportError(f"{self._recognizer.config.model_path}: {error.details or error}") from error
        return spoken_words(heard.words, self._begin / self._recognizer.rate_hz)


def _same(one: Update, other: Update) -> bool:
    texts = [[word.text for word in words] for words in (one.committed, one.tentative)]
    return texts == [[word.text for word in words] for words in (other.committed, other.tentative)]
