"""A corpus' folder: as it lies there, or from an archive there, or fetched."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.download import fetch, file_name
from deepspeech_tf.importers.unpack import mark_of, unpack_once


def obtain(
    url: str,
    folder: Path,
    expected: Path,
    *,
    archive: str = "",
    into: Path | None = None,
    checksum: str = "",
) -> Path:
    """Makes sure that `expected` is there; returns it.

    Args:
        url: address of the archive.
        folder: where the archive lies or is fetched to.
        expected: what is there after unpacking.
        archive: name of the archive; empty: the address' last part.
        into: where it is unpacked; None: `folder`.
        checksum: see `fetch`.

    Raises:
        ImporterError: if the archive cannot be had or unpacked.
    """
    path = folder / (archive or file_name(url))
    into = into or folder
    if expected.exists() and not mark_of(path, into).exists():
        print(f'Found "{expected}" - nothing to fetch or unpack.')
        return expected
    fetch(url, path, checksum=checksum)
    unpack_once(path, into, expected)
    return expected
