"""Alphabets: labels and their characters, with the names of ds_ctcdecoder 0.9.3."""

from __future__ import annotations

import ctypes
import enum
import os
import struct
from collections.abc import Iterable, Sequence

from ds_ctcdecoder._declarations import error_text, library
from ds_ctcdecoder.arguments import as_integer, as_path, as_text, quote, wrong_type

NO_SPACE = 0xFFFFFFFE  # result of GetSpaceLabel() of 0.9.3 for an alphabet without a space


class UnknownCharacterError(KeyError, ValueError):
    """A character that an alphabet lacks; 0.9.3 raises KeyError."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownLabelError(IndexError, ValueError):
    """A number that is not a label of an alphabet; 0.9.3 raises IndexError."""


class _Default(enum.Enum):
    """The default of a parameter for which None is an error."""

    EMPTY = 0


class Alphabet:
    """Labels in the order of the acoustic model's outputs, without the CTC blank.

    `Alphabet()` is empty until `Deserialize` fills it.

    Raises:
        TypeError: if `config_path` is not a path.
        ValueError: if the file cannot be used.
    """

    def __init__(self, config_path: str | os.PathLike[str] | _Default = _Default.EMPTY) -> None:
        self._handle = ctypes.c_void_p()
        self._labels: list[bytes] = []
        self._index: dict[bytes, int] = {}
        if config_path is not _Default.EMPTY:
            path, handle = as_path("config_path", config_path), ctypes.c_void_p()
            self._take(library.DsCtc_AlphabetRead(path, ctypes.byref(handle)), handle)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            library.DsCtc_AlphabetFree(self._handle)

    def _take(self, error: int, handle: ctypes.c_void_p) -> None:
        if error != 0:
            raise ValueError(f"Alphabet initialization failed with {error_text(error)}")
        if self._handle:
            library.DsCtc_AlphabetFree(self._handle)
        self._handle = handle
        self._labels = _split(self._serialized())
        self._index = {label: number for number, label in enumerate(self._labels)}

    def _serialized(self) -> bytes:
        size, data = ctypes.c_size_t(), ctypes.c_void_p()
        if library.DsCtc_AlphabetSerialize(self._handle, ctypes.byref(size), ctypes.byref(data)) != 0:
            raise MemoryError("alphabet cannot be serialized")
        try:
            return ctypes.string_at(data.value or 0, size.value)
        finally:
            library.DsCtc_BufferFree(data)

    @property
    def handle(self) -> ctypes.c_void_p:
        """The native alphabet; valid during the lifetime of this object."""
        if not self._handle:
            raise ValueError("Alphabet must be initialized. Received: an empty one")
        return self._handle

    def GetSize(self) -> int:
        return len(self._labels)

    def GetSpaceLabel(self) -> int:
        return self._index.get(b" ", NO_SPACE)

    def IsSpace(self, label: int) -> bool:
        return label == self.GetSpaceLabel()

    def CanEncodeSingle(self, input: str) -> bool:
        return _encoded(input) in self._index

    def CanEncode(self, input: str) -> bool:
        return all(unit in self._index for unit in self._units(input))

    def EncodeSingle(self, input: str) -> int:
        """The label with exactly this text.

        Raises:
            KeyError: if there is none (`UnknownCharacterError`, which is a ValueError, too).
        """
        return self._label(_encoded(input))

    def Encode(self, input: str) -> list[int]:
        """Labels of the characters of `input`.

        Raises:
            KeyError: naming the first character that the alphabet lacks, as in `EncodeSingle`.
        """
        return [self._label(unit) for unit in self._units(input)]

    def DecodeSingle(self, input: int) -> str:
        """Text of a label.

        Raises:
            IndexError: if the alphabet has no such label (`UnknownLabelError`, which is a ValueError, too).
        """
        return self._text(input).decode("utf-8", "replace")

    def Decode(self, input: Iterable[int]) -> str:
        """Text of labels; in bytes mode, invalid UTF-8 becomes U+FFFD.

        Raises:
            IndexError: see `DecodeSingle`.
        """
        if not isinstance(input, Iterable):
            raise wrong_type("input", "a list of labels", input)
        return b"".join(map(self._text, input)).decode("utf-8", "replace")

    def Serialize(self) -> bytes:
        """The serialized form in exported models.

        Little-endian: u16 count, then u16 index, u16 length and the bytes of each label.
        """
        return self._serialized() if self._handle else b"\0\0"

    def Deserialize(self, buffer: bytes, buffer_size: int | None = None) -> int:
        """Reads the form of `Serialize`, with labels in any order. Returns 0.

        Raises:
            TypeError: if it does not hold bytes.
            ValueError: if it is damaged.
        """
        if not isinstance(buffer, bytes | bytearray | memoryview):
            raise wrong_type("buffer", "bytes", buffer)
        data = bytes(buffer[: None if buffer_size is None else as_integer("buffer_size", buffer_size)])
        handle = ctypes.c_void_p()
        self._take(library.DsCtc_AlphabetDeserialize(data, len(data), ctypes.byref(handle)), handle)
        return 0

    def _label(self, unit: bytes) -> int:
        label = self._index.get(unit)
        if label is None:
            shown = quote(unit.decode("utf-8", "backslashreplace"))
            raise UnknownCharacterError(f"input must have characters of the alphabet only. Received: {shown}")
        return label

    def _text(self, label: int) -> bytes:
        number = as_integer("a label", label)
        if not 0 <= number < len(self._labels):
            raise UnknownLabelError(
                f"a label must be from 0 to {len(self._labels) - 1}. Received: {quote(number)}"
            )
        return self._labels[number]

    def _units(self, text: str) -> Sequence[bytes]:
        _encoded(text)
        return [character.encode("utf-8") for character in text]


class UTF8Alphabet(Alphabet):
    """The 255 labels of bytes mode: label i stands for byte i + 1."""

    def __init__(self) -> None:
        super().__init__()
        handle = ctypes.c_void_p()
        self._take(library.DsCtc_AlphabetBytes(ctypes.byref(handle)), handle)

    def _units(self, text: str) -> Sequence[bytes]:
        return [bytes([byte]) for byte in _encoded(text)]


def _encoded(text: str) -> bytes:
    if not isinstance(text, str):
        raise wrong_type("input", "text", text)
    return as_text("input", text)


def _split(data: bytes) -> list[bytes]:
    """Labels of a serialized alphabet that is valid and in order."""
    labels = []
    offset = 2
    while offset < len(data):
        (size,) = struct.unpack_from("<H", data, offset + 2)
        labels.append(data[offset + 4 : offset + 4 + size])
        offset += 4 + size
    return labels
