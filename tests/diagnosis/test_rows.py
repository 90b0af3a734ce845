"""Malformed CSV files: which errors are reported, and which rows are still read."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.diagnosis.rows import Manifest, read_rows

HEADER = b"wav_filename,wav_filesize,transcript\n"


def read(tmp_path: Path, data: bytes, pattern: str = "") -> Manifest:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return read_rows("train", str(path), re.compile(pattern) if pattern else None)


def found(manifest: Manifest) -> list[tuple[str, int]]:
    return [(finding.kind, finding.row) for finding in manifest.findings]


@pytest.mark.parametrize(
    ("data", "findings", "transcripts"),
    [
        (HEADER + b"a.wav,1,hello\n", [], ["hello"]),
        (b"\xef\xbb\xbf" + HEADER + b"a.wav,1,hello\n", [("bom", 1)], ["hello"]),
        (HEADER + b"a.wav,1,hello\r\n", [("crlf", 2)], ["hello"]),
        (HEADER + b"a.wav,1,caf\xe9\nb.wav,1,tea\n", [("encoding", 2)], ["tea"]),
        (HEADER.decode().encode("utf-16"), [("encoding", 0)], []),
        (HEADER + b"a.wav,1,well, hello\nb.wav,1,tea\n", [("fields", 2)], ["tea"]),
        (HEADER + b'\n\na.wav,1,"two\nlines"\nb.wav,x,tea\n', [("size_text", 6)], ["two\nlines", "tea"]),
        (HEADER, [("manifest", 0)], []),
        (b"", [("manifest", 0)], []),
        (b"path\ttext\nx\ty\n", [("manifest", 1)], []),
        (b"wav_filename,transcript,transcript\nx,y,z\n", [("manifest", 1)], []),
        (b"wav_filename,transcript\na.wav,hello\n", [("no_size", 1)], ["hello"]),
    ],
)  # fmt: skip
def test_files(tmp_path: Path, data: bytes, findings: list, transcripts: list[str]) -> None:
    manifest = read(tmp_path, data)
    assert found(manifest) == findings
    assert [row.transcript for row in manifest.rows] == transcripts


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Whatever a file holds is read or complained about, never an error of Python."""
    with tempfile.TemporaryDirectory() as folder:
        for start in (b"", HEADER):
            manifest = read(Path(folder), start + data)
            assert manifest.rows or manifest.findings


def test_missing_file(tmp_path: Path) -> None:
    manifest = read_rows("train", str(tmp_path / "none.csv"))
    assert str(manifest.findings[0]).endswith(
        "none.csv: file that cannot be read, or only in part: No such file or directory"
    )


def test_broken_rows_are_kept_for_the_quarantine(tmp_path: Path) -> None:
    manifest = read(tmp_path, HEADER + b"a.wav,1,well, hello\n")
    assert manifest.broken == {2: ["a.wav", "1", "well", " hello"]}


@pytest.mark.parametrize(
    ("name", "column", "pattern", "speaker"),
    [
        ("a.wav", "client_id", "", "ann"),
        ("a.wav", "Speaker", "", "ann"),
        ("a.wav", "mood", "", ""),
        ("x/1272-128104-0000.mp3", "mood", "", "1272"),
        ("2024-05-0017.wav", "mood", "", ""),
        ("10148_10119_000012.flac", "mood", "", "10148"),
        ("eve/a.wav", "client_id", "^([^/]+)/", "eve"),
        ("a.wav", "client_id", "^([^/]+)/", ""),
    ],
)
def test_speaker(tmp_path: Path, name: str, column: str, pattern: str, speaker: str) -> None:
    header = HEADER.strip() + f",{column}\n".encode()
    assert read(tmp_path, header + f"{name},1,hello,ann\n".encode(), pattern).rows[0].speaker == speaker


def test_sample_database(tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    soundfile.write(wav, np.zeros(800), 16000)
    path = tmp_path / "a.sdb"
    with SampleDatabaseWriter(str(path), "audio/wav") as database:
        database.add(wav.read_bytes(), "hello")
        database.add(wav.read_bytes(), "there")
    manifest = read_rows("train", str(path))
    assert [(row.audio, row.transcript) for row in manifest.rows] == [
        (f"{path}:0", "hello"),
        (f"{path}:1", "there"),
    ]
    assert manifest.rows[1].finding("silent", "").where == f"sample 1 of {path}"
    path.write_bytes(path.read_bytes()[:-900])  # the index, and the end of the second sample
    cut = read_rows("train", str(path))
    assert found(cut) == [("manifest", 0)] and [row.transcript for row in cut.rows] == ["hello"]
    path.write_bytes(b"no database")
    assert found(read_rows("train", str(path))) == [("manifest", 0)]


@pytest.mark.parametrize(
    ("rows", "findings", "broken", "transcripts"),
    [
        # a field over the limit of the csv module: the rows before and after it are read
        (b"a.wav,1,a\nb.wav,1," + b"x" * 200_000 + b"\nc.wav,1,c\n", [("fields", 3)], [3], ["a", "c"]),
        # a quote that is never closed, followed by less and by more than the limit
        (b'a.wav,1,"a\nb.wav,1,b\nc.wav,1,c\n', [("line_break", 2)], [2], ["b", "c"]),
        (b'a.wav,1,"a\n' + b"b.wav,1,b\n" * 20_000, [("fields", 2)], [2], ["b"] * 20_000),
        # fields over several lines, which training refuses
        (b'"a\nb.wav",1,a\nc.wav,1,c\n', [("line_break", 2)], [2], ["c"]),
        (b'a.wav,"1\n",a\nc.wav,1,c\n', [("line_break", 2)], [2], ["c"]),
        # a quote that is never closed, with nothing after it
        (b'a.wav,1,a\nb.wav,1,"b', [("fields", 3)], [3], ["a"]),
        (b"a.wav,1,a\rb\nc.wav,1,c\n", [("fields", 2)], [2], ["c"]),
        (b"a.wav," + b"9" * 5000 + b",a\nb.wav,-1,b\nc.wav,1.5,c\n",
         [("size_text", 2), ("size_text", 3), ("size_text", 4)], [], ["a", "b", "c"]),
        ("a.wav,1,a\u2028b\nb.wav,1,a\x85b\n".encode(), [], [], ["a\u2028b", "a\x85b"]),
        (b"a, b.wav,1,a\nc.wav,1,c\n", [("fields", 2)], [2], ["c"]),
    ],
)  # fmt: skip
def test_no_row_is_lost(
    tmp_path: Path, rows: bytes, findings: list[tuple[str, int]], broken: list[int], transcripts: list[str]
) -> None:
    manifest = read(tmp_path, HEADER + rows)
    assert [row.transcript for row in manifest.rows] == transcripts
    assert list(manifest.broken) == broken
    assert found(manifest) == findings
    assert all(len(str(finding)) < 500 + len(str(tmp_path)) for finding in manifest.findings)


def test_hints(tmp_path: Path) -> None:
    manifest = read(tmp_path, HEADER + b"a, b.wav,1,a\nc.wav,1,234,c\n")
    details = [finding.detail for finding in manifest.findings]
    assert details[0].endswith('the file name has a comma, so it must stand in quotes: "a, b.wav"')
    assert details[1].endswith("a number with a comma between its digits?")


def test_lines_that_end_with_cr_alone(tmp_path: Path) -> None:
    manifest = read(tmp_path, (HEADER + b"a.wav,1,a\n").replace(b"\n", b"\r"))
    assert "only LF and CRLF end a line" in manifest.findings[0].detail and not manifest.rows


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    manifest = read(tmp_path, b'wav_filename,"wav_\nfilesize",transcript\na.wav,1,a\n')
    assert found(manifest)[0] == ("manifest", 1) and not manifest.rows
