"""The alphabet of bytes mode: text as UTF-8 bytes, which needs no alphabet file for any language."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import AlphabetError, quote
from deepspeech_tf.text.alphabet import Alphabet, name_characters

N_BYTES = 255  # all except NUL, which text does not contain


class BytesAlphabet(Alphabet):
    """255 labels: label i stands for byte i + 1."""

    is_bytes = True

    def __init__(self) -> None:
        super().__init__([f"0x{byte:02x}" for byte in range(1, N_BYTES + 1)])

    def serialize(self) -> bytes:
        """The serialized form of `Alphabet.serialize`, with one byte per label."""
        entries = (struct.pack("<HHB", index, 1, index + 1) for index in range(N_BYTES))
        return struct.pack("<H", N_BYTES) + b"".join(entries)

    def file_text(self) -> str:
        """Empty, because bytes mode needs no alphabet file."""
        return ""

    @property
    def space_label(self) -> int:
        return ord(" ") - 1

    def missing(self, text: str) -> list[str]:
        """NUL and lone surrogates, which have no UTF-8 bytes from 1 to 255."""
        return [c for c in dict.fromkeys(text) if c == "\0" or "\ud800" <= c <= "\udfff"]

    def encode(self, text: str) -> npt.NDArray[np.int32]:
        """Converts `text` to label indices, one per UTF-8 byte, int32 `(bytes,)`.

        Raises:
            AlphabetError: for NUL and lone surrogates.
        """
        missing = self.missing(text)
        if missing:
            characters = name_characters(missing)
            raise AlphabetError(f"characters without UTF-8 bytes: {characters}. Received: {quote(text)}")
        return np.frombuffer(text.encode("utf-8"), np.uint8).astype(np.int32) - 1

    def decode(self, ids: Iterable[int]) -> str:
        """Converts label indices to text; invalid UTF-8 becomes U+FFFD.

        Raises:
            AlphabetError: if an index is out of range.
        """
        indices = list(ids)
        wrong = [index for index in indices if not 0 <= index < N_BYTES]
        if wrong:
            raise AlphabetError(f"label indices must be from 0 to {N_BYTES - 1}. Received: {wrong[0]}")
        return bytes(index + 1 for index in indices).decode("utf-8", errors="replace")
