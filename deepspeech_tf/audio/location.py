"""Where a file lies: on a disk, or somewhere that fsspec reaches (gs://, s3://, https://, …)."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache

from deepspeech_tf.errors import AudioError

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+(?:::[a-z][a-z0-9+.-]+)*://", re.IGNORECASE)


def is_remote(name: str) -> bool:
    return _SCHEME.match(name) is not None


def joined(folder: str, name: str) -> str:
    """A file named in a manifest of `folder`: relative to it, absolute, or remote.

    A name that is there only in another form of Unicode ("é" as one character or as two) is given as it is
    on the disk.
    """
    return name if is_remote(name) else as_on_disk(os.path.join(folder, name))


def as_on_disk(path: str) -> str:
    """A path in the form of Unicode in which it exists, folders included; `path` itself if it does in none.

    Some systems and archives take accents apart in file names ("é" in two characters), lists seldom do; the
    names look the same.
    """
    if path.isascii():
        return path
    file, _, place = path.rpartition(":")
    if place.isdecimal() and file.endswith(".sdb"):  # a sample of a database
        return f"{_in_other_form(file) or file}:{place}"
    return _in_other_form(path) or path


def _in_other_form(path: str) -> str | None:
    """The existing path that looks the same; None if there is none."""
    try:
        if os.path.lexists(path):
            return path
        folder, name = os.path.split(path)
        found = _in_other_form(folder) if folder and name else folder
        if not name or found is None:
            return None
        same = os.path.join(found, name)
        if os.path.lexists(same):
            return same
        other = _listed(found or os.curdir, os.stat(found or os.curdir).st_mtime_ns)
        return os.path.join(found, other[unicodedata.normalize("NFC", name)])
    except (OSError, ValueError, KeyError):  # ValueError: NUL in the name, or one that cannot be encoded
        return None


@lru_cache(maxsize=4)
def _listed(folder: str, _changed_ns: int) -> dict[str, str]:
    """Names in a folder that are not ASCII, by their composed forms; read anew when the folder changes."""
    return {unicodedata.normalize("NFC", name): name for name in os.listdir(folder) if not name.isascii()}


def local_path(name: str) -> bytes:
    """The name of a local file as the file system has it, whatever the locale.

    Names come from the command line as Python decoded them, and from manifests as UTF-8; in a locale without
    UTF-8 the latter cannot be encoded.
    """
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape")


def read_remote(name: str) -> bytes:
    """Contents of a remote file.

    Raises:
        AudioError: if it is not there, cannot be reached, or its protocol is not installed.
    """
    try:
        import fsspec
    except ImportError as error:
        raise AudioError(f"{name}: remote files need the Python package fsspec") from error
    try:
        with fsspec.open(name, "rb") as file:
            contents: bytes = file.read()
    except ImportError as error:
        raise AudioError(f"{name}: its protocol needs another Python package: {error}") from error
    # Every file system has exceptions of its own.
    except Exception as error:
        raise AudioError(f"{name}: cannot be read: {str(error) or type(error).__name__}") from error
    return contents
