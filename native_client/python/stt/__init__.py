"""The Python API of Coqui STT 1.4: the classes of the package `deepspeech` under Coqui's name."""

import deepspeech
from deepspeech import *  # noqa: F403

__all__: list[str] = []
__all__ += deepspeech.__all__


def __dir__() -> list[str]:
    return sorted(__all__)
