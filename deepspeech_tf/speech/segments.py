"""Cuts audio of any length in its pauses, so that parts of it can be recognized independently."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ConfigError

Samples = npt.NDArray[np.int16]
Key = tuple[int, int]  # first sample of a segment, and the number of its samples
FRAME_MS = 30  # of the voice activity detector
RATES_HZ = (8000, 16000, 32000, 48000)  # that it accepts
AGGRESSIVENESS = range(4)


@dataclass(frozen=True)
class Cutting:
    """Where audio is cut.

    Args:
        aggressiveness: of the voice activity detector: 0 takes most for speech, 3 the least, as in WebRTC.
        pause_s: a pause of this length ends a segment.
        margin_s: audio before and after the speech that belongs to the segment.
        longest_s: speech without a pause is cut before this length, where it is quietest.
    """

    aggressiveness: int = 3
    pause_s: float = 0.6
    margin_s: float = 0.3
    longest_s: float = 30.0

    def __post_init__(self) -> None:
        if self.aggressiveness not in AGGRESSIVENESS:
            raise ConfigError(
                f"aggressiveness must be a whole number from 0 to 3. Received: {self.aggressiveness}",
                {"aggressiveness": "Cutting.aggressiveness"},
            )
        for name, least, most in (("pause_s", 0.09, 10), ("margin_s", 0, 5), ("longest_s", 2, 600)):
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigError(
                    f"{name} must be from {least} to {most} seconds. Received: {value}",
                    {name: f"Cutting.{name}"},
                )


@dataclass(frozen=True)
class Segment:
    """A part of a recording that contains speech.

    Args:
        first: position of its first sample in the recording.
        samples: int16 `(samples,)`.
    """

    first: int
    samples: Samples

    @property
    def key(self) -> Key:
        """Identifies the segment in its recording."""
        return self.first, len(self.samples)


def cut(
    blocks: Iterable[Samples], rate_hz: int, cutting: Cutting, detector: Callable[[bytes], bool] | None = None
) -> Iterator[Segment]:
    """Yields the segments of a recording, in order and without overlap.

    The same audio gives the same segments, however it is divided into blocks. At most `longest_s` and one
    block are held in memory.

    Args:
        blocks: int16 samples of any number.
        rate_hz: their sampling rate, one of `RATES_HZ`.
        cutting: where to cut.
        detector: whether a frame of `FRAME_MS` is speech; None: that of WebRTC.

    Raises:
        ConfigError: if the sampling rate is another.
    """
    if rate_hz not in RATES_HZ:
        raise ConfigError(f"the sampling rate must be one of {RATES_HZ} Hz. Received: {rate_hz} Hz")
    cutter = _Cutter(rate_hz, cutting, detector or _webrtc(rate_hz, cutting.aggressiveness))
    for frame in _frames(blocks, rate_hz * FRAME_MS // 1000):
        yield from cutter.add(frame)
    yield from cutter.finish()


def _webrtc(rate_hz: int, aggressiveness: int) -> Callable[[bytes], bool]:
    import webrtcvad

    detector = webrtcvad.Vad(aggressiveness)
    return lambda frame: bool(detector.is_speech(frame, rate_hz))


def _frames(blocks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Frames of `size` samples; the last is shorter if the recording ends within it."""
    rest: Samples = np.zeros(0, np.int16)
    for block in blocks:
        joined = np.concatenate((rest, block)) if len(rest) else block
        whole = len(joined) // size * size
        yield from np.split(joined[:whole], whole // size) if whole else ()
        rest = joined[whole:]
    if len(rest):
        yield rest


class _Cutter:
    """Collects frames until a pause or the greatest length ends a segment.

    Frames after the end of a segment are kept as the margin of the next.
    """

    def __init__(self, rate_hz: int, cutting: Cutting, detector: Callable[[bytes], bool]) -> None:
        self._size = rate_hz * FRAME_MS // 1000
        self._detect = detector
        self._pause = max(1, round(cutting.pause_s * 1000 / FRAME_MS))
        self._margin = min(round(cutting.margin_s * 1000 / FRAME_MS), self._pause)
        self._longest = int(cutting.longest_s * 1000 / FRAME_MS)
        self._recent: deque[bool] = deque(maxlen=5)
        self._frames: list[Samples] = []
        self._first = 0  # position of the first of these frames, in frames
        self._last_speech = -1  # index in these frames; -1: none yet

    def add(self, frame: Samples) -> Iterator[Segment]:
        self._frames.append(frame)
        full = np.pad(frame, (0, self._size - len(frame)))
        self._recent.append(self._detect(full.tobytes()))
        # One frame alone is a click; most of the last 150 ms are speech, or the speech goes on.
        if sum(self._recent) > (2 if self._last_speech < 0 else 1):
            if self._last_speech < 0:
                self._drop(len(self._frames) - self._margin - len(self._recent))
            self._last_speech = len(self._frames) - 1
        elif self._last_speech < 0:
            self._drop(len(self._frames) - self._margin - len(self._recent))
        elif len(self._frames) - 1 - self._last_speech >= self._pause + self._margin:
            yield self._take(self._last_speech + 1 + self._margin)
            self._last_speech = -1
        if len(self._frames) >= self._longest and self._last_speech >= 0:
            yield self._take(self._quietest())
            self._last_speech = len(self._frames) - 1

    def finish(self) -> Iterator[Segment]:
        if self._last_speech >= 0:
            yield self._take(min(len(self._frames), self._last_speech + 1 + self._margin))

    def _drop(self, count: int) -> None:
        if count > 0:
            del self._frames[:count]
            self._first += count

    def _take(self, count: int) -> Segment:
        segment = Segment(self._first * self._size, np.concatenate(self._frames[:count]))
        self._drop(count)
        return segment

    def _quietest(self) -> int:
        """Index of a frame in the second half around which 150 ms have the least energy."""
        start = len(self._frames) // 2
        energy = [float(np.square(f, dtype=np.float32).mean()) for f in self._frames[start:]]
        smooth = np.convolve(energy, np.ones(5), mode="valid")
        return start + 2 + int(smooth.argmin())
