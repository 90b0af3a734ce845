"""Results of jobs, and the event that contains a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.evaluation.report import ranked
from deepspeech_tf.evaluation.results import UtteranceResult, error_rates
from deepspeech_tf.events import EpochLoss, Event


@dataclass(frozen=True)
class TrainingResult:
    """Result of a training.

    Args:
        epochs: losses and seconds of every epoch, including those before an interruption.
        complete: False: Ctrl-C ended it early; the same job continues from there.
        best_checkpoint: prefix of the best validating checkpoint; None without validation.
        last_checkpoint: prefix of the newest checkpoint; None on workers other than the first.
        seconds: that this run took.
    """

    epochs: tuple[EpochLoss, ...]
    complete: bool
    best_checkpoint: Path | None
    last_checkpoint: Path | None
    seconds: float


@dataclass(frozen=True)
class SetResult:
    """Result of a test set.

    Args:
        name: of the set.
        utterances: results in the order of the set.
        by_characters: whether utterances are ranked by CER, as in bytes mode.
    """

    name: str
    utterances: tuple[UtteranceResult, ...]
    by_characters: bool = False

    @property
    def wer(self) -> float:
        """Word error rate over all words, from 0 to 1."""
        return error_rates(self.utterances).wer

    @property
    def cer(self) -> float:
        """Character error rate over all characters, from 0 to 1."""
        return error_rates(self.utterances).cer

    @property
    def loss(self) -> float:
        """Mean loss per utterance."""
        return error_rates(self.utterances).loss

    def worst(self, count: int = 5) -> tuple[UtteranceResult, ...]:
        """The `count` utterances with the highest error rate, the worst first."""
        order: Sequence[UtteranceResult] = ranked(self.utterances, by_characters=self.by_characters)
        return tuple(order[::-1][: max(count, 0)])


@dataclass(frozen=True)
class EvaluationResult:
    """Result of an evaluation.

    Args:
        sets: results of every set.
        checkpoint: prefix of the checkpoint that was tested.
        files: files that were written.
        failures: of files that could not be written; all else is done.
    """

    sets: tuple[SetResult, ...]
    checkpoint: Path
    files: tuple[Path, ...] = ()
    failures: tuple[DeepSpeechError, ...] = ()

    @property
    def _all(self) -> SetResult:
        utterances = tuple(one for result in self.sets for one in result.utterances)
        return SetResult("all sets", utterances, any(result.by_characters for result in self.sets))

    @property
    def wer(self) -> float:
        """Word error rate over all sets, from 0 to 1."""
        return self._all.wer

    @property
    def cer(self) -> float:
        """Character error rate over all sets, from 0 to 1."""
        return self._all.cer

    @property
    def loss(self) -> float:
        """Mean loss per utterance over all sets."""
        return self._all.loss

    def worst(self, count: int = 5) -> tuple[UtteranceResult, ...]:
        """The `count` utterances of all sets with the highest error rate, the worst first."""
        return self._all.worst(count)


@dataclass(frozen=True)
class SetTested(Event):
    """A test set was evaluated."""

    result: SetResult


@dataclass(frozen=True)
class Word:
    """A word with its start and end time.

    Args:
        text: the word.
        start_s: seconds from the start of the recording to its first token.
        end_s: seconds to the space after it, but at most 0.2 s after its last token.
        confidence: from 0 to 1; None with a checkpoint, which gives no confidence for words.
    """

    text: str
    start_s: float
    end_s: float
    confidence: float | None = None


@dataclass(frozen=True)
class Transcript:
    """Transcript of a recording.

    Args:
        audio_file: the recording.
        text: the best transcript.
        words: its words with their times.
    """

    audio_file: str
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class ExportResult:
    """Result of an export.

    Args:
        model: the model file, or the folder of a SavedModel.
        card: the model card.
        settings: `config.json`; None if the job had no settings.
        archive: the `.zip` file; None if not requested.
    """

    model: Path
    card: Path
    settings: Path | None = None
    archive: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All of these that exist."""
        return tuple(path for path in (self.model, self.card, self.settings, self.archive) if path)
