"""Arrays of utterances kept on disk from run to run, in one SQLite file."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import CacheError

log = logging.getLogger(__name__)

Array = npt.NDArray[np.float32]
T = TypeVar("T")
_WAIT_SECONDS = 60.0  # of waiting for another process that is writing


class DiskCache:
    """float32 arrays of any shape by text keys, safe to use from several threads and processes.

    A process that is killed while writing loses only the array that it was writing. If an array cannot be
    written, for example on a full disk, one warning is logged, and no more arrays are stored.

    Args:
        prefix: the cache is the file `<prefix>.sqlite`, created if missing.

    Raises:
        CacheError: from here and every method but `put`, if the file cannot be used.
    """

    def __init__(self, prefix: str | os.PathLike[str]) -> None:
        self.path = f"{os.fspath(prefix)}.sqlite"
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._is_full = False
        self._run(self._open)

    def get(self, key: str) -> Array | None:
        """The array stored for `key`; None if there is none."""

        def read(database: sqlite3.Connection) -> tuple[str, bytes] | None:
            row: tuple[str, bytes] | None = database.execute(
                "SELECT shape, data FROM arrays WHERE key = ?", (_stored(key),)
            ).fetchone()
            return row

        row = self._run(read)
        if row is None:
            return None
        try:
            return np.frombuffer(row[1], np.float32).reshape([int(size) for size in row[0].split(",")])
        except ValueError as error:
            raise self._damaged(error) from error

    def put(self, key: str, array: Array) -> None:
        """Stores `array`, replacing an earlier one, if it can be written."""
        if self._is_full:
            return
        shape = ",".join(str(size) for size in array.shape)
        data = np.ascontiguousarray(array, np.float32).tobytes()
        try:
            self._run(
                lambda database: database.execute(
                    "INSERT OR REPLACE INTO arrays VALUES (?, ?, ?)", (_stored(key), shape, data)
                )
            )
        except CacheError as error:
            with self._lock:
                if not self._is_full:
                    log.warning(
                        "feature cache %s: no more is stored, the run continues: %s",
                        self.path,
                        error.__cause__,
                    )
                self._is_full = True

    def clear(self) -> None:
        """Deletes all arrays and shrinks the file."""

        def empty(database: sqlite3.Connection) -> None:
            database.execute("DELETE FROM arrays")
            database.execute("VACUUM")

        self._run(empty)

    def _open(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may lose the last arrays; they are computed again.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE IF NOT EXISTS arrays (key TEXT PRIMARY KEY, shape TEXT, data BLOB)")

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                if self._database is None:
                    self._database = sqlite3.connect(
                        self.path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
                    )
                return work(self._database)
            except sqlite3.Error as error:
                raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> CacheError:
        return CacheError(
            f"feature cache {self.path} cannot be used: {str(error).rstrip('.')}. It can be deleted: "
            "its contents are computed again"
        )


def _stored(key: str) -> str:
    """The key as SQLite accepts it: file names may contain bytes that are not valid UTF-8."""
    return key.encode("utf-8", "backslashreplace").decode("utf-8")
