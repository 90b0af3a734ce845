"""Alphabets map characters to label indices."""

from __future__ import annotations

import os
import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import AlphabetError, one_line, quote

MAX_LABELS = 0xFFFF  # counts and indices have 16 bits in the serialized form
_NAMED = 20  # characters listed in a message
_LINE_ENDING = re.compile(r"\r\n|\n|\r")  # not str.splitlines, which also splits at U+2028 and others


class Alphabet:
    """Labels of an acoustic model in the order of its outputs, without the CTC blank.

    A label is usually one character. Labels of several characters can be decoded but not encoded.
    """

    is_bytes = False  # whether labels are bytes instead of characters

    def __init__(self, labels: Sequence[str], where: str = "alphabet") -> None:
        self._labels = tuple(labels)
        self._index = _index_labels(self._labels, where)

    @classmethod
    def from_labels(cls, labels: Iterable[str]) -> Alphabet:
        """Creates an alphabet from labels in order.

        Raises:
            AlphabetError: if there is no label, or a label is empty or duplicate.
        """
        return cls(list(labels))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Alphabet:
        r"""Reads an alphabet file: UTF-8, one label per line.

        Lines that start with `#` are comments, `\#` is the label `#`, empty lines are ignored, and a line
        with one space is the space label. Lines may end with LF, CRLF or CR; a byte order mark is skipped. A
        letter with a combining accent is converted to a single character if Unicode has one.

        Raises:
            AlphabetError: if the file cannot be read, is not UTF-8, has no label or duplicate labels, or a
                label starts or ends with whitespace.
        """
        name = os.fspath(path)
        try:
            with open(name, "rb") as file:
                data = file.read()
        except OSError as error:
            raise AlphabetError(
                f"alphabet file {one_line(name)} cannot be read: {error.strerror or error}"
            ) from error
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = len(_LINE_ENDING.split(data[: error.start].decode("utf-8-sig", "replace")))
            raise AlphabetError(
                f"row {row} of alphabet file {one_line(name)}: must be UTF-8. "
                f"Received: byte 0x{data[error.start]:02x}"
            ) from error
        return cls(_labels_of_lines(_LINE_ENDING.split(text), name), f"alphabet file {one_line(name)}")

    @classmethod
    def deserialize(cls, data: bytes) -> Alphabet:
        """Reads the serialized form of exported models, see `serialize`; entries may be in any order.

        Raises:
            AlphabetError: if `data` is cut short, too long, or the indices are not 0 to count - 1.
        """
        entries: dict[int, str] = {}
        (count,), offset = _unpack(data, "<H", 0), 2
        for number in range(count):
            index, size = _unpack(data, "<HH", offset)
            offset += 4
            label = data[offset : offset + size]
            if len(label) < size:
                raise _damaged(f"{size} bytes of label {number} at offset {offset}", f"{len(label)} bytes")
            if index in entries or index >= count:
                raise _damaged(f"every index from 0 to {count - 1} once", f"index {index}")
            try:
                entries[index] = label.decode("utf-8")
            except UnicodeDecodeError as error:
                raise _damaged(f"UTF-8 in label {index}", repr(label)) from error
            offset += size
        if offset != len(data):
            raise _damaged(f"{offset} bytes", f"{len(data)} bytes")
        return cls([entries[index] for index in range(count)], "serialized alphabet")

    def serialize(self) -> bytes:
        """The serialized form in exported models.

        Little-endian: u16 count, then for each label u16 index, u16 length in bytes, UTF-8 bytes.
        """
        parts = [struct.pack("<H", len(self._labels))]
        for index, label in enumerate(self._labels):
            encoded = label.encode("utf-8")
            parts.append(struct.pack("<HH", index, len(encoded)) + encoded)
        return b"".join(parts)

    def file_text(self) -> str:
        """The text of an alphabet file for `from_file`."""
        return "".join(f"\\{label}\n" if label.startswith("#") else f"{label}\n" for label in self._labels)

    @property
    def labels(self) -> list[str]:
        return list(self._labels)

    @property
    def space_label(self) -> int | None:
        """Index of the space label; None if there is none."""
        return self._index.get(" ")

    def __len__(self) -> int:
        return len(self._labels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alphabet) and self._labels == other._labels

    def __hash__(self) -> int:
        return hash(self._labels)

    def __repr__(self) -> str:
        return f"Alphabet({list(self._labels)!r})"

    def missing(self, text: str) -> list[str]:
        """Distinct characters of `text` that are not in the alphabet, in order of appearance."""
        index = self._index
        return [character for character in dict.fromkeys(text) if character not in index]

    def encode(self, text: str) -> npt.NDArray[np.int32]:
        """Converts `text` to label indices, one per character, int32 `(len(text),)`.

        Raises:
            AlphabetError: naming the characters that are not in the alphabet.
        """
        try:
            return np.array([self._index[character] for character in text], np.int32)
        except KeyError:
            characters = name_characters(self.missing(text))
            raise AlphabetError(
                f"characters that are not in the alphabet{self._normal_form(text)}: {characters}. "
                f"Received: {quote(text)}"
            ) from None

    def _normal_form(self, text: str) -> str:
        """A hint if the alphabet contains all of `text` in another Unicode normal form; empty otherwise."""
        for form in ("NFC", "NFD"):
            if not self.missing(unicodedata.normalize(form, text)):
                return f" (in the Unicode normal form {form} they are)"
        return ""

    def decode(self, ids: Iterable[int]) -> str:
        """Converts label indices to text.

        Raises:
            AlphabetError: if an index is out of range.
        """
        labels = self._labels
        parts = []
        for index in ids:
            if not 0 <= index < len(labels):
                raise AlphabetError(f"label indices must be from 0 to {len(labels) - 1}. Received: {index}")
            parts.append(labels[index])
        return "".join(parts)


def _labels_of_lines(lines: Sequence[str], name: str) -> list[str]:
    rows: dict[str, int] = {}
    blank: list[int] = []
    for row, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        composed = unicodedata.normalize("NFC", line)
        label = "#" if line == "\\#" else composed if len(composed) == 1 else line
        if label in rows:
            raise AlphabetError(
                f"row {row} of alphabet file {one_line(name)}: labels must be unique. "
                f"Received: {quote(label)}, which is also in row {rows[label]}"
            )
        rows[label] = row
        if len(label) > 1 and label != label.strip():
            blank.append(row)
    if blank:
        more = f"; {len(blank)} rows have this error" if len(blank) > 1 else ""
        raise AlphabetError(
            f"row {blank[0]} of alphabet file {one_line(name)}: a label must not start or end with "
            f"whitespace (the space label is a line with one space). "
            f"Received: {quote(lines[blank[0] - 1])}{more}"
        )
    return list(rows)


def name_characters(characters: Sequence[str]) -> str:
    """Formats characters for messages, with their code points; long lists are truncated."""
    named = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in characters[:_NAMED])
    more = len(characters) - _NAMED
    return named if more <= 0 else f"{named} and {more} more"


def _index_labels(labels: Sequence[str], where: str) -> dict[str, int]:
    if not 1 <= len(labels) <= MAX_LABELS:
        raise AlphabetError(f"{where}: must have from 1 to {MAX_LABELS} labels. Received: {len(labels)}")
    index: dict[str, int] = {}
    for number, label in enumerate(labels):
        if not label or len(label.encode("utf-8", "surrogatepass")) > 0xFFFF:
            raise AlphabetError(
                f"{where}: label {number} must have from 1 to 65535 bytes. Received: {quote(label)}"
            )
        if label in index:
            raise AlphabetError(
                f"{where}: labels must be unique. Received: {quote(label)} as {index[label]} and {number}"
            )
        index[label] = number
    return index


def _unpack(data: bytes, form: str, offset: int) -> tuple[int, ...]:
    if offset + struct.calcsize(form) > len(data):
        raise _damaged(f"{struct.calcsize(form)} bytes at offset {offset}", f"{len(data)} bytes in all")
    return struct.unpack_from(form, data, offset)


def _damaged(expected: str, received: str) -> AlphabetError:
    return AlphabetError(f"serialized alphabet is damaged: expected {expected}. Received: {received}")
