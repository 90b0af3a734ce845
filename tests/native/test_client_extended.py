"""What the Python face has beyond 0.9.3: buffers, words, emissions, silence, threads, errors with a code."""

from __future__ import annotations

import copy
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import MODEL, SCORER, load_model, need_client, recording
from tests.sets import GOLDEN, utterances


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model()


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    need_client()
    return recording("test0001.wav")


def test_from_buffers(model: Any, samples: np.ndarray) -> None:
    need_client()
    from deepspeech import Model

    model_bytes, scorer_bytes = bytearray(MODEL.read_bytes()), bytearray(SCORER.read_bytes())
    other = Model.fromBuffer(memoryview(model_bytes))
    other.enableExternalScorerFromBuffer(scorer_bytes)
    model_bytes[:] = scorer_bytes[:] = b""  # they are copies
    assert other.sttWithMetadata(samples, 3) == model.sttWithMetadata(samples, 3)
    assert other.sampleRate() == 16000 and other.beamWidth() == 500


def test_buffers_that_are_none(model: Any) -> None:
    from deepspeech import DeepSpeechError, Model

    for data, code in (
        (b"", 0x1000),
        (b"no model", 0x3000),
        (b"x", 0x3000),
        (MODEL.read_bytes()[:5000], 0x3002),
    ):
        with pytest.raises(DeepSpeechError) as caught:
            Model.fromBuffer(data)
        assert caught.value.code == code, data[:10]
    for data in (b"", b"no scorer", SCORER.read_bytes()[:3000]):
        with pytest.raises(DeepSpeechError, match="0x2002"):
            model.enableExternalScorerFromBuffer(data)
    with pytest.raises(TypeError):
        Model.fromBuffer("text")
    assert model.setScorerAlphaBeta(float("nan"), float("nan")) == 0  # the scorer is still there


def test_errors_say_what_and_why() -> None:
    need_client()
    from deepspeech import DeepSpeechError, Model

    with pytest.raises(DeepSpeechError) as caught:
        Model("absent.tflite")
    error = caught.value
    assert isinstance(error, RuntimeError)
    assert (error.function, error.code) == ("CreateModel", 0x3000)
    assert error.message == "Failed to initialize memory mapped model."
    assert str(error) == f"CreateModel failed with '{error.message}' (0x3000)"
    again = pickle.loads(pickle.dumps(copy.copy(error)))
    assert (type(again), str(again), again.code) == (DeepSpeechError, str(error), 0x3000)


def test_words(model: Any, samples: np.ndarray) -> None:
    text = model.stt(samples)
    result = model.sttWithWords(samples)
    assert [word.text for word in result.words] == text.split()
    transcript = model.sttWithMetadata(samples).transcripts[0]
    starts = [
        token.start_time
        for before, token in zip([None, *transcript.tokens], transcript.tokens, strict=False)
        if token.text != " " and (before is None or before.text == " ")
    ]
    assert [word.start_time for word in result.words] == starts
    seconds = len(samples) / 16000
    for word, following in zip(result.words, [*result.words[1:], None], strict=True):
        assert 0 <= word.start_time < word.end_time <= (following.start_time if following else seconds + 0.05)
        assert result.confidence - 1e-9 <= word.confidence <= 1
    assert 0 < result.confidence <= 1


def test_what_is_uncertain_has_a_low_confidence(model: Any, golden: Path) -> None:
    """Words heard through noise come out less certain than the same words heard clearly."""
    generator = np.random.default_rng(3)
    clear, noisy = [], []
    for name in utterances(golden)[:8]:
        audio = recording(f"{name}.wav", golden)
        noise = generator.normal(0, 0.1 * np.std(audio), len(audio))
        clear += [word.confidence for word in model.sttWithWords(audio).words]
        noisy += [word.confidence for word in model.sttWithWords((audio + noise).astype(np.int16)).words]
    assert np.mean(noisy) < np.mean(clear) - 0.03
    assert np.mean(clear) > 0.97


def test_words_of_a_stream(model: Any, samples: np.ndarray) -> None:
    stream = model.createStream()
    assert stream.intermediateDecodeWithWords().words == []
    stream.feedAudioContent(samples[:16000])
    partial = stream.intermediateDecodeWithWords()
    complete = stream.intermediateDecode().split()  # as 0.9.3: words that are only begun stay hidden
    assert [word.text for word in partial.words][: len(complete)] == complete != []
    stream.feedAudioContent(samples[16000:])
    assert stream.finishStreamWithWords() == model.sttWithWords(samples)


def test_emissions(model: Any, samples: np.ndarray) -> None:
    result = model.sttWithEmissions(samples, 2)
    assert result.transcripts == model.sttWithMetadata(samples, 2).transcripts
    emissions = result.emissions
    assert emissions.symbols == [" ", *"abcdefghijklmnopqrstuvwxyz'", ""]
    steps = (len(samples) - 512) // 320 + 2  # whole windows, and the last one
    assert emissions.probabilities.shape == (steps, 29)
    assert emissions.probabilities.dtype == np.float64
    np.testing.assert_allclose(emissions.probabilities.sum(axis=1), 1, atol=1e-5)
    best = emissions.probabilities.argmax(axis=1)
    kept = best[np.flatnonzero(np.diff(best, prepend=-1))]
    greedy = "".join(emissions.symbols[symbol] for symbol in kept)
    assert greedy.startswith("her king buys your bright fr")


def test_emissions_of_a_stream(samples: np.ndarray) -> None:
    model = load_model()
    model.setKeepEmissions(True)
    stream, parts = model.createStream(), []
    model.setKeepEmissions(False)
    other = model.createStream()
    for begin in range(0, len(samples), 5000):
        stream.feedAudioContent(samples[begin : begin + 5000])
        parts.append(stream.emissions(sum(map(len, parts))).probabilities)
    result = stream.finishStreamWithEmissions()
    all_rows = result.emissions.probabilities
    streamed = np.concatenate(parts)
    assert len(all_rows) - 30 < len(streamed) < len(all_rows)
    np.testing.assert_array_equal(streamed, all_rows[: len(streamed)])
    np.testing.assert_array_equal(all_rows, model.sttWithEmissions(samples).emissions.probabilities)
    other.feedAudioContent(samples)
    assert other.emissions() is None
    assert other.finishStreamWithEmissions().emissions is None


def test_trailing_silence_ends_an_utterance(model: Any, samples: np.ndarray) -> None:
    generator = np.random.default_rng(5)
    noise = generator.normal(0, 20, 8000 + len(samples) + 24000)
    noise[8000 : 8000 + len(samples)] += samples
    audio = noise.astype(np.int16)
    stream = model.createStream()
    ends = {}
    for begin in range(0, len(audio), 800):
        stream.feedAudioContent(audio[begin : begin + 800])
        fed = min(len(audio), begin + 800) / 16000
        ends[round(fed, 2)] = fed - stream.trailingSilence()
    assert ends[0.45] == pytest.approx(0, abs=1e-6)  # no speech yet
    speech = [fed - end for fed, end in ends.items() if 1.2 < fed < 2.0]
    assert max(speech) < 0.4  # while words follow each other
    assert ends[3.5] == pytest.approx(2.2, abs=0.25)  # the last word ends about there
    assert ends[3.5] == pytest.approx(ends[3.0], abs=0.01)
    assert stream.finishStream().endswith("bright friend")


@pytest.mark.parametrize("noise", [0, 150])
def test_utterances_are_told_apart(model: Any, golden: Path, noise: int) -> None:
    """Recordings and pauses of a second, also in noise (27 dB): as many ends, each in its pause."""
    pieces, ends = [], []
    for name in utterances(golden)[:8]:
        pieces += [recording(f"{name}.wav", golden), np.zeros(16000, np.int16)]
        ends.append(sum(map(len, pieces[:-1])) / 16000)
    audio = np.concatenate(pieces)
    audio = (audio + np.random.default_rng(1).normal(0, noise, len(audio))).astype(np.int16)
    found, stream = [], model.createStream()
    for begin in range(0, len(audio), 1600):
        stream.feedAudioContent(audio[begin : begin + 1600])
        if stream.trailingSilence() > 0.6 and stream.intermediateDecode().strip():
            found.append((begin + 1600) / 16000)
            stream.finishStream()
            stream = model.createStream()
    assert len(found) == len(ends)
    assert all(0 < heard - end < 1.1 for heard, end in zip(found, ends, strict=True))


def test_threads_of_a_model(samples: np.ndarray) -> None:
    model = load_model()
    assert model.threads() == 1
    wanted = model.sttWithMetadata(samples, 3)
    stream = model.createStream()
    stream.feedAudioContent(samples[:15000])
    model.setThreads(2)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert model.threads() == min(2, processors)  # never more than processors
    stream.feedAudioContent(samples[15000:])  # continues with the new number
    assert stream.finishStreamWithMetadata(3) == wanted
    assert model.sttWithMetadata(samples, 3) == wanted
    model.setThreads(0)
    assert model.threads() >= 1
    model.setThreads(1)
    assert model.sttWithMetadata(samples, 3) == wanted


def test_eight_streams_in_eight_threads(model: Any) -> None:
    parts = [
        recording(f"{name}.wav")[start : start + 20000]
        for name in utterances(GOLDEN)
        for start in (0, 3000, 6000)
    ]
    recordings = parts[:8]
    wanted = [(model.sttWithMetadata(audio, 2), model.sttWithWords(audio)) for audio in recordings]

    def run(number: int) -> tuple[Any, Any]:
        stream, other = model.createStream(), model.createStream()
        audio = recordings[number]
        for begin in range(0, len(audio), 700 + number):
            part = audio[begin : begin + 700 + number]
            stream.feedAudioContent(part)
            other.feedAudioContent(part)
        return stream.finishStreamWithMetadata(2), other.finishStreamWithWords()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(8))) == wanted


def test_closing_what_another_thread_uses(samples: np.ndarray) -> None:
    """The misuse that crashes in C is an error or waits in Python."""
    model = load_model()
    stream = model.createStream()
    results: list[str] = []
    errors: list[RuntimeError] = []

    def use(call: Callable[[], str]) -> None:
        try:
            results.append(call())
        except RuntimeError as error:
            errors.append(error)

    def feed() -> str:
        for begin in range(0, len(samples), 320):
            stream.feedAudioContent(samples[begin : begin + 320])
        return ""

    threads = [threading.Thread(target=use, args=(lambda: model.stt(samples),)) for _ in range(3)]
    threads += [threading.Thread(target=use, args=(feed,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    model.close()
    stream.finishStream()
    for thread in threads:
        thread.join()
    assert len(results) + len(errors) == 6
    assert all("is not valid" in str(error) for error in errors)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda model: model.setBeamWidth(-1), ValueError),
        (lambda model: model.setBeamWidth(2**32), ValueError),
        (lambda model: model.setBeamWidth(1.5), TypeError),
        (lambda model: model.setThreads(-1), ValueError),
        (lambda model: model.sttWithMetadata([], -1), ValueError),
        (lambda model: model.sttWithEmissions([], 2**40), ValueError),
        (lambda model: model.createStream().intermediateDecodeWithMetadata(-3), ValueError),
        (lambda model: model.createStream().emissions(-1), ValueError),
        (lambda model: model.addHotWord("a\0b", 1.0), ValueError),
        (lambda model: model.enableExternalScorer("a\0b"), ValueError),
        (lambda model: model.stt(None), ValueError),
        (lambda model: model.stt(b"\0\0"), ValueError),
        (lambda model: model.createStream().feedAudioContent("text"), ValueError),
    ],
)
def test_arguments_that_do_not_fit(model: Any, call: Callable[[Any], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        call(model)


def test_no_results_wanted(model: Any, samples: np.ndarray) -> None:
    assert model.sttWithMetadata(samples[:4000], 0).transcripts == []
    assert model.sttWithEmissions([], 0).emissions.probabilities.shape == (1, 29)
