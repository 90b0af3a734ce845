"""Cuts in pauses: nothing is lost, and blocks do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.segments import FRAME_MS, Cutting, cut

RATE_HZ = 16000
FRAME = RATE_HZ * FRAME_MS // 1000


def is_loud(frame: bytes) -> bool:
    return bool(np.abs(np.frombuffer(frame, np.int16)).mean() > 50)


def recording(parts: list[tuple[bool, int]]) -> np.ndarray:
    """Speech (numbers above 100) and silence, by frames."""
    random = np.random.default_rng(3)
    blocks = [
        random.integers(100, 2000, frames * FRAME) if speech else np.zeros(frames * FRAME)
        for speech, frames in parts
    ]
    return np.concatenate(blocks).astype(np.int16)


PARTS = st.lists(st.tuples(st.booleans(), st.integers(8, 120)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(PARTS, st.integers(1, 40000), st.sampled_from([2.0, 3.0, 30.0]))
def test_segments_contain_all_speech_once(parts, block, longest_s) -> None:
    samples = recording(parts)
    cutting = Cutting(longest_s=longest_s)
    segments = list(cut([samples], RATE_HZ, cutting, is_loud))
    blocks = [samples[first : first + block] for first in range(0, len(samples), block)]
    assert [(s.first, s.samples.tolist()) for s in cut(blocks, RATE_HZ, cutting, is_loud)] == [
        (s.first, s.samples.tolist()) for s in segments
    ]
    rest, end = samples.copy(), 0
    for segment in segments:
        assert segment.first >= end
        end = segment.first + len(segment.samples)
        assert np.array_equal(samples[segment.first : end], segment.samples)
        assert len(segment.samples) <= longest_s * RATE_HZ
        rest[segment.first : end] = 0
    assert not rest.any()


def test_silence_has_no_segment() -> None:
    assert list(cut([np.zeros(RATE_HZ * 5, np.int16)], RATE_HZ, Cutting(), is_loud)) == []
    assert list(cut([np.zeros(RATE_HZ * 5, np.int16)], RATE_HZ, Cutting())) == []
    assert list(cut([], RATE_HZ, Cutting(), is_loud)) == []


def test_pauses_separate_and_margins_remain() -> None:
    samples = recording([(False, 100), (True, 60), (False, 100), (True, 60), (False, 100)])
    segments = list(cut([samples], RATE_HZ, Cutting(pause_s=0.6, margin_s=0.3), is_loud))
    begins = [segment.first / FRAME for segment in segments]
    assert len(segments) == 2
    for begin, speech in zip(begins, (100, 260), strict=True):
        assert speech - 10 - 5 <= begin <= speech - 10 + 5


def test_long_speech_is_cut_where_it_is_quiet() -> None:
    samples = recording([(True, 300)])
    quiet = slice(80 * FRAME, 85 * FRAME)  # too short for a pause
    samples[quiet] //= 8
    first = next(iter(cut([samples], RATE_HZ, Cutting(longest_s=3), is_loud)))
    assert 80 <= len(first.samples) / FRAME <= 85


@pytest.mark.parametrize("rate_hz", [0, 11025, 44100])
def test_other_rates_are_refused(rate_hz) -> None:
    with pytest.raises(ConfigError, match=f"Received: {rate_hz} Hz"):
        list(cut([], rate_hz, Cutting()))


@pytest.mark.parametrize(
    "wrong",
    [{"aggressiveness": 4}, {"pause_s": 0}, {"longest_s": 1}, {"margin_s": -1}, {"pause_s": float("nan")}],
)
def test_settings_out_of_range(wrong) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Cutting(**wrong)
