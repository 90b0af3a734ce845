"""Alphabets: which label stands for which characters, with the names of ds_ctcdecoder 0.9.3."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Sequence

from ds_ctcdecoder._declarations import error_text, library

NO_SPACE = 0xFFFFFFFE  # what GetSpaceLabel() of 0.9.3 gives for an alphabet without a space


class Alphabet:
    """Labels in the order of the acoustic model's outputs, without the CTC blank.

    `Alphabet()` is empty until `Deserialize` fills it.

    Raises:
        ValueError: if the file cannot be used.
    """

    def __init__(self, config_path: str | os.PathLike[str] | None = None) -> None:
        self._handle = ctypes.c_void_p()
        self._labels: list[bytes] = []
        self._index: dict[bytes, int] = {}
        if config_path is not None:
            handle = ctypes.c_void_p()
            self._take(library.DsCtc_AlphabetRead(as_path(config_path), ctypes.byref(handle)), handle)

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
        """The native alphabet; it lives as long as this object."""
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
        return input.encode("utf-8") in self._index

    def CanEncode(self, input: str) -> bool:
        return all(unit in self._index for unit in self._units(input))

    def EncodeSingle(self, input: str) -> int:
        """Label of exactly this text.

        Raises:
            KeyError: if there is none.
        """
        return self._index[input.encode("utf-8")]

    def Encode(self, input: str) -> list[int]:
        """Labels of the characters of `input`.

        Raises:
            KeyError: naming the first character that the alphabet lacks.
        """
        return [self._index[unit] for unit in self._units(input)]

    def DecodeSingle(self, input: int) -> str:
        return self._labels[input].decode("utf-8", "replace")

    def Decode(self, input: Iterable[int]) -> str:
        """Text of labels; in bytes mode what is not UTF-8 becomes U+FFFD."""
        return b"".join(self._labels[label] for label in input).decode("utf-8", "replace")

    def Serialize(self) -> bytes:
        """The form that exported models hold.

        Little-endian: u16 count, then u16 index, u16 length and the bytes of each label.
        """
        return self._serialized() if self._handle else b"\0\0"

    def Deserialize(self, buffer: bytes, buffer_size: int | None = None) -> int:
        """Reads what `Serialize` gives, in any order. Returns 0.

        Raises:
            ValueError: if it is damaged.
        """
        data = buffer[:buffer_size]
        handle = ctypes.c_void_p()
        self._take(library.DsCtc_AlphabetDeserialize(data, len(data), ctypes.byref(handle)), handle)
        return 0

    def _units(self, text: str) -> Sequence[bytes]:
        return [character.encode("utf-8") for character in text]


class UTF8Alphabet(Alphabet):
    """The 255 labels of bytes mode: label i stands for byte i + 1."""

    def __init__(self) -> None:
        super().__init__()
        handle = ctypes.c_void_p()
        self._take(library.DsCtc_AlphabetBytes(ctypes.byref(handle)), handle)

    def _units(self, text: str) -> Sequence[bytes]:
        return [bytes([byte]) for byte in text.encode("utf-8")]


def as_path(path: str | bytes | os.PathLike[str]) -> bytes:
    """A path as C takes it.

    Raises:
        ValueError: if it contains a null character, where C would take it to end.
    """
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise ValueError(f"a path must not contain a null character. Received: {os.fspath(path)[:80]!r}")
    return encoded


def _split(data: bytes) -> list[bytes]:
    """Labels of a serialized alphabet that is known to be right and in order."""
    labels = []
    offset = 2
    while offset < len(data):
        (size,) = struct.unpack_from("<H", data, offset + 2)
        labels.append(data[offset + 4 : offset + 4 + size])
        offset += 4 + size
    return labels
