"""CSV manifests in all variants, and the errors of unusable ones."""

import time
from pathlib import Path

import pytest

from deepspeech_tf.data.csv_rows import csv_rows
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.errors import ManifestError

HEADER = "wav_filename,wav_filesize,transcript\n"


def write(folder: Path, text: str | bytes, name: str = "train.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return str(path)


def test_utterance_from_plain_arguments() -> None:
    utterance = Utterance("a.wav", "row 2 of train.csv", 10, "one")
    assert (utterance.path, utterance.where) == ("a.wav", "row 2 of train.csv")
    assert utterance == Utterance(path="a.wav", where="row 2 of train.csv", size=10, transcript="one")
    assert utterance != Utterance("a.wav", "row 3 of train.csv", 10, "one")
    with pytest.raises(AttributeError):
        utterance.size = 3  # type: ignore[misc]


@pytest.mark.parametrize("text", ["", HEADER, HEADER + "a.wav,1,\n", "a,b\n1,2\n", HEADER + 'a.wav,1,"x\n'])
def test_a_file_with_a_line_break_in_its_name(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text, "odd\nrow 7 of b.csv")
    for read in (lambda: list(read_manifests([path])), lambda: list(csv_rows(path, ["transcript"]))):
        try:
            read()
        except ManifestError as error:
            assert "\n" not in str(error) and "odd\\nrow 7 of b.csv" in str(error)
        else:
            assert text in ("", HEADER, HEADER + "a.wav,1,\n")  # rows for the caller to judge
    (tmp_path / "odd\nrow 7 of b.csv").unlink()
    with pytest.raises(ManifestError, match=r"odd\\nrow 7 of b.csv: cannot be read: No such file"):
        read_manifests([path])


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "end"])
def test_spellings(tmp_path: Path, ending: str, mark: str, last: str) -> None:
    lines = [
        'note,transcript,"wav_filename",wav_filesize',
        "x,zwölf,sub/b.wav,30",
        'x,"one, ""two""",/abs/a.FLAC,20',
        "",
        "x,three,c.mp3,10",
    ]
    path = write(tmp_path, mark + ending.join(lines) + (ending if last else ""))
    short, middle, long = read_manifests([path])
    assert (short.path, short.size, short.transcript) == (str(tmp_path / "c.mp3"), 10, "three")
    assert (middle.path, middle.transcript) == ("/abs/a.FLAC", 'one, "two"')
    assert (long.path, long.transcript) == (str(tmp_path / "sub/b.wav"), "zwölf")
    assert [u.where for u in (long, middle, short)] == [f"row {row} of {path}" for row in (2, 3, 5)]


def test_order_limit_and_reverse(tmp_path: Path) -> None:
    a = write(tmp_path, HEADER + "a.wav,3,a\nb.wav, 1 ,b\nc.wav,2,c\n", "a.csv")
    b = write(tmp_path, HEADER + "d.wav,2,d\ne.wav,1,e\n", "b.csv")

    def order(**options: int) -> str:
        return "".join(u.transcript for u in read_manifests([a, b], **options))  # type: ignore[arg-type]

    assert order() == "becda"
    assert order(reverse=True) == "acdbe"
    assert order(limit=2) == "be"
    assert order(reverse=True, limit=2) == "ac"
    assert order(limit=10) == "becda"


def test_without_sizes_the_order_of_the_file_stays(tmp_path: Path) -> None:
    path = write(tmp_path, "wav_filename,transcript\nb.wav,b\na.wav,a\nc.wav,c\n")
    assert [u.transcript for u in read_manifests([path])] == ["b", "a", "c"]
    assert {u.size for u in read_manifests([path])} == {0}


SWALLOWED = "a field without an end on its line: a quote that is not closed.*Received: "


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['a.wav,1,"hello', "b.wav,1,two", "c.wav,1,three"], rf"row 2 of .*{SWALLOWED}'hello(\\r)?\\nb"),
        (['a.wav,1,"hello', 'b.wav,1,"two"', "c.wav,1,three"], rf"row 2 of .*{SWALLOWED}'hello"),
        (["a.wav,1,a", "", 'b.wav,1,"two', 'lines"', "c.wav,1,c"], rf"row 4 of .*{SWALLOWED}'two"),
        (["a.wav,1,a", 'b.wav,1,"two', ""], f"row 3 of .*{SWALLOWED}'two"),
        (["a.wav,1,a", '"b.wav,1,two', "c.wav,1,c"], f"row 3 of .*{SWALLOWED}'b.wav,1,two"),
        (["a.wav,1,a", 'b.wav,1,b,"note', "c.wav,1,c"], f"row 3 of .*{SWALLOWED}'note"),
    ],
)
def test_no_row_goes_on_over_the_next(tmp_path: Path, lines: list[str], message: str, end: str) -> None:
    """A quote that is not closed would put the following rows into a transcript."""
    path = write(tmp_path, (HEADER + "\n".join(lines)).replace("\n", end or "\n") + end)
    for read in (
        lambda: read_manifests([path]),
        lambda: list(csv_rows(path, ["wav_filename"])),
    ):
        with pytest.raises(ManifestError, match=message):
            read()


def test_a_header_ends_on_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'wav_filename,wav_filesize,"transcript\na.wav,1,a\n')
    for read in (lambda: read_manifests([path]), lambda: list(csv_rows(path, ["wav_filename"]))):
        with pytest.raises(ManifestError, match=f"row 1 of .*{SWALLOWED}"):
            read()


def test_blank_lines_are_no_rows_but_count(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "a.wav,1,a\n\n\nb.wav,2,b\n\n")
    assert [u.where for u in read_manifests([path])] == [f"row 2 of {path}", f"row 5 of {path}"]
    assert [row for row, _ in csv_rows(path, ["wav_filename"])] == [2, 5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\ufeff", "the file is empty"),
        (HEADER, "must have rows.*none"),
        ("wav_filename,wav_filesize\na.wav,1\n", "row 1 of .*'transcript'.*wav_filename, wav_filesize"),
        ("path,transcript\na.wav,b\n", "row 1 of .*'wav_filename'"),
        (HEADER + "a.wav,1,a\nb.wav,2\n", "row 3 of .*3 fields.*Received: 2"),
        (HEADER + "a.wav,1,yes, please\n", "row 2 of .*quotes.*Received: 4"),
        (HEADER + "a.wav, 1k,a\n", "row 2 of .*an integer.*'1k'"),
        (HEADER + "a.wav,-1,a\n", "row 2 of .*an integer.*'-1'"),
        (HEADER + "a.wav,,a\n", "row 2 of .*an integer.*''"),
        (HEADER + "a.wav,1,\n", "row 2 of .*transcript is empty"),
        (HEADER + "a.wav,1,  \n", "row 2 of .*transcript is empty"),
        (HEADER + ",1,a\n", "row 2 of .*wav_filename is empty"),
        (HEADER + "a.txt,1,a\n", "row 2 of .*Unknown audio type extension.*'a.txt'"),
        (HEADER.encode() + b"a.wav,1,a\nb.wav,2,z\xfc\n", "row 3 of .*UTF-8.*0xfc at place 10"),
        (HEADER.encode("utf-16"), "must be UTF-8. Received: UTF-16"),
        (HEADER.replace(",", ";") + "a.wav;1;a\n", "row 1 of .*separated by commas"),
        (HEADER.replace(",", "\t") + "a.wav\t1\ta\n", "row 1 of .*separated by commas"),
        ("wav_filename,transcript,transcript\na.wav,a,b\n", "row 1 of .*'transcript' once.*2 times"),
        (HEADER + "a\0b.wav,1,a\n", "row 2 of .*NUL"),
        (HEADER + 'a.wav,1,"' + "x" * 200_000 + "\n", "row 2 of .*CSV"),
        (HEADER + "a.wav," + "9" * 5000 + ",a\n", r"row 2 of .*an integer.*'9{80}…' \(5000 characters\)"),
        (HEADER + "a.wav,1.0,a\n", "row 2 of .*an integer.*'1.0', with a fraction"),
        (HEADER + 'a.wav,"1,234",a\n', "row 2 of .*an integer.*'1,234', with separators of thousands"),
        (HEADER + "a.wav,1,234,a\n", "row 2 of .*Received: 4: a number with a comma between its digits"),
        (
            HEADER + 'a.wav,1,"a\n' + "b.wav,1,b\n" * 20_000,
            "row 2 of .*over .* lines .*: a quote that is not",
        ),
        (HEADER + '"a.wav,1,a\nb.wav,1,b\n', "row 2 of .*without an end on its line: a quote that is no"),
        (HEADER + "a.wav,1,a\nb, c.wav,1,b\n", 'row 3 of .*Received: 4: the file name has .*: "b, c.wav"'),
        (HEADER + "a.wav;1;a\n", "row 2 of .*separated by commas. Received: 1, with semicolons"),
        (HEADER + "a" * 100_000 + ".wav,1,a\n", r"row 2 of .*4096 characters.*'a{80}…' \(100004 char"),
        (HEADER + "a" * 100_000 + ",1,a\n", r"row 2 of .*4096 characters.*'a{80}…' \(100000 char"),
        (HEADER + "a.wav,1,a\rb\n", "row 2 of .*a carriage return inside of a row; only LF and CRLF end a"),
        ((HEADER + "a.wav,1,a\n").replace("\n", "\r"), "row 1 of .*a carriage return inside of a row"),
        ((HEADER + "a.wav,1,a\n").encode("utf-16-le"), "row 1 of .*without NUL bytes.*UTF-16"),
        (HEADER.encode() + b"a.wav,1,\xed\xa0\x80\n", "row 2 of .*UTF-8.*0xed at place 9"),
    ],
)
def test_unusable_manifests(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ManifestError, match=message) as caught:
        read_manifests([path])
    assert path in str(caught.value)
    assert len(str(caught.value)) < len(path) + 400


@pytest.mark.parametrize("mark", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
def test_only_lf_and_crlf_end_a_row(tmp_path: Path, mark: str) -> None:
    path = write(tmp_path, HEADER + f"a.wav,1,one{mark}two\nb.wav,2,three\n")
    assert [u.transcript for u in read_manifests([path])] == [f"one{mark}two", "three"]
    assert read_manifests([path])[1].where == f"row 3 of {path}"


def test_files_that_are_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name, message in (
        ("none.csv", "none.csv: cannot be read: No such file"),
        ("folder.csv", "cannot be read: Is a directory"),
        ("a.sdb", "a.sdb: cannot be read: No such file"),
        ("a.tsv", "must be .csv or .sdb. Received: '.tsv'"),
    ):
        with pytest.raises(ManifestError, match=message):
            read_manifests([str(tmp_path / name)])


def test_large_sets_load_quickly(tmp_path: Path) -> None:
    rows = "".join(f"clips/common_voice_{i}.mp3,{i % 977},the {i} words\n" for i in range(100_000))
    path = write(tmp_path, HEADER + rows)
    start = time.process_time()
    assert len(read_manifests([path])) == 100_000
    assert time.process_time() - start < 3  # 0.35 s when this was written


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ('a.wav,1,a\nb.wav,2,"two', 3),
        ('a.wav,1,a\n"b.wav,2,two', 3),
        ('a.wav,1,"a"\nb.wav,2,"say ""two""', 3),
    ],
)
def test_a_quote_that_is_open_at_the_end(tmp_path: Path, rows: str, number: int, end: str) -> None:
    path = write(tmp_path, HEADER + rows + end)
    with pytest.raises(ManifestError, match=f"row {number} of .*{SWALLOWED}"):
        read_manifests([path])
    found = [(one.row, one.kind) for one in read_rows("train", path).findings if one.kind != "crlf"]
    assert found == [(number, "fields")]


@pytest.mark.parametrize("text", ['5" disk', '"5"" disk"', '"one"', 'a "b" c', '"a" b', '"a"b"c'])
def test_quotes_that_open_nothing(tmp_path: Path, text: str) -> None:
    (utterance,) = read_manifests([write(tmp_path, HEADER + f"a.wav,1,{text}\n")])
    assert "disk" in utterance.transcript or "one" in utterance.transcript or "b" in utterance.transcript
