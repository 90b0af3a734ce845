"""CTC beam search with external scorers: drop-in for the package of the same name of DeepSpeech 0.9.3."""

from ds_ctcdecoder import errors
from ds_ctcdecoder._declarations import library as _library
from ds_ctcdecoder.alphabet import Alphabet, UTF8Alphabet
from ds_ctcdecoder.coqui import (
    ctc_beam_search_decoder_for_wav2vec2am,
    ctc_beam_search_decoder_for_wav2vec2am_batch,
)
from ds_ctcdecoder.errors import *  # noqa: F403
from ds_ctcdecoder.options import DecoderOptions
from ds_ctcdecoder.original import ctc_beam_search_decoder, ctc_beam_search_decoder_batch, decode_batch
from ds_ctcdecoder.package import write_scorer_package
from ds_ctcdecoder.scorer import DecoderWarning, Scorer
from ds_ctcdecoder.search import DecodeResult, Output, decode
from ds_ctcdecoder.wav2vec2 import decode_wav2vec2

__version__: str = _library.DsCtc_Version().decode("ascii")

__all__ = [
    "Alphabet",
    "DecodeResult",
    "DecoderOptions",
    "DecoderWarning",
    "Output",
    "Scorer",
    "UTF8Alphabet",
    "__version__",
    "ctc_beam_search_decoder",
    "ctc_beam_search_decoder_batch",
    "ctc_beam_search_decoder_for_wav2vec2am",
    "ctc_beam_search_decoder_for_wav2vec2am_batch",
    "decode",
    "decode_batch",
    "decode_wav2vec2",
    "errors",
    "write_scorer_package",
]
__all__ += errors.__all__


def __dir__() -> list[str]:
    return sorted(__all__)
