"""Unpacks tar and zip archives. Nothing is written outside the given folder."""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from deepspeech_tf.errors import ImporterError, quote, reason_of
from deepspeech_tf.importers.any_case import files_in, in_any_case

_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError)


def unpack_once(archive: Path, folder: Path, expected: Path) -> None:
    """Unpacks into `folder` unless `expected` exists and is complete.

    Raises:
        ImporterError: as `unpack`.
    """
    mark = mark_of(archive, folder)
    if expected.exists() and not mark.exists():
        print(f'Found "{expected}" - not unpacking {archive.name}.')
        return
    print(f"Unpacking {archive} into {folder} ...")
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    unpack(archive, folder)
    mark.unlink()
    if not expected.exists():
        raise ImporterError(f"archive {archive} must have {expected.name}. Received: no such file or folder")


def unpack_all(folder: Path, pattern: str, into: Path) -> None:
    """Unpacks the archives of a folder once; damaged ones are reported and left out.

    There may be no archives, since they are not needed after unpacking.

    Raises:
        ImporterError: if none of them can be unpacked.
    """
    archives = files_in(folder, pattern)
    failed = 0
    for archive in archives:
        done = archive.with_name(f".{archive.name}.unpacked")
        if done.exists():
            continue
        try:
            unpack(archive, into)
            done.touch()
        except ImporterError as error:
            failed += 1
            print(f"W left out: {error}", file=sys.stderr)
    if archives and failed == len(archives):
        raise ImporterError(f"{folder} must have archives {pattern}. Received: {failed}, all of them damaged")


def mark_of(archive: Path, folder: Path) -> Path:
    """A file that exists while an archive is being unpacked, and afterwards if that was interrupted."""
    return folder / f".{archive.name}.unpacking"


def unpack(archive: Path, folder: Path) -> int:
    """Unpacks the regular files of a tar (any compression) or zip archive; returns their number.

    Members with a path outside the folder, links and devices are left out and reported.

    Raises:
        ImporterError: if the archive is missing, of another kind, damaged or cut short.
    """
    archive = in_any_case(archive)
    if not archive.is_file():
        raise ImporterError(f"archive {archive} cannot be read: no such file")
    count = 0
    try:
        with zipfile.ZipFile(archive) if zipfile.is_zipfile(archive) else tarfile.open(archive) as opened:
            for name, content in _files(opened):
                target = _inside(folder, name)
                if content is None or target is None:
                    reason = "not a plain file" if content is None else "leads out of the folder"
                    print(f"W {archive.name}: left out {quote(name)}: {reason}", file=sys.stderr)
                    continue
                with content:
                    _write(target, content)
                count += 1
    except _DAMAGE as error:
        raise ImporterError(
            f"archive {archive} is damaged, cut short or not a tar or zip file: {error}"
        ) from error
    except OSError as error:
        raise ImporterError(
            f"archive {archive} cannot be unpacked into {folder}: {reason_of(error)}"
        ) from error
    return count


def _files(opened: zipfile.ZipFile | tarfile.TarFile) -> Iterator[tuple[str, IO[bytes] | None]]:
    """Yields names and contents; None for members that are neither regular files nor folders."""
    if isinstance(opened, tarfile.TarFile):
        for member in opened:
            if not member.isdir():
                yield member.name, opened.extractfile(member) if member.isreg() else None
    else:
        for info in opened.infolist():
            if not info.is_dir():
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                yield info.filename, None if is_link else opened.open(info)


def _inside(folder: Path, name: str) -> Path | None:
    """Path of a member; None if it is not inside the folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] == "/" or parts[0].endswith(":") or "\0" in name:
        return None
    target = folder.joinpath(*parts)
    # a link in the folder could point outside
    return target if target.parent.resolve().is_relative_to(folder.resolve()) else None


def _write(target: Path, content: IO[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name[:200]}.part")
    try:
        with open(part, "wb") as file:
            shutil.copyfileobj(content, file, 2**20)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
