"""Where a file lies: on a disk, or somewhere that fsspec reaches (gs://, s3://, https://, …)."""

from __future__ import annotations

import os
import re

from deepspeech_tf.errors import AudioError

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+(?:::[a-z][a-z0-9+.-]+)*://", re.IGNORECASE)


def is_remote(name: str) -> bool:
    return _SCHEME.match(name) is not None


def joined(folder: str, name: str) -> str:
    """A file named in a manifest of `folder`: relative to it, absolute, or remote."""
    return name if is_remote(name) else os.path.join(folder, name)


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
