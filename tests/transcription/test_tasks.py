"""Recordings by names, folders, patterns and catalogs; places of transcripts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.transcription.job import require_formats
from deepspeech_tf.transcription.tasks import catalog_tasks, find_recordings, tasks_for


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("a.wav", "b.MP3", "notes.txt", "inner/c.mkv", "inner/deep/d.flac"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "recursive", "found"),
    [
        (["."], False, ["a.wav", "b.MP3"]),
        (["."], True, ["a.wav", "b.MP3", "inner/c.mkv", "inner/deep/d.flac"]),
        (["*.wav", "a.wav"], False, ["a.wav"]),
        (["**/*.flac"], False, ["inner/deep/d.flac"]),
        (["inn*"], False, ["inner/c.mkv"]),
        (["notes.txt"], False, ["notes.txt"]),  # named, so it is tried
        (["-", "a.wav"], False, [None, "a.wav"]),
    ],
)
def test_names_lead_to_recordings(folder, names, recursive, found) -> None:
    recordings = find_recordings(names, recursive=recursive)
    assert [one and os.path.normpath(one) for one in recordings] == found


@pytest.mark.parametrize("name", ["none.wav", "*.xyz", "inner/deep/none", ""])
def test_names_that_lead_nowhere(folder, name) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        find_recordings([name])


def test_folder_without_recordings(folder) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(ConfigError, match="none with a known ending"):
        find_recordings(["empty"])


def test_name_with_characters_of_patterns(folder) -> None:
    (folder / "a[1].wav").write_bytes(b"")
    assert find_recordings(["a[1].wav"]) == [Path("a[1].wav")]


def test_same_transcript_of_two_recordings(folder) -> None:
    (folder / "a.mp3").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"a\.mp3 and a\.wav have the same transcript, a\.txt"):
        tasks_for(find_recordings(["a.mp3", "a.wav"]), ["txt"])
    with pytest.raises(ConfigError, match="would replace a recording"):
        tasks_for(find_recordings(["a.wav", "notes.txt", "*.txt"]) + [Path("notes.wav")], ["txt"])


def test_places_of_transcripts(folder) -> None:
    (task,) = tasks_for([Path("inner/c.mkv")], ["srt", "txt"])
    assert task.outputs == (("srt", Path("inner/c.srt")), ("txt", Path("inner/c.txt")))
    (task,) = tasks_for([Path("a.b.wav")], ["srt"], Path("out"))
    assert task.outputs == (("srt", Path("out/a.b.srt")),)
    assert tasks_for([None], ["txt"])[0].outputs == (("txt", None),)
    with pytest.raises(ConfigError, match="one format for standard output"):
        tasks_for([None], ["txt", "srt"])


def test_catalog(folder) -> None:
    catalog = folder / "inner" / "all.catalog"
    catalog.write_text(json.dumps([{"audio": "c.mkv", "tlog": "../c.tlog", "script": "c.txt"}]))
    (task,) = catalog_tasks(catalog)
    assert task.source == folder / "inner" / "c.mkv"
    assert task.outputs == (("tlog", folder / "inner" / "../c.tlog"),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected a catalog"),
        ("{}", "expected a list"),
        ("[]", "expected a list"),
        ("[" * 100000, "expected a catalog"),
        ('[{"audio": "c.mkv"}]', "entry 1"),
        ('[{"audio": "c.mkv", "tlog": "c.tlog"}, 3]', "entry 2"),
        ('[{"audio": "none.wav", "tlog": "c.tlog"}]', "entry 1: .*none.wav is not a file"),
        ('[{"audio": 1, "tlog": "c.tlog"}]', "entry 1"),
        ('[{"audio": "a\\u0000", "tlog": "c.tlog"}]', "entry 1"),
        ('[{"audio": "c.mkv", "tlog": "c.mkv"}]', "would replace a recording"),
    ],
)
def test_damaged_catalogs(folder, content, message) -> None:
    catalog = folder / "inner" / "all.catalog"
    catalog.write_text(content)
    with pytest.raises(ConfigError, match=message):
        catalog_tasks(catalog)


def test_formats_are_known() -> None:
    assert require_formats(["srt", "txt", "srt"]) == ("srt", "txt")
    for wrong in (["doc"], []):
        with pytest.raises(ConfigError, match="txt, json, tlog"):
            require_formats(wrong)
