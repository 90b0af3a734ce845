"""CTC beam search with external scorers: the package of this name of Coqui STT 1.4, on `ds_ctcdecoder`."""

from typing import TYPE_CHECKING, NoReturn

from coqui_stt_ctcdecoder import errors as _errors
from coqui_stt_ctcdecoder.errors import *  # noqa: F403
from coqui_stt_ctcdecoder.inputs import Alphabet, Scorer
from ds_ctcdecoder import DecodeResult, UTF8Alphabet, __version__
from ds_ctcdecoder.coqui import (
    ctc_beam_search_decoder,
    ctc_beam_search_decoder_batch,
    ctc_beam_search_decoder_for_wav2vec2am,
    ctc_beam_search_decoder_for_wav2vec2am_batch,
)

__all__ = [
    "Alphabet",
    "DecodeResult",
    "Scorer",
    "UTF8Alphabet",
    "__version__",
    "ctc_beam_search_decoder",
    "ctc_beam_search_decoder_batch",
    "ctc_beam_search_decoder_for_wav2vec2am",
    "ctc_beam_search_decoder_for_wav2vec2am_batch",
]
__all__ += _errors.__all__


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # type checkers would accept every name

    def __getattr__(name: str) -> NoReturn:
        if name.lower().startswith("flashlight"):
            raise AttributeError(
                f"{name} is not available: the decoders of Flashlight are not part of this package. "
                "Use ctc_beam_search_decoder"
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
