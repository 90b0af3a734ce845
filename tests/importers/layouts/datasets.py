"""Data sets of Hugging Face on disk: Parquet files, saved ones, folders of audio with a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importers.layouts.sound import cut, damage, text, tone

FEATURES = {
    "audio": {"sampling_rate": 16000, "_type": "Audio"},
    "sentence": {"dtype": "string", "_type": "Value"},
}


def audio_rows(folder: Path, words: list[str]) -> list[dict[str, Any]]:
    """Rows whose audio is within the table; the second is damaged, the third has none, the fourth a path."""
    kept = tone(folder / "elsewhere" / "kept.wav", 2)
    rows = []
    for number, word in enumerate(words):
        made = tone(folder / "made" / f"clip_{number}.{'mp3' if number == 0 else 'flac'}", 2, 22050)
        if number == 1:
            damage(made)
        audio = {"bytes": made.read_bytes(), "path": made.name}
        if number in (2, 3):
            audio = {"bytes": None, "path": None if number == 2 else str(kept)}
        rows.append({"audio": audio, "sentence": word, "client_id": "c", "up_votes": 2})
    return rows


def table(rows: list[dict[str, Any]]) -> Any:
    """As the library makes it, with its description of the columns."""
    import pyarrow

    audio = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    columns = [("audio", audio), ("sentence", pyarrow.string()), ("client_id", pyarrow.string())]
    schema = pyarrow.schema([*columns, ("up_votes", pyarrow.int64())])
    described = {"huggingface": json.dumps({"info": {"features": FEATURES}})}
    return pyarrow.Table.from_pylist(rows, schema=schema).replace_schema_metadata(described)


WORDS = ["Hello there!", "damaged", "no audio", "by its path", "last"]


def hub(folder: Path) -> None:
    """`data/<split>-<number>-of-<count>.parquet`; the second file of train is cut short."""
    from pyarrow import parquet

    rows = audio_rows(folder, WORDS)
    data = folder / "corpus" / "data"
    data.mkdir(parents=True)
    parquet.write_table(table(rows), data / "train-00000-of-00002.parquet", row_group_size=2)
    parquet.write_table(table(rows[:1]), data / "train-00001-of-00002.parquet")
    parquet.write_table(table(rows[:1]), data / "validation-00000-of-00001-9fa3cc0e81d1f2b4.parquet")
    cut(data / "train-00001-of-00002.parquet")
    text(folder / "corpus" / "README.md", "---\nlanguage: en\n---\n")


def saved(folder: Path) -> None:
    """What `DatasetDict.save_to_disk` writes: Arrow streams; that of test breaks off."""
    import pyarrow

    rows = audio_rows(folder, WORDS)
    corpus = folder / "corpus"
    text(corpus / "dataset_dict.json", json.dumps({"splits": ["train", "test"]}))
    for split in ("train", "test"):
        text(corpus / split / "dataset_info.json", json.dumps({"features": FEATURES}))
        files = [{"filename": "data-00000-of-00001.arrow"}]
        text(corpus / split / "state.json", json.dumps({"_data_files": files, "_split": None}))
        data = table(rows if split == "train" else [rows[0]] * 4)
        path = corpus / split / "data-00000-of-00001.arrow"
        with pyarrow.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_stream(sink, data.schema) as writer:
            writer.write_table(data, max_chunksize=1)
    cut(corpus / "test" / "data-00000-of-00001.arrow")


def audio_folder(folder: Path) -> None:
    """`<split>/metadata.csv` or `.jsonl` with `file_name`, and the audio beside or below it."""
    train, test = folder / "data" / "train", folder / "data" / "test"
    tone(train / "a.mp3", 2, 44100)
    tone(train / "more" / "b.wav", 2)
    damage(tone(train / "c.flac", 2))
    table_text = (
        'file_name,transcription,speaker\na.mp3,"One, two.",1\nmore/b.wav,three,1\nc.flac,x,2\nd.mp3,y,2\n'
    )
    text(train / "metadata.csv", table_text)
    tone(test / "e.ogg", 2, 24000)
    lines = [{"file_name": "e.ogg", "transcription": "four"}, {"transcription": "no file"}]
    text(test / "metadata.jsonl", "\n".join(map(json.dumps, lines)) + '\n{"file_name": \n')
