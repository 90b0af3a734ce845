"""Prepares a command: file names are UTF-8, and failures to print do not end it."""

from __future__ import annotations

import contextlib
import io
import os
import select
import sys
from typing import Any, TextIO

_UTF8_MODE = ["-X", "utf8"]


def begin_command() -> None:
    """Prepare the process; call it before anything else, because it may restart the program.

    Standard output and error accept every text. Characters that their encoding lacks are written as escapes
    (`\\ud55c`). Output that cannot be written is dropped: the reader has exited, the disk is full, or the
    stream is closed. File names are UTF-8 in any locale, as in manifests and in TensorFlow.
    """
    _open_closed_descriptors()
    _require_utf8_names()
    sys.stdout = _lasting(sys.stdout, 1)
    sys.stderr = _lasting(sys.stderr, 2)


def write_data(data: str | bytes) -> None:
    """Write a result for other programs to standard output: text in UTF-8, in any locale.

    On a terminal, text is printed normally.

    Raises:
        OSError: if it cannot be written; `BrokenPipeError` if the reader has exited.
    """
    sys.stdout.flush()
    if isinstance(data, str):
        if sys.stdout.isatty():
            print(data, end="", flush=True)
            return
        data = data.encode("utf-8", "surrogateescape")
    with open(sys.stdout.fileno(), "wb", closefd=False) as file:
        file.write(data)


def _open_closed_descriptors() -> None:
    """Opens the null device in place of closed standard streams.

    Otherwise the next file that is opened gets the same descriptor, and messages of native code could be
    written into a checkpoint.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened == descriptor:
                os.set_inheritable(descriptor, True)
            else:
                os.dup2(opened, descriptor)
                os.close(opened)


def _require_utf8_names() -> None:
    """Restart the program in Python's UTF-8 mode if file names would use another encoding.

    The streams keep their encoding.
    """
    if sys.getfilesystemencoding() == "utf-8" or sys.orig_argv[1:3] == _UTF8_MODE:
        return
    encoding = getattr(sys.stdout, "encoding", None) or getattr(sys.stderr, "encoding", None) or "utf-8"
    os.environ["PYTHONUTF8"] = "1"
    os.environ.setdefault("PYTHONIOENCODING", f"{encoding}:backslashreplace")
    os.execv(sys.executable, [sys.executable, *_UTF8_MODE, *sys.orig_argv[1:]])


def _lasting(stream: TextIO | None, descriptor: int) -> TextIO:
    """A version of `stream` that accepts every text and, for streams of the process, drops failed output."""
    if stream is None:
        return _text_stream(descriptor, "utf-8", line_buffering=False)
    try:
        is_own = stream.fileno() == descriptor
    except (OSError, ValueError, AttributeError):
        is_own = False
    if not is_own:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        return stream
    with contextlib.suppress(OSError):  # its reader has exited
        stream.flush()
    return _text_stream(descriptor, stream.encoding, line_buffering=bool(stream.line_buffering))


def _text_stream(descriptor: int, encoding: str, *, line_buffering: bool) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(_LastingOutput(descriptor)),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=line_buffering,
    )


class _LastingOutput(io.RawIOBase):
    """Writes bytes to a descriptor; drops bytes that cannot be written."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._is_lost = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: Any) -> int:
        while True:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:  # a pipe in non-blocking mode that is full
                select.select([], [self._descriptor], [])
            except OSError as error:
                self._note(error)
                return memoryview(data).nbytes

    def _note(self, error: OSError) -> None:
        """Warns once that output is lost, unless the reader has exited."""
        if not self._is_lost and not isinstance(error, BrokenPipeError) and self._descriptor != 2:
            text = f"W standard output cannot be written, the command continues: {error.strerror}\n"
            with contextlib.suppress(OSError):
                os.write(2, text.encode())
        self._is_lost = True
