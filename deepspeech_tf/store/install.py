"""Installs models into the store, removes them, and compares their files with their checksums."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from deepspeech.stored import MODEL_ENDINGS, SCORER_ENDING, store_folder
from deepspeech_tf.errors import ConfigError, DeepSpeechError, ImporterError, one_line, quote, reason_of
from deepspeech_tf.importers.download import fetch, file_name
from deepspeech_tf.speech.recognizer import RecognizerConfig, load_recognizer
from deepspeech_tf.store.place import (
    MANIFEST,
    StoredModel,
    find_model,
    read_model,
    require_name,
)
from deepspeech_tf.whole_file import write_json

_KEPT = (*MODEL_ENDINGS, SCORER_ENDING, ".md", ".txt", ".json", ".yaml", ".yml", "")  # "": LICENSE
_MAX_FILES = 100
_MAX_BYTES = 16 << 30  # of all files of a model
_BLOCK_BYTES = 1 << 20


def add_model(
    source: str, name: str = "", *, checksum: str = "", scorer: str = "", force: bool = False
) -> StoredModel:
    """Installs a model; it is complete or not there at all.

    Args:
        source: a model file, a folder, a `.zip` file (of an export), or an http(s) address of a file.
        name: of the model; empty: that of the source without its ending.
        checksum: SHA-256 of the file that `source` is; empty: not checked.
        scorer: a scorer that is installed with it; empty: that of the source.
        force: replace a model with this name.

    Raises:
        ConfigError: if the source contains no usable model, or the name is taken.
        ImporterError: if an address cannot be fetched, or the checksum differs.
    """
    is_address = "://" in source
    given = Path(file_name(source) if is_address else source.rstrip("/"))
    name = require_name(name or (given.name if given.is_dir() else given.stem))
    target = store_folder() / name
    if target.exists() and not force:
        raise ConfigError(f"a model named {name} exists: replace it (force), or choose another name")
    with _temporary(name) as folder:
        file = _fetched(source, given.name, checksum) if is_address else given
        try:
            if checksum and not is_address:
                _require_checksum(file, checksum)
            _copy(file, folder, one_line(source))
            if scorer:
                for other in folder.glob(f"*{SCORER_ENDING}"):
                    other.unlink()
                _copy(Path(scorer), folder, scorer)
            _complete(folder, source)
        finally:
            if is_address:  # also a damaged one, or it would be used again
                file.unlink(missing_ok=True)
                _tidy(file)
        if target.exists():
            _remove_folder(target)
        folder.rename(target)
    model = read_model(target)
    assert model is not None  # checked by _complete
    return model


@contextlib.contextmanager
def _temporary(name: str) -> Iterator[Path]:
    folder = store_folder() / f".{name}.partial-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be made: {reason_of(error)}") from error
    try:
        yield folder
    except OSError as error:
        raise ConfigError(f"{folder.parent / name}: cannot be written: {reason_of(error)}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _download_place(address: str, name: str) -> Path:
    """Where a file is downloaded to: files of other addresses can have the same name."""
    digest = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()
    return store_folder() / ".downloads" / digest[:16] / name


def _tidy(file: Path) -> None:
    """Removes the folders of a download, unless a part of it is kept for the next attempt."""
    with contextlib.suppress(OSError):
        file.parent.rmdir()
        file.parent.parent.rmdir()


def _fetched(source: str, name: str, checksum: str) -> Path:
    if urllib.parse.urlparse(source).scheme not in ("http", "https"):
        raise ConfigError(f"expected a file, a folder, or an http(s) address. Received: {one_line(source)}")
    if not name:
        raise ConfigError(f"expected the address of a file. Received: {one_line(source)}")
    place = _download_place(source, name)
    try:
        return fetch(source, place, checksum=checksum and f"sha256:{checksum}")
    except BaseException:
        _tidy(place)
        raise


def _require_checksum(file: Path, checksum: str) -> None:
    if not file.is_file():
        raise ConfigError(f"a checksum is for a file. Received: {one_line(file)}")
    if (received := sha256(file)) != checksum.lower():
        raise ImporterError(f"{one_line(file)}: sha256 must be {checksum}. Received: {received}")


def sha256(file: Path) -> str:
    """Hex digits of the SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(file, "rb") as opened:
        while block := opened.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _copy(source: Path, folder: Path, where: str) -> None:
    """Copies the files of a model; nothing is written outside of `folder`."""
    if source.is_dir():
        files = [file for file in sorted(source.iterdir()) if file.is_file() and _is_kept(file.name)]
        _require_size(where, [file.stat().st_size for file in files])
        for file in files:
            shutil.copyfile(file, folder / file.name)
    elif not source.is_file():
        raise ConfigError(f"expected a model file, a folder, a .zip file or an address. Received: {where}")
    elif source.suffix == ".zip" or (zipfile.is_zipfile(source) and source.suffix not in MODEL_ENDINGS):
        _unzip(source, folder, where)
    elif source.suffix in (*MODEL_ENDINGS, SCORER_ENDING):
        shutil.copyfile(source, folder / source.name)
    else:
        raise ConfigError(f"{where}: expected a file ending in {', '.join(MODEL_ENDINGS)} or .zip")


def _is_kept(name: str) -> bool:
    return not name.startswith(".") and name != MANIFEST and Path(name).suffix in _KEPT


def _require_size(where: str, sizes: list[int]) -> None:
    if len(sizes) > _MAX_FILES or sum(sizes) > _MAX_BYTES:
        raise ConfigError(
            f"{where}: expected a model of at most {_MAX_FILES} files and {_MAX_BYTES >> 30} GiB. "
            f"Received: {len(sizes)} files with {sum(sizes)} bytes"
        )


def _unzip(source: Path, folder: Path, where: str) -> None:
    """Unpacks the files of an archive that has no folders, or one around all files."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            members = [one for one in members if _is_kept(one.filename.rsplit("/", 1)[-1])]
            _require_size(where, [one.file_size for one in members])
            for member in members:
                name = _member_name(member, where)
                if (folder / name).exists():
                    raise ConfigError(f"{where}: contains {name} twice")
                _extract(archive, member, folder / name, where)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ConfigError(f"{where}: the archive is damaged: {reason_of(error)}") from error


def _member_name(member: zipfile.ZipInfo, where: str) -> str:
    parts = member.filename.split("/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if (
        len(parts) > 2
        or ".." in parts
        or "" in parts
        or "\\" in member.filename
        or kind not in (0, stat.S_IFREG)
    ):
        raise ConfigError(f"{where}: {quote(member.filename)} is no name of a file of a model")
    return parts[-1]


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, where: str) -> None:
    """Unpacks one file, and no more bytes than the archive states."""
    left = member.file_size
    with archive.open(member) as packed, open(target, "wb") as file:
        while block := packed.read(_BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise ConfigError(f"{where}: {member.filename} is longer than the archive states")
            file.write(block)


def _complete(folder: Path, source: str) -> None:
    """Loads the model, and writes its manifest.

    Raises:
        ConfigError: if it cannot be used.
    """
    model = read_model(folder)
    where = one_line(source)
    if model is None:
        raise ConfigError(f"{where}: expected a model ({', '.join(MODEL_ENDINGS)}). Received: none")
    _load(model, where, folder)
    sums = {file.name: sha256(file) for file in sorted(folder.iterdir())}
    write_json(folder / MANIFEST, {"source": where, "sha256": sums}, indent=1, end="\n")


def _load(model: StoredModel, where: str, folder: Path) -> None:
    try:
        load_recognizer(RecognizerConfig(model.model, model.scorer))
    except DeepSpeechError as error:
        raise ConfigError(f"{where}: {str(error).replace(f'{folder}/', '')}") from error


def remove_model(name: str) -> Path:
    """Removes a model from the store; returns its folder.

    Raises:
        ConfigError: if the store has no such model.
    """
    folder = store_folder() / require_name(name)
    if not folder.is_dir():
        found = find_model(name)
        reason = "belongs to the program" if found and found.is_bundled else "is not installed"
        raise ConfigError(f"the model {name} {reason}")
    _remove_folder(folder)
    return folder


def _remove_folder(folder: Path) -> None:
    """Removes a folder; after an interruption, it is gone under its name."""
    hidden = folder.with_name(f".{folder.name}.removed-{os.getpid()}")
    try:
        folder.rename(hidden)
        shutil.rmtree(hidden)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be removed: {reason_of(error)}") from error


def verify_model(model: StoredModel) -> list[str]:
    """Compares the files of a model with their checksums, and loads it.

    Returns:
        What is wrong; empty: nothing.
    """
    wrong = []
    for name, expected in model.checksums.items():
        file = model.folder / Path(name).name
        if not file.is_file():
            wrong.append(f"{name} is missing")
        elif sha256(file) != expected:
            wrong.append(f"{name} has changed")
    if model.checksums:
        files = {file.name for file in model.folder.iterdir()} - {MANIFEST}
        wrong += [f"{name} was added" for name in sorted(files - model.checksums.keys())]
    if not wrong:
        try:
            load_recognizer(RecognizerConfig(model.model, model.scorer))
        except DeepSpeechError as error:
            wrong.append(str(error))
    return wrong
