"""Writes sets: a sample database, a CSV file with a folder of WAV files, or the latter in a tar archive."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tarfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.errors import ManifestError, one_line, reason_of
from deepspeech_tf.whole_file import whole_file

TARGETS = (".sdb", ".csv", ".tar", ".tar.gz", ".tgz")


class SetWriter(ABC):
    """Writes samples one after another; a context manager, which completes the set at its end."""

    @abstractmethod
    def add(self, speech: bytes, transcript: str) -> None:
        """Appends a sample.

        Args:
            speech: its audio, encoded as this kind of set stores it.
            transcript: what is said.
        """

    @abstractmethod
    def finish(self) -> None:
        """Completes the set; only now does it appear."""

    @abstractmethod
    def discard(self) -> None:
        """Deletes what was written so far."""

    def __enter__(self) -> SetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.discard()


class DatabaseSet(SetWriter):
    """A sample database.

    Args:
        path: the `.sdb` file.
        speech_type: type of the audio.
        labeled: whether the samples have transcripts.
    """

    def __init__(self, path: str, speech_type: str, *, labeled: bool) -> None:
        self._writer = SampleDatabaseWriter(path, speech_type, labeled=labeled)

    def add(self, speech: bytes, transcript: str) -> None:
        self._writer.add(speech, transcript)

    def finish(self) -> None:
        self._writer.__exit__(None, None, None)

    def discard(self) -> None:
        self._writer.__exit__(KeyboardInterrupt, None, None)


class CsvSet(SetWriter):
    """`<name>.csv`, and WAV files `<name>/sample00000000.wav` and so on beside it.

    Args:
        path: the `.csv` file.
        labeled: whether the samples have transcripts.
        absolute: whether the WAV files are listed with absolute paths.

    Raises:
        ManifestError: if the folder exists already.
    """

    def __init__(self, path: str, *, labeled: bool, absolute: bool = False) -> None:
        self._path, self._folder = Path(path), Path(path).with_suffix("")
        self._labeled, self._absolute = labeled, absolute
        self._rows: list[list[str]] = []
        try:
            self._folder.mkdir()
        except OSError as error:
            raise ManifestError(
                f"{one_line(path)}: its WAV files go to a new folder {self._folder}, which cannot be made: "
                f"{error.strerror}"
            ) from error

    def add(self, speech: bytes, transcript: str) -> None:
        name = _sample_name(len(self._rows))
        with _writing(self._folder / name):
            (self._folder / name).write_bytes(speech)
        shown = self._folder.resolve() / name if self._absolute else Path(self._folder.name, name)
        self._rows.append([str(shown), str(len(speech)), transcript])

    def finish(self) -> None:
        try:
            with _writing(self._path), whole_file(self._path) as partial:
                partial.write_bytes(_csv_text(self._rows, self._labeled))
        except ManifestError:
            self.discard()
            raise

    def discard(self) -> None:
        for place in range(len(self._rows) + 1):
            (self._folder / _sample_name(place)).unlink(missing_ok=True)
        self._folder.rmdir()


class TarSet(SetWriter):
    """An archive with `samples.csv`, `samples/sample00000000.wav` and so on, and other files at its root.

    Args:
        path: the `.tar`, `.tar.gz` or `.tgz` file.
        labeled: whether the samples have transcripts.
        include: further files to add.

    Raises:
        ManifestError: if a file to include, or the archive, cannot be opened.
    """

    def __init__(self, path: str, *, labeled: bool, include: Sequence[str] = ()) -> None:
        self._path, self._partial = path, f"{path}.partial"
        self._labeled = labeled
        self._rows: list[list[str]] = []
        is_packed = path.lower().endswith("gz")
        try:
            self._tar = tarfile.open(self._partial, "w:gz" if is_packed else "w")  # noqa: SIM115
            for name in include:
                self._tar.add(name, Path(name).name, recursive=False)
        except OSError as error:
            Path(self._partial).unlink(missing_ok=True)
            raise ManifestError(f"{error.filename or path}: {error.strerror or error}") from error

    def add(self, speech: bytes, transcript: str) -> None:
        name = f"samples/{_sample_name(len(self._rows))}"
        self._add_bytes(name, speech)
        self._rows.append([name, str(len(speech)), transcript])

    def finish(self) -> None:
        try:
            self._add_bytes("samples.csv", _csv_text(self._rows, self._labeled))
            with _writing(self._path):
                self._tar.close()
                os.replace(self._partial, self._path)
        except ManifestError:
            self.discard()
            raise

    def discard(self) -> None:
        with contextlib.suppress(OSError):  # the rest may not fit on the disk
            self._tar.close()
        Path(self._partial).unlink(missing_ok=True)

    def _add_bytes(self, name: str, contents: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(contents)
        with _writing(self._path):
            self._tar.addfile(entry, io.BytesIO(contents))


@contextlib.contextmanager
def _writing(path: str | Path) -> Iterator[None]:
    """Converts an error of writing into one that names the file."""
    try:
        yield
    except OSError as error:
        raise ManifestError(f"{one_line(path)}: cannot be written: {reason_of(error)}") from error


def _sample_name(place: int) -> str:
    return f"sample{place:08d}.wav"


def _csv_text(rows: Sequence[Sequence[str]], labeled: bool) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = 3 if labeled else 2
    writer.writerow(("wav_filename", "wav_filesize", "transcript")[:columns])
    writer.writerows(row[:columns] for row in rows)
    return text.getvalue().encode("utf-8")
