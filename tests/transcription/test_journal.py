"""The journal: what it keeps, and when it is not used."""

from __future__ import annotations

import os

import pytest

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.recognizer import RecognizerConfig, SpokenWord
from deepspeech_tf.speech.segments import Cutting
from deepspeech_tf.transcription.job import Task, Work
from deepspeech_tf.transcription.journal import Journal, identity_of
from deepspeech_tf.transcription.run import TranscriptionRun
from tests.speech.recordings import ENGLISH, sentence, write_wav

WORDS = (SpokenWord("żółw", 0.5, 0.75, 0.9), SpokenWord("two", 1.0, 1.5, 1.0))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / ".a.transcription"
    journal = Journal(path, "one")
    journal.add((0, 16000), WORDS)
    journal.add((32000, 800), ())
    journal.close()
    return path


def test_segments_are_kept(path) -> None:
    journal = Journal(path, "one")
    assert journal.done == {(0, 16000): WORDS, (32000, 800): ()}
    journal.add((64000, 5), WORDS[:1])
    journal.close()
    assert len(Journal(path, "one").done) == 3


def test_every_interrupted_write_keeps_the_lines_before(path) -> None:
    content = path.read_bytes()
    head, first, _second = content.splitlines(keepends=True)
    for length in range(len(content)):
        path.write_bytes(content[:length])
        journal = Journal(path, "one")
        expected = (length >= len(head + first)) + (length >= len(content))
        assert len(journal.done) == expected
        journal.add((99, 1), ())
        journal.close()
        assert (99, 1) in Journal(path, "one").done


def test_other_recording_begins_again(path) -> None:
    journal = Journal(path, "two")
    assert not journal.done
    journal.close()
    assert not Journal(path, "one").done


@pytest.mark.parametrize(
    "line", [b"[1]\n", b"{}\n", b'["a", 1, []]\n', b"[1, 2, [[3]]]\n", b"\xff\n", b"[1, 2, 3]\n"]
)
def test_damaged_lines_are_dropped(path, line) -> None:
    path.write_bytes(path.read_bytes() + line)
    assert len(Journal(path, "one").done) == 2


def test_finished_journals_are_removed(path) -> None:
    Journal(path, "one").remove()
    assert not path.exists()
    with pytest.raises(ConfigError, match="cannot be written"):
        Journal(path.parent / "none" / "a", "one")


def test_identity_depends_on_everything_that_changes_words(tmp_path) -> None:
    recording, model, scorer = (tmp_path / name for name in ("a.wav", "a.tflite", "a.scorer"))
    for file in (recording, model, scorer):
        file.write_bytes(b"1")
    base = identity_of(recording, RecognizerConfig(model, scorer), Cutting())
    assert identity_of(recording, RecognizerConfig(model, scorer), Cutting()) == base
    others = [
        identity_of(model, RecognizerConfig(model, scorer), Cutting()),
        identity_of(recording, RecognizerConfig(model), Cutting()),
        identity_of(recording, RecognizerConfig(model, scorer, beam_width=3), Cutting()),
        identity_of(recording, RecognizerConfig(model, scorer, lm_alpha=1, lm_beta=1), Cutting()),
        identity_of(recording, RecognizerConfig(model, scorer, hot_words=(("a", 1.0),)), Cutting()),
        identity_of(recording, RecognizerConfig(model, scorer), Cutting(pause_s=1)),
    ]
    os.utime(recording, ns=(1, 1))
    others.append(identity_of(recording, RecognizerConfig(model, scorer), Cutting()))
    assert len({base, *others}) == len(others) + 1
    with pytest.raises(ConfigError, match="none"):
        identity_of(tmp_path / "none", RecognizerConfig(model), Cutting())


def test_transcripts_whose_names_differ_in_their_endings_have_journals_of_their_own(tmp_path) -> None:
    """A catalog can name them so; segments of one recording would be taken for those of another."""
    tasks = [
        Task(write_wav(tmp_path / f"{name}.wav", sentence()), (("tlog", tmp_path / f"talk.{name}"),))
        for name in ("one", "two")
    ]
    tasks.append(Task(tasks[0].source, (("tlog", tmp_path / "talk.tlog"),)))
    run = TranscriptionRun(tasks, Work(ENGLISH), lambda _: None)
    journals = [run._journal_of(task) for task in tasks]
    for journal in journals:
        journal.close()
    assert sorted(path.name for path in tmp_path.glob(".*")) == [
        ".talk.one.transcription", ".talk.transcription", ".talk.two.transcription"
    ]  # fmt: skip
