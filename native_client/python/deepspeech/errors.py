"""What is raised when the native code refuses or fails."""

from __future__ import annotations

from deepspeech import _declarations as c
from deepspeech._library import library, take_string

_CODES = dict(c.ERRORS.values())
OK = c.ERRORS["DS_ERR_OK"][0]
RUN_FAILED = c.ERRORS["DS_ERR_FAIL_RUN_SESS"][0]
UNKNOWN = "Unknown error, please make sure you are using the correct native binary."


class DeepSpeechError(RuntimeError):
    """A function of the native library failed.

    Attributes:
        function: its name, without `DS_`.
        code: the status code, such as 0x2002; the names of `DeepSpeech_Error_Codes` in deepspeech.h.
        message: what the code means.
        details: the reason, with the path or value concerned; may be empty. The library also writes it to
            standard error. The text of this error is that of 0.9.3.
    """

    def __init__(self, function: str, code: int, details: str = "") -> None:
        self.function = function
        self.code = code
        self.message = _CODES.get(code, UNKNOWN)
        self.details = details
        super().__init__(f"{function} failed with '{self.message}' (0x{code:04X})")

    def __reduce__(self) -> tuple[type[DeepSpeechError], tuple[str, int, str]]:
        return type(self), (self.function, self.code, self.details)


class DeepSpeechWarning(UserWarning):
    """A scorer, hot word or beam width that is accepted, but is unlikely to have the intended effect."""


def failure(function: str, code: int) -> DeepSpeechError:
    """The error for the last call of this thread, which failed."""
    return DeepSpeechError(function, code, take_string(library().DS_GetErrorDetails()) or "")


def check(function: str, code: int) -> None:
    """Raises DeepSpeechError if the status is not that of success."""
    if code != OK:
        raise failure(function, code)
