"""Words that are committed while audio arrives never change."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.speech.live import OLD_S, Commitment, LiveTranscription
from deepspeech_tf.speech.media import read_media
from deepspeech_tf.speech.recognizer import RecognizerConfig, SpokenWord, load_recognizer
from tests.sets import SHARED, corpora, golden_sets
from tests.speech.recordings import ENGLISH, RATE_HZ, SENTENCE, joined


def has_rate_of_the_models(path: Path) -> bool:
    with wave.open(str(path)) as file:
        return (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)


def golden_cases() -> list:
    cases = []
    for name, folder in golden_sets().items():
        models, scorers = sorted(folder.rglob("*.tflite")), sorted(folder.glob("*.scorer"))
        for path in filter(has_rate_of_the_models, sorted(folder.rglob("*.wav"))):
            for model in models[:1]:
                for scorer in (None, *scorers[:1]):
                    with_scorer = "scorer" if scorer else "none"
                    cases.append(pytest.param(model, scorer, path, id=f"{name}-{path.stem}-{with_scorer}"))
    assert cases
    return cases


def texts(words) -> list[str]:
    return [word.text for word in words]


def check(recognizer, samples: np.ndarray, sizes) -> tuple[list[str], int]:
    """Feeds samples in blocks of random sizes; returns the final words, and how often a word was committed.

    Committed words must be the beginning of those of the next update, and of the transcript that the decoder
    gives in the end, which knows nothing of what was committed.
    """
    live, updates, first = LiveTranscription(recognizer, pause_s=5.0), [], 0
    while first < len(samples):
        size = int(next(sizes))
        updates += live.feed(samples[first : first + size])
        first += size
    updates += live.finish()
    early, committed, final, utterance = 0, [], [], 0
    for update in updates:
        if update.utterance != utterance:
            committed, utterance = [], update.utterance
        assert texts(update.committed)[: len(committed)] == committed
        committed = texts(update.committed)
        if update.is_final:
            final += committed
        else:
            early = max(early, len(committed))
    if utterance == 0:
        assert final == recognizer.model.stt(samples).split()
    return final, early


def sizes(seed: int):
    random = np.random.default_rng(seed)
    while True:
        yield random.integers(1, 9000)


@pytest.mark.parametrize(("model", "scorer", "path"), golden_cases())
def test_golden_recordings(model: Path, scorer: Path | None, path: Path) -> None:
    recognizer = load_recognizer(RecognizerConfig(model, scorer))
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    check(recognizer, samples, sizes(1))


@pytest.mark.parametrize("seed", range(3))
def test_sentences(seed) -> None:
    samples, _ = joined([0.3, 0.2, 0.4])
    final, early = check(load_recognizer(ENGLISH), samples, sizes(seed))
    assert final == SENTENCE * 3
    assert early >= 12


@pytest.mark.skipif(not corpora("librispeech"), reason="needs ../shared/data/librispeech")
def test_recordings_of_librispeech() -> None:
    recognizer = load_recognizer(ENGLISH)
    recordings = sorted((SHARED / "data" / "librispeech" / "test").glob("*.mp3"))[::8]
    assert len(recordings) > 10
    finals = early = 0
    for number, path in enumerate(recordings):
        final, before = check(recognizer, np.concatenate(list(read_media(path, RATE_HZ))), sizes(number))
        finals, early = finals + len(final), early + before
    assert early > finals / 2


def test_utterances_end_in_pauses_and_silence_is_not_kept() -> None:
    live, updates = LiveTranscription(load_recognizer(ENGLISH)), []
    samples = np.concatenate((joined([12.0, 2.0])[0], np.zeros(2 * RATE_HZ, np.int16)))
    for first in range(0, len(samples), 4000):
        updates += live.feed(samples[first : first + 4000])
    finals = [update for update in updates if update.is_final]
    assert [texts(update.committed) for update in finals] == [SENTENCE, SENTENCE]
    assert [update.utterance for update in finals] == [0, 1]
    assert finals[0].committed[0].start_s == pytest.approx(12.58, abs=0.2)
    assert live.finish() == []


WORDS = st.lists(
    st.tuples(st.sampled_from("abc"), st.floats(0, 10), st.floats(0, 1)), max_size=8
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_committed_words_stay_whatever_the_beam_says(hypotheses) -> None:
    commitment, before = Commitment(), ()
    for number, hypothesis in enumerate(hypotheses):
        starts = sorted(start for _, start, _ in hypothesis)
        best = [
            SpokenWord(text, start, start + 0.1, confidence)
            for start, (text, _, confidence) in zip(starts, hypothesis, strict=True)
        ]
        rest = commitment.update(best, float(number))
        assert commitment.words[: len(before)] == before
        before = commitment.words
        assert all(number - word.end_s < OLD_S for word in rest[:-1]) or any(
            word.confidence < 1 for word in rest
        )
        if before:
            assert all(word.start_s >= before[-1].end_s - 0.06 for word in rest) or texts(
                best[: len(before)]
            ) == texts(before)
