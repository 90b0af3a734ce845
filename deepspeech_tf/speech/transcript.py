"""The transcript of a recording: segments with words, their times and confidences."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.speech.recognizer import SpokenWord


@dataclass(frozen=True)
class SpokenSegment:
    """A segment of a recording and the words in it.

    Args:
        start_s: its begin in the recording, in seconds.
        end_s: its end.
        words: its words; may be empty.
    """

    start_s: float
    end_s: float
    words: tuple[SpokenWord, ...]

    @property
    def text(self) -> str:
        """The words, separated by spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class RecordingTranscript:
    """The transcript of a whole recording.

    Args:
        name: of the recording, such as its path.
        duration_s: its length in seconds.
        segments: the parts in which there is speech, in order.
    """

    name: str
    duration_s: float
    segments: tuple[SpokenSegment, ...]

    @property
    def words(self) -> list[SpokenWord]:
        """All words, in order."""
        return [word for segment in self.segments for word in segment.words]

    @property
    def text(self) -> str:
        """All words, separated by spaces."""
        return " ".join(segment.text for segment in self.segments if segment.words)
