"""CTC beam search for acoustic models with another kind of alphabet, such as wav2vec 2.0."""

from __future__ import annotations

import struct
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_array, as_instance, as_integer, wrong_type
from ds_ctcdecoder.options import DecoderOptions
from ds_ctcdecoder.probabilities import as_lengths, check_lengths, check_probabilities
from ds_ctcdecoder.scorer import Scorer
from ds_ctcdecoder.search import DecodeResult, run_decoder

BLANK_IS_LAST = -1


def decode_wav2vec2(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    options: DecoderOptions,
    blank_id: int = BLANK_IS_LAST,
    ignored_symbols: Collection[int] = frozenset(),
) -> list[list[DecodeResult]]:
    """Decodes a batch of utterances.

    Args:
        probs_seq: natural logarithms of softmax outputs, `(batch, frames, classes)`.
        seq_lengths: frames of each utterance, `(batch,)`.
        alphabet: labels of the acoustic model, including the blank if `blank_id` is given.
        options: how to decode. Words of the scorer are spelt in the alphabet that it was loaded with.
        blank_id: the class that is the blank; by default the one after the labels of the alphabet.
        ignored_symbols: classes that are never part of a text, such as `<s>` and `<unk>`.

    Returns:
        For each utterance its hypotheses, best first; their tokens are classes of the acoustic model.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if an argument is out of range, the shapes do not fit, or a frame does not hold logarithms
            of probabilities with a sum near 1; so are logits and probabilities refused.

    Warns:
        DecoderWarning: if hot words have no effect.
    """
    as_instance("alphabet", Alphabet, alphabet)
    as_instance("options", DecoderOptions, options)
    logits = as_array("probs_seq", probs_seq)
    if logits.ndim != 3:
        raise ValueError(f"probs_seq must have the shape (batch, frames, classes). Received: {logits.shape}")
    blank = _blank(logits.shape[2], alphabet, as_integer("blank_id", blank_id))
    if not isinstance(ignored_symbols, Collection):
        raise wrong_type("ignored_symbols", "a set of classes", ignored_symbols)
    ignored = {as_integer("a class of ignored_symbols", symbol) for symbol in ignored_symbols}
    spelling, classes = _spelling(alphabet, options.scorer, {blank, *ignored})
    lengths = as_lengths(seq_lengths)
    check_lengths(logits, lengths)
    # Rounding may yield a logarithm slightly above 0; larger ones are detected by the sum.
    with np.errstate(over="ignore"):
        probs = np.exp(logits)
    check_probabilities(probs, lengths, "natural logarithms of softmax outputs, whose exponentials are")
    options.warn_of_hot_words()
    # A class without a label gets the probability 0.
    padded = np.concatenate([np.minimum(probs, 1.0), np.zeros((*probs.shape[:2], 1))], axis=2)
    chosen = np.ascontiguousarray(padded[..., [*classes, blank]])
    decoded = run_decoder(chosen, lengths, spelling, options)
    return [
        [
            DecodeResult(o.confidence, spelling.Decode(o.tokens), [classes[t] for t in o.tokens], o.timesteps)
            for o in outputs
        ]
        for outputs in decoded
    ]


def _blank(classes: int, alphabet: Alphabet, blank_id: int) -> int:
    expected = alphabet.GetSize() + (blank_id == BLANK_IS_LAST)
    if classes != expected:
        raise ValueError(
            f"probs_seq must have {expected} classes, for the alphabet and the blank. Received: {classes}"
        )
    if not BLANK_IS_LAST <= blank_id < classes:
        raise ValueError(f"blank_id must be from -1 to {classes - 1}. Received: {blank_id}")
    return blank_id % classes


def _spelling(alphabet: Alphabet, scorer: Scorer | None, left_out: set[int]) -> tuple[Alphabet, list[int]]:
    """The alphabet for decoding, and the class of each of its labels (-1: none)."""
    kept = {
        alphabet.DecodeSingle(label): label for label in range(alphabet.GetSize()) if label not in left_out
    }
    if scorer is not None:
        assert scorer.alphabet is not None  # DecoderOptions takes no empty scorer
        spelling = scorer.alphabet
    else:
        data = struct.pack("<H", len(kept))
        for index, text in enumerate(kept):
            label = text.encode("utf-8")
            data += struct.pack("<HH", index, len(label)) + label
        spelling = Alphabet()
        spelling.Deserialize(data)
    return spelling, [kept.get(spelling.DecodeSingle(label), -1) for label in range(spelling.GetSize())]
