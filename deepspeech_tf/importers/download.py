"""Downloads archives. Interrupted downloads are resumed; files are verified and never incomplete."""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tqdm import tqdm

from deepspeech_tf.errors import NO_MORE_SPACE, ImporterError, reason_of

_BLOCK_BYTES = 2**18
_TIMEOUT_S = 30
_ATTEMPTS = 4


def fetch(url: str, target: Path, *, checksum: str = "", attempts: int = _ATTEMPTS) -> Path:
    """Downloads a file unless it exists; an interrupted download is resumed.

    Args:
        url: http or https address.
        target: path of the file.
        checksum: `algorithm:hex digits` such as `sha256:…` or `md5:…`; empty: not checked.
        attempts: how often the connection may fail before any progress is made.

    Raises:
        ImporterError: if it cannot be downloaded, naming the path for a copy obtained by other means, or if
            the checksum differs.
    """
    if target.exists():
        print(f'File "{target}" found - not downloading.')
        return _checked(target, checksum)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    print(f'No file "{target}" - downloading {url} ...')
    failures = 0
    while True:
        size = part.stat().st_size if part.exists() else 0
        try:
            _continue(url, part, size)
            break
        except urllib.error.HTTPError as error:
            if error.code == 416 and size:  # the range begins at the end of the file, so it is complete
                break
            raise _unobtainable(url, target, f"status {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, OSError) and error.errno in NO_MORE_SPACE:
                raise ImporterError(f"{part}: cannot be written: {reason_of(error)}") from error
            progress = part.exists() and part.stat().st_size > size
            failures = 0 if progress else failures + 1
            if failures >= attempts or isinstance(error, ValueError):
                raise _unobtainable(url, target, str(getattr(error, "reason", error))) from error
            time.sleep(min(2**failures * 0.1, 10))
    try:
        _checked(part, checksum)
    except ImporterError:
        part.unlink()  # resuming it would give the same result
        raise
    os.replace(part, target)
    return target


def file_name(url: str) -> str:
    """The last part of an address' path."""
    return Path(urllib.parse.unquote(urllib.parse.urlparse(url).path)).name


def _continue(url: str, part: Path, size: int) -> None:
    if urllib.parse.urlparse(url).scheme not in ("http", "https"):
        raise ValueError("only http and https addresses are fetched")
    request = urllib.request.Request(url, headers={"Range": f"bytes={size}-"} if size else {})
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
        resumed = response.status == 206
        length = response.headers.get("Content-Length")
        total = int(length) + (size if resumed else 0) if length else None
        with (
            open(part, "ab" if resumed else "wb") as file,
            tqdm(
                total=total,
                initial=size if resumed else 0,
                unit="B",
                unit_scale=True,
                disable=not sys.stderr.isatty(),
            ) as bar,
        ):
            while block := response.read(_BLOCK_BYTES):
                file.write(block)
                bar.update(len(block))
    if total is not None and part.stat().st_size < total:
        raise OSError(f"the connection ended after {part.stat().st_size} of {total} bytes")


def _checked(path: Path, checksum: str) -> Path:
    if not checksum:
        return path
    algorithm, _, expected = checksum.partition(":")
    digest = hashlib.new(algorithm)
    with open(path, "rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    if digest.hexdigest() != expected.lower():
        raise ImporterError(f"{path}: {algorithm} must be {expected}. Received: {digest.hexdigest()}")
    return path


def _unobtainable(url: str, target: Path, reason: str) -> ImporterError:
    return ImporterError(
        f"{url} cannot be fetched: {reason.rstrip('.')}. Download it by other means, save it as {target}, "
        "and start again"
    )
