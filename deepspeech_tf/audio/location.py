"""Paths of local files, and of remote files that fsspec supports (gs://, s3://, https://, …)."""

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
    """Path of a file in a manifest: relative to `folder`, absolute, or remote.

    If the file exists only under another Unicode normal form of the name ("é" as one character or as two),
    the existing name is returned.
    """
    return name if is_remote(name) else as_on_disk(os.path.join(folder, name))


def as_on_disk(path: str) -> str:
    """The path in the Unicode normal form in which it exists, including folders; `path` if it does not exist.

    Some systems and archives decompose accents in file names ("é" as two characters), but lists rarely do.
    The names look the same.
    """
    if path.isascii():
        return path
    file, _, place = path.rpartition(":")
    if place.isdecimal() and file.endswith(".sdb"):  # a sample of a database
        return f"{_in_other_form(file) or file}:{place}"
    return _in_other_form(path) or path


def _in_other_form(path: str) -> str | None:
    """The existing path in any normal form; None if there is none."""
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
    """Non-ASCII names in a folder by their composed forms; read again when the folder changes."""
    return {unicodedata.normalize("NFC", name): name for name in os.listdir(folder) if not name.isascii()}


def local_path(name: str) -> bytes:
    """The name of a local file as bytes, independent of the locale.

    Names from the command line are decoded with the locale, and names from manifests as UTF-8. A locale
    without UTF-8 cannot encode the latter.
    """
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape")


def read_remote(name: str) -> bytes:
    """Contents of a remote file.

    Raises:
        AudioError: if it is missing or unreachable, or its protocol is not installed.
    """
    try:
        import fsspec
    except ImportError as error:
        raise AudioError(f"{name}: remote files require the Python package fsspec") from error
    try:
        with fsspec.open(name, "rb") as file:
            contents: bytes = file.read()
    except ImportError as error:
        raise AudioError(f"{name}: its protocol requires another Python package: {error}") from error
    # Each file system raises different exceptions.
    except Exception as error:
        raise AudioError(f"{name}: cannot be read: {str(error) or type(error).__name__}") from error
    return contents
