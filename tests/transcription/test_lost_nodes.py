"""A cluster that loses workers more often than Ray repeats their work: the rest is begun again."""

from __future__ import annotations

import pickle

import pytest

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.transcription import ray_cluster
from deepspeech_tf.transcription.ray_cluster import Read, Source, answers


class LostError(Exception):
    """Stands for those of Ray."""


KEYS = {1: ((0, 10), (20, 30)), 2: ((0, 5),)}
SOURCES = [Source(number, f"{number}.wav", f"{number}.wav", frozenset()) for number in KEYS]


def row(number: int, content: object) -> dict[str, object]:
    return {"recording": number, "content": pickle.dumps(content)}


def rows_of(sources) -> list[dict[str, object]]:
    rows = []
    for source in sources:
        keys = KEYS[source.recording]
        rows += [row(source.recording, {key: []}) for key in keys if key not in source.done]
        rows.append(row(source.recording, Read(keys, 100)))
    return rows


def run(monkeypatch, lengths: list[int], error: type[Exception] = LostError):
    """What comes if attempts end after so many rows; and the sources of each attempt."""
    attempts = []

    def fake(data, sources, work, rate_hz):
        length = lengths[len(attempts)] if len(attempts) < len(lengths) else None
        attempts.append(sources)
        yield from rows_of(sources)[:length]
        if length is not None:
            raise error

    monkeypatch.setattr(ray_cluster, "_rows", fake)
    monkeypatch.setattr(ray_cluster, "_is_loss", lambda error: isinstance(error, LostError))
    return answers(None, SOURCES, None, 16000), attempts


@pytest.mark.parametrize("lengths", [[], [1], [3], [4], [2, 1], [1, 1, 1]])
def test_losses_lose_and_repeat_nothing(monkeypatch, lengths) -> None:
    found, attempts = run(monkeypatch, lengths)
    found = list(found)
    words = [(number, key) for number, answer in found if not isinstance(answer, Read) for key in answer]
    ends = [number for number, answer in found if isinstance(answer, Read)]
    assert sorted(words) == [(number, key) for number, keys in KEYS.items() for key in keys]
    assert sorted(ends) == [1, 2]
    assert len(attempts) == len(lengths) + 1


def test_finished_recordings_are_not_read_again(monkeypatch) -> None:
    found, attempts = run(monkeypatch, [4])
    list(found)
    assert [source.recording for source in attempts[1]] == [2]
    assert attempts[1][0].done == {(0, 5)}


def test_losses_without_progress_end_the_run(monkeypatch) -> None:
    found, attempts = run(monkeypatch, [2, 0])
    with pytest.raises(LostError):
        list(found)
    assert len(attempts) == 2


@pytest.mark.parametrize("error", [ValueError, DeepSpeechError])
def test_other_errors_end_the_run(monkeypatch, error) -> None:
    found, attempts = run(monkeypatch, [2], error)
    with pytest.raises(error):
        list(found)
    assert len(attempts) == 1


def test_a_model_that_cannot_be_loaded_ends_the_run(monkeypatch) -> None:
    monkeypatch.setattr(ray_cluster, "_rows", lambda *_: iter([row(1, DeepSpeechError("no model"))]))
    monkeypatch.setattr(ray_cluster, "_is_loss", lambda error: False)
    with pytest.raises(DeepSpeechError, match="no model"):
        list(answers(None, SOURCES, None, 16000))
