"""Any portions of the audio give the very same text, times, confidences, words and emissions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.native.client import load_model, recording

LENGTH = 18000  # samples: a bit more than a second


@pytest.fixture(scope="module", params=["scorer", "scorer, last words right", "no scorer"])
def model(request: pytest.FixtureRequest) -> Any:
    model = load_model(scorer=request.param != "no scorer")
    if request.param == "scorer, last words right":
        for word in ("her", "king", "kings", "buys"):
            model.addHotWord(word, 3.0)
        model.setDecoderCompat(False)
    model.setBeamWidth(100)
    model.setKeepEmissions(True)
    return model


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    load_model(scorer=False)
    return recording("test0001.wav")[3000 : 3000 + LENGTH]


def snapshot(stream: Any) -> tuple[Any, ...]:
    """What can be known of a stream before its end."""
    return (
        stream.intermediateDecodeWithMetadata(3),
        stream.intermediateDecodeFlushBuffers(),
        stream.intermediateDecodeWithWords(),
        stream.trailingSilence(),
        stream.emissions().probabilities.tobytes(),
    )


def run(model: Any, samples: np.ndarray, sizes: list[int], looks: bool = False) -> tuple[Any, ...]:
    """Feeds portions of these sizes, then the rest; returns all that is said of the utterance, exactly."""
    stream = model.createStream()
    position = 0
    for size in sizes:
        stream.feedAudioContent(samples[position : position + size])
        position += size
        if looks:
            snapshot(stream)
    stream.feedAudioContent(samples[position:])
    before = snapshot(stream)
    words = stream.intermediateDecodeWithWords()
    result = stream.finishStreamWithEmissions(3)
    emissions = result.emissions
    return before, words, result.transcripts, emissions.symbols, emissions.probabilities.tobytes()


@pytest.fixture(scope="module")
def whole(model: Any, samples: np.ndarray) -> tuple[Any, ...]:
    result = run(model, samples, [])
    assert result == run(model, samples, [])  # nothing is left to chance
    assert len(result[2]) == 3 and len(result[2][0].tokens) > 10
    return result


portions = st.one_of(
    st.lists(st.integers(0, 5000), max_size=30),
    st.lists(st.sampled_from([1, 159, 160, 191, 192, 319, 320, 321, 511, 512, 513, 5120]), max_size=60),
    st.integers(1, LENGTH).map(lambda size: [size] * (LENGTH // size) if size > 20 else [size] * 300),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=portions, looks=st.booleans())
@example(sizes=[1] * 2000, looks=False)
@example(sizes=[LENGTH], looks=True)
@example(sizes=[0, 0, LENGTH, 0], looks=True)
def test_portions_do_not_matter(
    model: Any, samples: np.ndarray, whole: tuple[Any, ...], sizes: list[int], looks: bool
) -> None:
    assert run(model, samples, sizes, looks and len(sizes) < 10) == whole


def test_one_sample_at_a_time(model: Any, samples: np.ndarray, whole: tuple[Any, ...]) -> None:
    assert run(model, samples, [1] * LENGTH) == whole


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, LENGTH))
def test_a_stream_is_the_whole_utterance(model: Any, samples: np.ndarray, length: int) -> None:
    """At any length the functions for whole utterances, finished streams and flushed ones agree."""
    audio = samples[:length]
    metadata = model.sttWithMetadata(audio, 2)
    stream = model.createStream()
    stream.feedAudioContent(audio)
    assert stream.intermediateDecodeWithMetadataFlushBuffers(2) == metadata
    assert stream.intermediateDecodeWithMetadataFlushBuffers(2) == metadata
    assert stream.finishStreamWithMetadata(2) == metadata
    assert model.stt(audio) == "".join(token.text for token in metadata.transcripts[0].tokens)
    assert model.sttWithEmissions(audio, 2).transcripts == metadata.transcripts
