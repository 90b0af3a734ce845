"""What is raised when the native code refuses or fails."""

from __future__ import annotations

from deepspeech import _declarations as c

_CODES = dict(c.ERRORS.values())
OK = c.ERRORS["DS_ERR_OK"][0]
RUN_FAILED = c.ERRORS["DS_ERR_FAIL_RUN_SESS"][0]
UNKNOWN = "Unknown error, please make sure you are using the correct native binary."


class DeepSpeechError(RuntimeError):
    """A function of the native library failed. Details may be on standard error.

    Attributes:
        function: its name, without `DS_`.
        code: the status code, such as 0x2002; the names of `DeepSpeech_Error_Codes` in deepspeech.h.
        message: what the code means.
    """

    def __init__(self, function: str, code: int) -> None:
        self.function = function
        self.code = code
        self.message = _CODES.get(code, UNKNOWN)
        super().__init__(f"{function} failed with '{self.message}' (0x{code:04X})")

    def __reduce__(self) -> tuple[type[DeepSpeechError], tuple[str, int]]:
        return type(self), (self.function, self.code)


def check(function: str, code: int) -> None:
    """Raises DeepSpeechError unless the status is the one of success."""
    if code != OK:
        raise DeepSpeechError(function, code)
