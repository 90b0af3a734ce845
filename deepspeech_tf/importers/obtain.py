"""Obtains the folder of a corpus: uses the existing one, unpacks its archive, or downloads it first."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case, suffix_of
from deepspeech_tf.importers.download import fetch, file_name
from deepspeech_tf.importers.unpack import mark_of, unpack_once

# Manifests, archives and incomplete downloads.
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
    """Ensures that `expected` exists; returns it, or `folder` if that is the corpus itself.

    Args:
        url: address of the archive.
        folder: folder of the archive, which is downloaded to it if missing.
        expected: path that exists after unpacking.
        archive: name of the archive; empty: the last part of the address.
        into: where it is unpacked; None: `folder`.
        checksum: see `fetch`.

    Raises:
        ImporterError: if the archive cannot be obtained or unpacked.
    """
    path = in_any_case(folder / (archive or file_name(url)))
    into = into or folder
    if _is_corpus(folder, expected.name) and not expected.exists() and not path.exists():
        found = innermost(folder)
        print(f'Found "{found}" - nothing to fetch or unpack.')
        return found
    if expected.exists() and not mark_of(path, into).exists():
        found = innermost(expected)
        print(f'Found "{found}" - nothing to fetch or unpack.')
        return found
    fetch(url, path, checksum=checksum)
    unpack_once(path, into, expected)
    return expected


def _is_corpus(folder: Path, name: str) -> bool:
    """Whether a folder exists, has this name, and contains more than manifests and archives."""
    if folder.resolve().name != name or not folder.is_dir():
        return False
    return any(map(_counts, folder.iterdir()))


def innermost(folder: Path) -> Path:
    """The folder of a corpus that was unpacked into a folder of its own name: `name/name`."""
    while (inner := folder / folder.resolve().name).is_dir():
        if any(_counts(path) and path.name != inner.name for path in folder.iterdir()):
            break
        folder = inner
    return folder


def _counts(path: Path) -> bool:
    """Whether a file or folder can be a part of a corpus: not hidden, manifest, archive or incomplete."""
    return (
        path.name[0] != "."
        and path.name != "__MACOSX"
        and (path.is_dir() or suffix_of(path) not in _NOT_CORPUS)
    )


def unpacked(given: Path, name: str, target: Path | None = None) -> tuple[Path, Path]:
    """The folder of a corpus, unpacked from its archive unless it exists.

    Args:
        given: the archive, which may be missing once it is unpacked; the corpus; or the folder that contains
            it.
        name: name of the folder in the archive.
        target: folder for the unpacked corpus and the manifests; None: that of `given`.

    Returns:
        The folder for the manifests, and that of the corpus.

    Raises:
        ImporterError: if neither exists, or the archive cannot be unpacked.
    """
    if given.is_dir():
        outer = given / name if (given / name).is_dir() else given
        folder = innermost(outer)
        print(f'Found "{folder}" - nothing to unpack.')
        return target or outer.resolve().parent, folder
    target = target or given.parent
    unpack_once(given, target, target / name)
    return target, target / name
