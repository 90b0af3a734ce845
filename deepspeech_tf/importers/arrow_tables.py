"""Reads rows of Parquet and Arrow files, as Hugging Face `datasets` stores them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.any_case import suffix_of

_BATCH_ROWS = 32  # few, because rows contain audio


class DamagedTableError(ImporterError):
    """A file of a data set that cannot be read completely."""


def column_names(path: Path) -> list[str]:
    """Columns of a file.

    Raises:
        DamagedTableError: if it cannot be read.
        ImporterError: if pyarrow is not installed.
    """
    with _opened(path) as (names, _):
        return names


def arrow_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields rows with their numbers, counted from 1, keeping only a few of them in memory.

    Raises:
        DamagedTableError: after the readable rows, if the file is damaged.
        ImporterError: if pyarrow is not installed.
    """
    number = 0
    with _opened(path) as (_, batches):
        for batch in batches(list(columns)):
            for row in batch.select(list(columns)).to_pylist():
                number += 1
                yield number, row


Batches = Callable[[list[str]], Iterator[Any]]


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Batches]]:
    """Column names, and a function that yields the rows in batches."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ImporterError(f"{path.name}: reading it needs pyarrow: pip install pyarrow") from error
    try:
        with pyarrow.memory_map(str(path)) as source:
            if suffix_of(path) == ".parquet":
                file = parquet.ParquetFile(source)
                names = file.schema_arrow.names
                yield names, lambda columns: file.iter_batches(_BATCH_ROWS, columns=columns)
            elif source.read(6) == b"ARROW1":  # the file format; data sets are mostly kept as streams
                opened = pyarrow.ipc.open_file(source)
                numbers = range(opened.num_record_batches)
                yield opened.schema.names, lambda _: (opened.get_batch(number) for number in numbers)
            else:
                source.seek(0)
                stream = pyarrow.ipc.open_stream(source)
                yield stream.schema.names, lambda _: iter(stream)
    except (pyarrow.ArrowException, OSError, EOFError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise DamagedTableError(f"{path} is damaged, cut short or of another format: {reason}") from error
