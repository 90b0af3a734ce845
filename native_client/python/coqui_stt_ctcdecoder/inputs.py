"""Alphabets and scorers with the methods of Coqui STT 1.4."""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path

import ds_ctcdecoder
from ds_ctcdecoder.arguments import as_words, wrong_type


class Alphabet(ds_ctcdecoder.Alphabet):
    """Labels from an alphabet file; without one, or with None, empty until a method fills it.

    Raises:
        TypeError: if `config_path` is not a path.
        ValueError: if the file cannot be used.
    """

    def __init__(self, config_path: str | os.PathLike[str] | None = None) -> None:
        if config_path is None or config_path == "":
            super().__init__()
        else:
            super().__init__(config_path)

    def InitFromLabels(self, data: Sequence[str]) -> int:
        """Takes the labels of a list, in its order. Returns 0.

        Raises:
            TypeError: if it is not a list of texts.
            ValueError: if a label is empty, occurs twice or is too long.
        """
        labels = as_words("data", data)
        if len(labels) > 0xFFFF or any(len(label) > 0xFFFF for label in labels):
            raise ValueError("data must have at most 65535 labels of at most 65535 bytes each")
        parts = [struct.pack("<HH", index, len(label)) + label for index, label in enumerate(labels)]
        return self.Deserialize(struct.pack("<H", len(labels)) + b"".join(parts))

    def GetLabels(self) -> list[str]:
        """The labels in their order."""
        return [self.DecodeSingle(label) for label in range(self.GetSize())]

    def SerializeText(self) -> bytes:
        """The contents of an alphabet file with these labels, in UTF-8."""
        lines = ("\\" + label if label.startswith("#") else label for label in self.GetLabels())
        return "".join(f"{line}\n" for line in lines).encode("utf-8")


class Scorer(ds_ctcdecoder.Scorer):
    """A scorer package; `Scorer()` is empty until a method loads one."""

    def init_from_filepath(
        self, path: str | bytes | os.PathLike[str], alphabet: ds_ctcdecoder.Alphabet
    ) -> int:
        """Loads a package. Returns 0, or an STT_ERR_SCORER_ code, with the reason in `failure`."""
        return self._load(path, alphabet, stacklevel=3)

    def init_from_buffer(
        self, buffer: bytes | bytearray | memoryview, alphabet: ds_ctcdecoder.Alphabet
    ) -> int:
        """Loads the contents of a package, which are copied. Returns as `init_from_filepath`."""
        if not isinstance(buffer, bytes | bytearray | memoryview):
            raise wrong_type("buffer", "bytes", buffer)
        # The native code maps the file into memory, where it stays after its name is gone.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "buffer.scorer"
            path.write_bytes(buffer)
            return self._load(path, alphabet, stacklevel=3)
