"""Errors caused by input: each message says what was expected, what was received, and where.

Commands catch `DeepSpeechError`, print its text and exit with status 1; anything else is a bug of ours.
What came can be of any length, so messages quote it with `quote`.
"""

import errno
import re
from collections.abc import Mapping
from types import MappingProxyType

# Of `OSError`: nothing that is written to this place later will succeed.
NO_MORE_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
# TensorFlow's names around a reason: function and device before it, the operation after it.
_TENSORFLOW_NAMES = re.compile(r"^\{\{.*?\}\} |\s*\[Op:\w+\].*$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = 80  # characters of a value that a message quotes


def quote(value: object, most: int = _QUOTED) -> str:
    """The `repr` of a value, cut to a length that can be read, with its whole length if it was cut.

    Args:
        value: the received value, such as text or the contents of a file.
        most: characters that are kept.
    """
    if isinstance(value, str | bytes):
        shown = repr(value[:most])
        return shown if len(value) <= most else f"{shown[:-1]}…{shown[-1]} ({len(value)} characters)"
    try:
        shown = repr(value)
    except ValueError:  # Python converts no numbers of more than 4300 digits
        return "a number of too many digits"
    return shown if len(shown) <= most else shown[:most] + "…"


def cut(text: str, most: int = 300) -> str:
    """Text without quotes around it, such as a list of names, cut to a length that can be read."""
    return text if len(text) <= most else text[:most] + "…"


def one_line(text: object) -> str:
    """A file name or a reason for a message: line breaks and other control characters become escapes."""
    return _CONTROL.sub(lambda found: repr(found.group())[1:-1], str(text))


class DeepSpeechError(Exception):
    """Base of every error caused by input: a value, a file, a row.

    Args:
        message: what was expected, what was received, and where. Values are named after their fields.
        names: word of the message that names a field -> that field with its class, such as
            "learning_rate" -> "OptimizerConfig.learning_rate". The command line says the flag instead.
    """

    def __init__(self, message: str = "", names: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(message)
        self.names = dict(names)


class ConfigError(DeepSpeechError):
    """A configuration value that cannot be used."""


class ManifestError(DeepSpeechError):
    """A CSV manifest that cannot be read, or a row of it that cannot be used."""


class AudioError(DeepSpeechError):
    """An audio file that is missing, unreadable or empty."""


class CacheError(DeepSpeechError):
    """A feature cache on disk that cannot be used."""


class AlphabetError(DeepSpeechError):
    """An alphabet file that cannot be used, or text that it cannot spell."""


class CheckpointError(DeepSpeechError):
    """A checkpoint that is missing, damaged, or does not fit the model."""


class TrainingError(DeepSpeechError):
    """Training cannot continue, for example because the loss is no longer a number."""


class ExportError(DeepSpeechError):
    """An export cannot be written as requested."""


class ScorerError(DeepSpeechError):
    """An external scorer that cannot be built or opened."""


class ImporterError(DeepSpeechError):
    """A corpus cannot be downloaded, unpacked or read."""


def reason_of(error: BaseException) -> str:
    """The reason of a failure in one line without a full stop, and without additions of libraries.

    Of `OSError` that is its `strerror`; of TensorFlow's errors the first line, without names of functions,
    devices and operations, and of "file; reason" the reason.
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    line = _TENSORFLOW_NAMES.sub("", (str(error).strip().splitlines() or [""])[0])
    head, separator, reason = line.rpartition("; ")
    if separator and "/" in head and reason:
        line = reason
    return line.strip().rstrip(".") or type(error).__name__
