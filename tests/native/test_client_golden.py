"""The client gives the results of the TFLite client of 0.9.3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import answers, load_model, need_client, recording, streamed
from tests.sets import utterances

HOT_WORDS = {"dog": 8.5, "cat": -5.0, "her": 5.0}
CHUNK = 3200


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model()


@pytest.fixture(scope="module", params=streamed("stream_tfl.json"))
def stream_of_0_9_3(request: pytest.FixtureRequest) -> tuple[Path, Any]:
    return request.param


@pytest.fixture(scope="module")
def expected(stream_of_0_9_3: tuple[Path, Any]) -> Any:
    return stream_of_0_9_3[1]


@pytest.fixture(scope="module")
def samples(stream_of_0_9_3: tuple[Path, Any]) -> np.ndarray:
    golden, expected = stream_of_0_9_3
    return recording(expected["wav"], golden)


@pytest.mark.parametrize("name", ["scorer", "noscorer", "beam1"])
def test_transcripts(golden: Path, name: str) -> None:
    wanted = answers(f"client_tfl128_{name}.json", golden)
    model = load_model(scorer=name == "scorer")  # the original's runs with beam 1 were without a scorer
    model.setBeamWidth(wanted["beam"])
    received = {key: model.stt(recording(f"{key}.wav", golden)) for key in wanted["transcripts"]}
    assert set(received) >= set(utterances(golden))
    assert received == wanted["transcripts"]


def test_confidence_and_times(model: Any, expected: Any, samples: np.ndarray) -> None:
    metadata = model.sttWithMetadata(samples, 3)
    assert len(metadata.transcripts) == len(expected["meta"]) == 3
    confidences = [transcript.confidence for transcript in metadata.transcripts]
    assert confidences == pytest.approx([wanted["confidence"] for wanted in expected["meta"]], abs=1e-3)
    best, wanted = metadata.transcripts[0], expected["meta"][0]
    assert [(token.text, token.timestep) for token in best.tokens] == [
        (text, timestep) for text, timestep, _ in wanted["tokens"]
    ]
    assert [token.start_time for token in best.tokens] == pytest.approx(
        [seconds for _, _, seconds in wanted["tokens"]], abs=1e-6
    )


def test_streaming(model: Any, expected: Any, samples: np.ndarray) -> None:
    stream = model.createStream()
    intermediate = []
    for begin in range(0, len(samples), CHUNK):
        stream.feedAudioContent(samples[begin : begin + CHUNK])
        intermediate.append(stream.intermediateDecode())
    assert intermediate == expected["intermediate"]
    assert stream.finishStream() == expected["finish"]


def test_right_last_words(model: Any) -> None:
    """Without 0.9.3's treatment of last words, intermediate results show words as they come."""
    need_client()
    item = answers("stream_tfl.json")["files"][1]
    samples = recording(item["wav"])
    fixed = load_model()
    fixed.setDecoderCompat(False)
    stream = fixed.createStream()
    intermediate = []
    for begin in range(0, len(samples), CHUNK):
        stream.feedAudioContent(samples[begin : begin + CHUNK])
        metadata = stream.intermediateDecodeWithMetadata(5)
        intermediate.append("".join(token.text for token in metadata.transcripts[0].tokens))
        assert all(transcript.confidence > -500 for transcript in metadata.transcripts)
    assert stream.finishStream() == item["finish"]
    for received, wanted in zip(intermediate, item["intermediate"], strict=True):
        assert len(received) >= len(wanted.rstrip()) - 1  # its last letter may be uncertain
    assert sum(map(len, intermediate)) > sum(map(len, item["intermediate"]))


def test_boost_of_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    need_client()
    samples = recording("test0001.wav")  # "… your bright friend"
    confidences = []
    for compat in ("0.9", "none"):
        monkeypatch.setenv("DS_DECODER_COMPAT", compat)
        model = load_model()
        model.addHotWord("friend", 2.0)
        confidences.append(model.sttWithMetadata(samples).transcripts[0].confidence)
    assert confidences[1] - confidences[0] == pytest.approx(2.0 * 0.931289, abs=1e-3)
    monkeypatch.setenv("DS_DECODER_COMPAT", "something")
    with pytest.raises(RuntimeError, match="0x3007"):
        load_model()


def test_hot_words(model: Any, expected: Any, samples: np.ndarray) -> None:
    for word, boost in HOT_WORDS.items():
        model.addHotWord(word, boost)
    try:
        assert model.stt(samples) == expected["hot"]
    finally:
        model.clearHotWords()


def test_odd_lengths(model: Any) -> None:
    lengths = {int(key): text for key, text in answers("stream_tfl.json")["odd"].items() if key.isdigit()}
    assert len(lengths) > 10
    for length, text in lengths.items():
        assert model.stt(np.zeros(length, np.int16)) == (text or "")  # the original's binding refused 0
    assert model.createStream().finishStream() == answers("stream_tfl.json")["odd"]["empty_stream"]


def test_final_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros in the last window make the difference to Coqui, whose answer was -20.7272."""
    need_client()
    samples = recording("test0001.wav")
    stale = load_model().sttWithMetadata(samples).transcripts[0].confidence
    monkeypatch.setenv("DS_FINAL_WINDOW", "zero")
    zero = load_model().sttWithMetadata(samples).transcripts[0].confidence
    assert (stale, zero) == pytest.approx((-20.7756, -20.7272), abs=1e-3)
    monkeypatch.setenv("DS_FINAL_WINDOW", "something")
    with pytest.raises(RuntimeError, match="0x2003"):
        load_model()
