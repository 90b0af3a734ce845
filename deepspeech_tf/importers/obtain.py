"""A corpus' folder: as it lies there, or from an archive there, or fetched."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case, suffix_of
from deepspeech_tf.importers.download import fetch, file_name
from deepspeech_tf.importers.unpack import mark_of, unpack_once

# Manifests, archives, and what was not fetched whole.
_NOT_CORPUS = (".csv", ".part", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zip")


def obtain(
    url: str,
    folder: Path,
    expected: Path,
    *,
    archive: str = "",
    into: Path | None = None,
    checksum: str = "",
) -> Path:
    """Makes sure that `expected` is there; returns it, or `folder` if that is the corpus itself.

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
    path = in_any_case(folder / (archive or file_name(url)))
    into = into or folder
    if _is_corpus(folder, expected.name) and not expected.exists() and not path.exists():
        print(f'Found "{folder}" - nothing to fetch or unpack.')
        return folder
    if expected.exists() and not mark_of(path, into).exists():
        print(f'Found "{expected}" - nothing to fetch or unpack.')
        return expected
    fetch(url, path, checksum=checksum)
    unpack_once(path, into, expected)
    return expected


def _is_corpus(folder: Path, name: str) -> bool:
    """Whether a folder is there, is called as the corpus, and has a folder or a file of some content."""
    if folder.resolve().name != name or not folder.is_dir():
        return False
    found = (path for path in folder.iterdir() if not path.name.startswith("."))
    return any(path.is_dir() or suffix_of(path) not in _NOT_CORPUS for path in found)


def unpacked(given: Path, name: str, target: Path | None = None) -> tuple[Path, Path]:
    """The corpus of an archive, which is unpacked if need be, or as it was unpacked before.

    Args:
        given: the archive, even if it is there no longer; the folder of the corpus; or the folder it is in.
        name: of the folder in the archive.
        target: where it is unpacked and lists are written; None: beside what is given.

    Returns:
        The folder for the lists, and that of the corpus.

    Raises:
        ImporterError: if there is neither, or the archive cannot be unpacked.
    """
    if given.is_dir():
        folder = given / name if (given / name).is_dir() else given
        print(f'Found "{folder}" - nothing to unpack.')
        return target or folder.resolve().parent, folder
    target = target or given.parent
    unpack_once(given, target, target / name)
    return target, target / name
