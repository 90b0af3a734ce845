"""Alphabet files in all their spellings, and the serialized form."""

import struct
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.errors import AlphabetError
from deepspeech_tf.text.alphabet import Alphabet

ROOT = Path(__file__).parents[2]
ENGLISH = [" ", *"abcdefghijklmnopqrstuvwxyz", "'"]


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "alphabet.txt"
    path.write_bytes(data)
    return path


def test_our_alphabet_is_english() -> None:
    alphabet = Alphabet.from_file(ROOT / "data" / "alphabet.txt")
    assert alphabet.labels == ENGLISH
    assert len(alphabet) == 28
    assert alphabet.space_label == 0


def test_our_alphabet_is_that_of_the_golden_model(golden: Path) -> None:
    assert Alphabet.from_file(golden / "alphabet.txt") == Alphabet.from_file(ROOT / "data" / "alphabet.txt")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_endings_comments_and_marks(tmp_path: Path, ending: bytes, start: bytes, last: bool) -> None:
    lines = [b"# comment", b" ", b"a", b"", b"\\#", "ä".encode(), b"#x", "\u2028".encode(), b"'"]
    data = start + ending.join(lines) + (ending if last else b"")
    alphabet = Alphabet.from_file(write(tmp_path, data))
    assert alphabet.labels == [" ", "a", "#", "ä", "\u2028", "'"]
    assert alphabet.encode("a#ä ").tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Received: 0"),
        (b"# only\n\n", "Received: 0"),
        (b"a\nb\na\n", "row 3 .*'a', which is also in row 1"),
        ("é\ne\u0301\n".encode(), "row 2 .*'é', which is also in row 1"),
        (
            b" \na \nb \n",
            "row 2 .*must not start or end with whitespace.*Received: 'a '; 2 rows have this error",
        ),
        (b" \n\tb\n", r"row 2 .*start or end with whitespace.*Received: '\\tb'$"),
        (b"a\n  \n", "row 2 .*start or end with whitespace.*Received: '  '$"),
        ("b\na\u2009\n".encode(), "row 2 .*start or end with whitespace"),
        (b"a\n\xff\xfeb\n", "row 2 .*UTF-8.*0xff"),
    ],
)
def test_unusable_files(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(AlphabetError, match=message):
        Alphabet.from_file(write(tmp_path, data))


def test_accents_in_an_alphabet_file_of_either_form(tmp_path: Path) -> None:
    """Editors and file systems take "é" apart without showing it."""
    lines = ["\u00e9", "\u0301", "e", "\ud55c"]
    for form in ("NFC", "NFD"):
        data = "\n".join(unicodedata.normalize(form, line) for line in lines).encode()
        assert Alphabet.from_file(write(tmp_path, data)).labels == lines


def test_missing_file_and_directory(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(AlphabetError, match="cannot be read"):
            Alphabet.from_file(path)


def test_encode_names_what_is_missing() -> None:
    alphabet = Alphabet.from_labels(ENGLISH)
    assert alphabet.missing("Häß Hä") == ["H", "ä", "ß"]
    with pytest.raises(AlphabetError, match=r"'ä' \(U\+00E4\), 'ß' \(U\+00DF\).*Received: 'täß tä'"):
        alphabet.encode("täß tä")


def test_decode_reverses_encode_and_checks_bounds() -> None:
    alphabet = Alphabet.from_labels(ENGLISH)
    assert alphabet.decode(alphabet.encode("it's me")) == "it's me"
    assert alphabet.encode("").tolist() == []
    for index in (-1, 28):
        with pytest.raises(AlphabetError, match=f"Received: {index}"):
            alphabet.decode([index])


def test_labels_of_several_characters_decode_only() -> None:
    alphabet = Alphabet.from_labels(["a", "sch"])
    assert alphabet.decode([1, 0]) == "scha"
    assert alphabet.space_label is None
    with pytest.raises(AlphabetError, match="'s'"):
        alphabet.encode("sch")


def test_serialized_form() -> None:
    data = Alphabet.from_labels([" ", "ä"]).serialize()
    assert data == b"\x02\x00" + b"\x00\x00\x01\x00 " + b"\x01\x00\x02\x00\xc3\xa4"
    assert Alphabet.deserialize(data).labels == [" ", "ä"]


def test_entries_may_come_in_any_order() -> None:
    data = struct.pack("<H", 2) + struct.pack("<HH", 1, 1) + b"b" + struct.pack("<HH", 0, 1) + b"a"
    assert Alphabet.deserialize(data).labels == ["a", "b"]


def test_every_cut_of_the_serialized_form_is_refused() -> None:
    data = Alphabet.from_labels(ENGLISH).serialize()
    for length in range(len(data)):
        with pytest.raises(AlphabetError):
            Alphabet.deserialize(data[:length])
    with pytest.raises(AlphabetError, match="damaged"):
        Alphabet.deserialize(data + b"\x00")


@pytest.mark.parametrize(
    "entries",
    [
        [(0, b"a"), (0, b"b")],  # an index twice
        [(0, b"a"), (2, b"b")],  # an index beyond
        [(0, b"a"), (1, b"a")],  # a label twice
        [(0, b"a"), (1, b"\xff")],  # no UTF-8
        [(0, b"a"), (1, b"")],  # an empty label
        [],
    ],
)
def test_damaged_entries_are_refused(entries: list[tuple[int, bytes]]) -> None:
    parts = [struct.pack("<HH", index, len(label)) + label for index, label in entries]
    with pytest.raises(AlphabetError):
        Alphabet.deserialize(struct.pack("<H", len(entries)) + b"".join(parts))


def test_the_golden_model_s_alphabet_can_be_read(golden: Path) -> None:
    """0.9.3 wrote it in the order of a hash map."""
    data = (golden / "model" / "output_graph.pb").read_bytes()
    start = data.index(b"\x1c\x00", data.index(b"metadata_alphabet"))  # 28 labels
    size = len(Alphabet.from_labels(ENGLISH).serialize())
    assert Alphabet.deserialize(data[start : start + size]).labels == ENGLISH


@given(st.binary(max_size=60))
def test_random_bytes_are_an_alphabet_or_an_alphabet_error(data: bytes) -> None:
    try:
        alphabet = Alphabet.deserialize(data)
    except AlphabetError:
        return
    assert Alphabet.deserialize(alphabet.serialize()) == alphabet


@pytest.mark.parametrize(("labels", "form"), [("ae\u00ef", "NFC"), ("aei\u0308", "NFD")])
def test_the_other_normal_form_is_hinted_at(labels: str, form: str) -> None:
    other = unicodedata.normalize("NFD" if form == "NFC" else "NFC", "a\u00ef")
    with pytest.raises(
        AlphabetError, match=rf"not in the alphabet \(in the Unicode normal form {form} they are\): "
    ):
        Alphabet.from_labels(labels).encode(other)
    with pytest.raises(AlphabetError, match=r"not in the alphabet: .*'z'"):
        Alphabet.from_labels(labels).encode(other + "z")
