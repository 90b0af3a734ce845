"""Rows of tables with too many or too few fields: left out and named, and no other row with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.tables import key_and_text, separated_rows, table_rows, text_rows
from tests.importers.commands import rows, run, transcripts
from tests.importers.layouts.sound import text, tone

NO_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # for str.splitlines they are


class Damage:
    """Collects the reports of table readers."""

    def __init__(self) -> None:
        self.rows: dict[int, str] = {}

    def __call__(self, number: int, reason: str) -> None:
        assert number not in self.rows
        self.rows[number] = reason


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_common_voice(tmp_path: Path, end: str) -> None:
    """A tab, a carriage return, missing fields, quotes: errors are named, and all other rows are complete."""
    names = "client_id path sentence up_votes down_votes age gender accents".split()
    sentences = {
        2: "the first",
        3: "a tab\tinside of the sentence",
        4: "a carriage\rreturn inside",
        5: '"a quote that is never closed',
        6: f"between{NO_LINE_ENDS}these",
        7: 'and "here too',
        8: "",  # the row ends behind the clip
        9: "the last",
    }
    lines = ["\t".join(names)]
    for row, sentence in sentences.items():
        tone(tmp_path / "clips" / f"{row}.mp3", 3, 32000)
        fields = ["me", f"{row}.mp3", sentence, "2", "0", "", "", ""]
        lines.append("\t".join(fields[:2] if row == 8 else fields))
    (tmp_path / "train.tsv").write_bytes((end.join(lines) + end).encode())
    output = run("cv2", tmp_path)
    assert transcripts(tmp_path / "clips" / "train.csv") == [
        *("the first", "a quote that is never closed", f"between{NO_LINE_ENDS}these", "and here too"),
        "the last",
    ]
    assert "row 3 of train.tsv: must have 8 fields. Received: 9" in output
    assert "row 4 of train.tsv: must have no carriage return inside. Received: 'a carriage" in output
    assert "row 8 of train.tsv: must have 8 fields. Received: 2" in output
    assert "Skipped 3 samples that failed upon conversion." in output


def test_common_voice_1(tmp_path: Path) -> None:
    """Fields in quotes: one that is not closed costs its own row alone."""
    corpus = tmp_path / "cv_corpus_v1"
    for row in range(2, 9):
        tone(corpus / f"{row}.mp3", 3, 32000)
    lines = [
        "filename,text,up_votes",
        '2.mp3,"one, in quotes",1',
        "3.mp3,with, a comma,1",
        '4.mp3,"not closed,1',
        "5.mp3,another,1",
        '6.mp3,"over two',
        'lines",1',
        "8.mp3",
    ]
    text(corpus / "cv-valid-train.csv", "\n".join(lines) + "\n")
    output = run("cv", tmp_path)
    assert transcripts(tmp_path / "cv-valid-train.csv") == ["one in quotes", "another"]
    for reason in (
        "row 3 of cv-valid-train.csv: must have 3 fields like the header, with quotes around",
        "row 4 of cv-valid-train.csv: over ",
        "row 6 of cv-valid-train.csv: 'text' over 2 lines: a quote that is not closed?",
        "row 8 of cv-valid-train.csv: must have 3 fields like the header",
    ):
        assert reason in output


def test_ljspeech(tmp_path: Path) -> None:
    lines = [f"{n}|In {n}|in {'ten' if n % 2 else 'two'}" for n in range(1, 7)]
    lines[2] += "|more"
    lines[3] = "4|In 4"
    lines[4] = "5|In 5|in\rfive"
    for n in range(1, 7):
        tone(tmp_path / "wavs" / f"{n}.wav")
    text(tmp_path / "metadata.csv", "\n".join(lines) + "\n")
    output = run("ljspeech", tmp_path)
    found = [transcripts(tmp_path / f"ljspeech_{name}.csv") for name in ("test", "dev", "train")]
    assert found == [["in ten"], ["in two"], ["in two"]]
    assert "row 3 of metadata.csv: must have 3 fields (id|text or id|text|normalized text). Rec" in output
    assert "Received: 4" in output and "Received: 2" in output
    assert "row 5 of metadata.csv: must have no carriage return" in output


def test_ljspeech_of_two_columns(tmp_path: Path) -> None:
    for n in range(3):
        tone(tmp_path / "wavs" / f"{n}.wav")
    text(tmp_path / "metadata.csv", "0|first\n1|second\n2|third|speaker\n")
    assert "row 3 of metadata.csv: must have 2 fields" in run("ljspeech", tmp_path)


def test_stm_without_labels(tmp_path: Path) -> None:
    """The labels of a segment are missing: its first word would be taken for them."""
    for name in ("train", "dev", "test"):
        tone(tmp_path / "TEDLIUM_release2" / name / "sph" / "A.sph", 12)
        lines = ["A 1 A 0 2 <o,f0,male> all of it", "A 1 A 2 4 the first word is lost"]
        lines += ["A 1 A 4 6 <o> a carriage\rreturn", "A 1 A nan 6 <o> no time"]
        text(tmp_path / "TEDLIUM_release2" / name / "stm" / "A.stm", "\n".join(lines) + "\n")
    output = run("ted", tmp_path)
    assert transcripts(tmp_path / "ted-train.csv") == ["all of it"]
    assert "row 2 of train/stm/A.stm: must have labels in < > after the times. Received: 'the'" in output
    assert "row 3 of train/stm/A.stm: must have no carriage return inside" in output
    assert "row 4 of train/stm/A.stm: must have times in seconds. Received: 'nan 6'" in output


def test_kaldi(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav", 6)
    text(tmp_path / "data" / "wav.scp", f"a {tmp_path}/a.wav\nb\n")
    text(tmp_path / "data" / "segments", "1 a 0 2\n2 a 0\n3 a 0 2 1 4\n4 a 2 4\n5 a 0 inf\n")
    text(
        tmp_path / "data" / "text",
        f"1 one{NO_LINE_ENDS[:3]}two\tthree\n2 no end\n3 too many\n4 a\rb\n4 other\n4 twice\n5 for ever\n",
    )
    output = run("kaldi", tmp_path / "data", "--target_dir", tmp_path)
    assert transcripts(tmp_path / "data.csv") == [f"one{NO_LINE_ENDS[:3]}two three", "other"]
    for reason in (
        "row 4 of data/text: must have no carriage return inside",
        "row 6 of data/text: must have a unique key. Received: '4' again, with another text",
        "must have start and end in seconds. Received: '0 2 1 4'",
        "must have start and end in seconds. Received: '0'",
        "must have start and end in seconds. Received: '0 inf'",
    ):
        assert reason in output


def test_each_kind_of_table(tmp_path: Path) -> None:
    """Every reader: the rows that are whole, and each of the others with its number, once."""
    path = tmp_path / "table"
    content = f"a\tb\n1\tone{NO_LINE_ENDS}\n2\n3\tx\ty\n4\tc\rd\n\n5\tfive\r\n"
    text(path, content)
    damage = Damage()
    assert list(separated_rows(path, [2], damage, separator="\t"))[1:] == [
        (2, ["1", f"one{NO_LINE_ENDS}"]),
        (7, ["5", "five"]),
    ]
    assert {number: reason[:30] for number, reason in damage.rows.items()} == {
        3: "must have 2 fields. Received: ",
        4: "must have 2 fields. Received: ",
        5: "must have no carriage return i",
    }
    for quoted in (False, True):
        damage = Damage()
        found = dict(table_rows(path, ["a", "b"], damage, quoted=quoted))
        assert found == {2: {"a": "1", "b": f"one{NO_LINE_ENDS}"}, 7: {"a": "5", "b": "five"}}
        assert damage.rows.keys() == {3, 4, 5}
    damage = Damage()
    assert key_and_text(path, damage, "\t").keys() == {"a", "1", "2", "5"}
    assert damage.rows.keys() == {4, 5}


@pytest.mark.parametrize("separator", [None, "\t"])
def test_a_row_without_a_key(tmp_path: Path, separator: str | None) -> None:
    """Its first word is not taken for the key."""
    path = text(tmp_path / "text", "\tx\na\tone\n \ttwo words\nb\t\n")
    damage = Damage()
    assert key_and_text(path, damage, separator) == {"a": "one", "b": ""}
    assert damage.rows == {
        1: "must begin with a key. Received: '\\tx'",
        3: "must begin with a key. Received: ' \\ttwo words'",
    }


def test_a_quote_that_is_not_closed_swallows_nothing(tmp_path: Path) -> None:
    """Wherever it is, all other rows are read or reported."""
    for place in range(5):
        lines = [f"{n}.mp3,text {n}" for n in range(5)]
        lines[place] = f'{place}.mp3,"text'
        text(tmp_path / "t.csv", "\n".join(["file,text", *lines]))
        damage = Damage()
        found = dict(table_rows(tmp_path / "t.csv", ["file", "text"], damage, delimiter=","))
        assert found.keys() == {row + 2 for row in range(5)} - {place + 2}
        assert damage.rows.keys() == {place + 2}
        assert "a quote that is not closed?" in damage.rows[place + 2]


def test_lines_that_end_with_cr_alone(tmp_path: Path) -> None:
    text(tmp_path / "t.tsv", "a\tb\r1\tone\r2\ttwo\r")
    read: list[Callable[[], object]] = [
        lambda: list(text_rows(tmp_path / "t.tsv")),
        lambda: list(table_rows(tmp_path / "t.tsv", ["a"], Damage(), quoted=False)),
    ]
    for reader in read:
        with pytest.raises(
            ImporterError, match=r"t.tsv: lines must end with LF or CRLF\. Received: CR alone"
        ):
            reader()


def test_utf_16(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_bytes("a\tb\n".encode("utf-16"))
    with pytest.raises(ImporterError, match=r"row 1 of .*t.tsv: must be utf-8. Received: UTF-16"):
        list(text_rows(tmp_path / "t.tsv"))


def test_gram_vaani_names_what_it_cannot_fetch(tmp_path: Path) -> None:
    tone(tmp_path / "out" / "mp3" / "a.MP3", 2, 32000)
    text(
        tmp_path / "l.csv",
        "audio_url,transcript\nhttp://x/a.mp3,one\n,two\nhttp://x/b.mp3,\nhttp://x/c.mp3,1,2\n",
    )
    output = run("gram_vaani", "-c", tmp_path / "l.csv", "-t", tmp_path / "out")
    assert len(rows(tmp_path / "out" / "train.csv")) == 1
    for reason in (
        "row 3 of l.csv: must have an audio_url",
        "row 4 of l.csv: b.mp3: not a usable transcript",
    ):
        assert reason in output
    assert "row 5 of l.csv: must have 2 fields" in output


def test_names_with_line_breaks(tmp_path: Path) -> None:
    """Training reads no row over several lines, so they are left out; messages about them have one line."""
    for name in ("a\nE b", "c"):
        tone(tmp_path / "in" / f"{name}.wav", 2)
        text(tmp_path / "in" / f"{name}.txt", "hello")
    output = run("folder", tmp_path / "in", "--target_dir", tmp_path / "out")
    assert [row["wav_filename"] for row in rows(tmp_path / "out" / "data.csv")] == ["../in/c.wav"]
    assert r"W left out: a\nE b.wav: file name must not contain a line break" in output
    assert "\nE b" not in output
