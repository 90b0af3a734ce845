"""Data sets of Hugging Face on disk: layouts, splits, counts, damaged rows and files."""

from __future__ import annotations

import pytest

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.splits_on_disk import splits_on_disk
from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import datasets
from tests.importers.layouts.sound import text, tone

COLUMNS = "wav_filename,wav_filesize,transcript"


@pytest.fixture
def pyarrow():
    return pytest.importorskip("pyarrow", reason="pyarrow is not installed")


def test_hub(tmp_path, pyarrow) -> None:
    datasets.hub(tmp_path)
    out = tmp_path / "out"
    output = run("huggingface", tmp_path / "corpus", "--target_dir", out)
    assert header(out / "train.csv") == COLUMNS
    assert transcripts(out / "train.csv") == ["hello there", "by its path", "last"]
    assert transcripts(out / "validation.csv") == ["hello there"]
    names = [row["wav_filename"] for row in rows(out / "train.csv")]
    assert names[0] == "wavs/train/data_train-00000-of-00002-0000001.wav"
    assert names[1] == "../elsewhere/kept.wav"  # good as it is
    assert [path.name for path in (out / "audio").rglob("*.*")] == [
        "data_train-00000-of-00002-0000002.flac"  # the damaged one, to be looked at
    ]
    for line in (
        "W left out: row 2 of train-00000-of-00002.parquet: audio file",
        "W left out: row 3 of train-00000-of-00002.parquet: must have an audio file or its path",
        "W left out: after row 0 of train-00001-of-00002.parquet: ",
        "train, train-00000-of-00002.parquet:\nImported 3 samples.\nSkipped 2 samples that failed",
        "train, train-00001-of-00002.parquet:\nImported 0 samples.\nSkipped 1 samples that failed",
    ):
        assert line in output
    before = (out / "train.csv").read_text()
    run("huggingface", tmp_path / "corpus", "--target_dir", out)
    assert (out / "train.csv").read_text() == before


def test_saved(tmp_path, pyarrow) -> None:
    datasets.saved(tmp_path)
    output = run("huggingface", tmp_path / "corpus", "--target_dir", tmp_path)
    assert transcripts(tmp_path / "train.csv") == ["hello there", "by its path", "last"]
    assert transcripts(tmp_path / "test.csv") == ["hello there"] * 2  # the rows before the damage
    assert "W left out: after row 2 of data-00000-of-00001.arrow: " in output
    assert "is damaged, cut short" in output


def test_columns(tmp_path, pyarrow) -> None:
    datasets.hub(tmp_path)
    corpus = tmp_path / "corpus"
    output = run("huggingface", corpus, "--text_column", "text", fails=True)
    assert "must have a column 'text'. Received: audio, sentence, client_id, up_votes" in output
    output = run("huggingface", corpus, "--audio_column", "sound", fails=True)
    assert "must have a column 'sound' (--audio_column)" in output


def test_values_of_another_type(tmp_path, pyarrow) -> None:
    """A column of numbers, null, contents that are text: the row is named, the others are read."""
    from pyarrow import parquet

    wav = tone(tmp_path / "made.wav").read_bytes()
    for name, column, audio in (
        ("text", ["one", None, "two"], [{"bytes": wav}, {"bytes": wav}, None]),
        ("numbers", [1, 2, 3], [{"bytes": wav}] * 3),
        ("paths", ["one", "two", "three"], [{"bytes": "text", "path": None}] * 3),
    ):
        folder = tmp_path / name
        folder.mkdir()
        parquet.write_table(pyarrow.table({"audio": audio, "sentence": column}), folder / "train.PARQUET")
        out = folder / "out"
        arguments = (folder, "--target_dir", out, "--left_out", tmp_path / "left_out.csv")
        output = run("huggingface", *arguments, fails=name != "text")
        if name == "text":
            assert transcripts(out / "train.csv") == ["one"]
            assert "row 2 of train.PARQUET: not a usable transcript" in output
            assert "row 3 of train.PARQUET: must have an audio file or its path. Received: neither" in output
        wanted = {"numbers": "row 2 of train.PARQUET: must have a text. Received: 2"}
        assert wanted.get(name, "row 3 of train.PARQUET: must have an audio file or its path") in output


def test_audio_folder(tmp_path) -> None:
    datasets.audio_folder(tmp_path)
    output = run("huggingface", tmp_path, "--target_dir", tmp_path / "out")
    assert transcripts(tmp_path / "out" / "train.csv") == ["one two", "three"]
    assert transcripts(tmp_path / "out" / "test.csv") == ["four"]
    for line in (
        "row 4 of metadata.csv: audio file",
        "row 5 of metadata.csv: audio file",
        "row 2 of metadata.jsonl: must have 'file_name'",
        "row 3 of metadata.jsonl: must be JSON",
    ):
        assert line in output
    assert (tmp_path / "data" / "train" / "a.mp3").exists()  # sources stay


def test_nothing_there(tmp_path) -> None:
    assert "must be a folder" in run("huggingface", tmp_path / "none", fails=True)
    assert "must have .parquet or .arrow files" in run("huggingface", tmp_path, fails=True)


@pytest.mark.parametrize(
    ("files", "splits"),
    [
        (["train-00000-of-00001.parquet", "test-00000-of-00001.parquet"], {"train": 1, "test": 1}),
        (["en/train/0000.parquet", "en/train/0001.parquet", "en/test/0000.parquet"], {"train": 2, "test": 1}),
        (["common_voice-validation-00000-of-00002.arrow", "cache-9f.arrow"], {"validation": 1}),
        (["clips.parquet"], {"train": 1}),
        (["latest.parquet", "dev/metadata.csv"], {"train": 1}),
        (["metadata.csv"], {"train": 1}),
    ],
)
def test_names_of_splits(tmp_path, files, splits) -> None:
    for name in files:
        text(tmp_path / name, "")
    assert {name: len(found) for name, found in splits_on_disk(tmp_path).items()} == splits


def test_several_configurations(tmp_path) -> None:
    for name in ("en/train-00000-of-00001.parquet", "de/train-00000-of-00001.parquet"):
        text(tmp_path / name, "")
    with pytest.raises(ImporterError, match=r"name the folder of one\. Received: de, en"):
        splits_on_disk(tmp_path)
    assert list(splits_on_disk(tmp_path / "de")) == ["train"]


def test_damaged_state(tmp_path) -> None:
    text(tmp_path / "state.json", '{"_data_files": [1]}')
    with pytest.raises(ImporterError, match="must name the data files"):
        splits_on_disk(tmp_path)
    text(tmp_path / "state.json", "{}")
    with pytest.raises(ImporterError, match="must be a JSON object with '_data_files'"):
        splits_on_disk(tmp_path)
