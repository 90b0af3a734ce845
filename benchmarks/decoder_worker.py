"""Measures one decoder on golden probabilities; runs in Python 3.9 or newer.

Requests are lines of JSON on standard input, and answers are lines on standard output, see `answer`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.sets import LARGER as GOLDEN  # noqa: E402

ALPHA, BETA = 0.931289039105002, 1.1834137581510284
Decode = Callable[[Any], list[str]]


def load_probs(utterances: int, temperature: float, joined: bool) -> list[Any]:
    """Softmax of golden logits / temperature: a list of float64 `(frames, classes)`."""
    batch = []
    for i in range(utterances):
        logits = np.load(GOLDEN / "arrays" / f"test{i:04d}.logits.npy").astype(np.float64) / temperature
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        batch.append(odds / odds.sum(axis=-1, keepdims=True))
    return [np.concatenate(batch)] if joined else batch


def _labels() -> list[str]:
    lines = (GOLDEN / "alphabet.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _ds_ctcdecoder(beam: int, scored: bool) -> Decode:
    import ds_ctcdecoder

    alphabet = ds_ctcdecoder.Alphabet(str(GOLDEN / "alphabet.txt"))
    scorer = ds_ctcdecoder.Scorer(ALPHA, BETA, str(GOLDEN / "kenlm.scorer"), alphabet) if scored else None

    def decode(probs: Any) -> list[str]:
        found = ds_ctcdecoder.ctc_beam_search_decoder(probs, alphabet, beam, scorer=scorer, num_results=5)
        return [text for _, text in found]

    return decode


def _pyctcdecode(beam: int, scored: bool) -> Decode:
    import pyctcdecode

    if scored:
        raise ValueError("pyctcdecode is compared without scorer")
    decoder = pyctcdecode.build_ctcdecoder([*_labels(), ""])

    def decode(probs: Any) -> list[str]:
        return [found[0] for found in decoder.decode_beams(np.log(probs + 1e-30), beam_width=beam)[:5]]

    return decode


def _flashlight(beam: int, scored: bool) -> Decode:
    from flashlight.lib.text import decoder as text

    if scored:
        raise ValueError("flashlight-text is compared without scorer")
    labels = _labels()
    options = text.LexiconFreeDecoderOptions(
        beam_size=beam,
        beam_size_token=len(labels) + 1,
        beam_threshold=1e9,
        lm_weight=0.0,
        sil_score=0.0,
        log_add=True,
        criterion_type=text.CriterionType.CTC,
    )
    decoder = text.LexiconFreeDecoder(options, text.ZeroLM(), labels.index(" "), len(labels), [])

    def decode(probs: Any) -> list[str]:
        emissions = np.ascontiguousarray(np.log(probs + 1e-30), np.float32)
        found = decoder.decode(emissions.ctypes.data, *emissions.shape)
        return ["".join(_collapse(result.tokens, labels)).strip() for result in found[:5]]

    return decode


def _collapse(path: list[int], labels: list[str]) -> list[str]:
    kept = []
    last = len(labels)
    for label in path:
        if label != last and 0 <= label < len(labels):
            kept.append(labels[label])
        last = label
    return kept


DECODERS = {"ds_ctcdecoder": _ds_ctcdecoder, "pyctcdecode": _pyctcdecode, "flashlight-text": _flashlight}


def _timed(decode: Decode, batch: list[Any], seconds: float) -> tuple[float, list[list[str]]]:
    """Minimum CPU time of a pass over `batch`, repeated for `seconds` (at least once)."""
    best = float("inf")
    texts: list[list[str]] = []
    end = time.monotonic() + seconds
    while True:
        start = time.process_time()
        texts = [decode(probs) for probs in batch]
        best = min(best, time.process_time() - start)
        if time.monotonic() >= end:
            return best, texts


def batch_seconds(beam: int, scored: bool, threads: int, seconds: float) -> float:
    """Minimum wall time of decoding 20 utterances four times as one batch in `threads` threads."""
    import ds_ctcdecoder

    alphabet = ds_ctcdecoder.Alphabet(str(GOLDEN / "alphabet.txt"))
    scorer = ds_ctcdecoder.Scorer(ALPHA, BETA, str(GOLDEN / "kenlm.scorer"), alphabet) if scored else None
    utterances = load_probs(20, 2.0, False) * 4
    lengths = [len(probs) for probs in utterances]
    batch = np.zeros((len(utterances), max(lengths), utterances[0].shape[1]))
    for row, probs in zip(batch, utterances):  # noqa: B905 - Python 3.9
        row[: len(probs)] = probs
    best = float("inf")
    end = time.monotonic() + seconds
    while time.monotonic() < end or best == float("inf"):
        start = time.monotonic()
        ds_ctcdecoder.ctc_beam_search_decoder_batch(batch, lengths, alphabet, beam, threads, scorer=scorer)
        best = min(best, time.monotonic() - start)
    return best


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """With `threads`: seconds per batch. Otherwise: milliseconds per frame, five texts per utterance."""
    beam, scored, seconds = request["beam"], request["scored"], request["seconds"]
    if "threads" in request:
        return {"seconds": batch_seconds(beam, scored, request["threads"], seconds)}
    batch = load_probs(request["utterances"], request["temperature"], request["joined"])
    decode = DECODERS[request["decoder"]](beam, scored)
    best, texts = _timed(decode, batch, seconds)
    return {"ms_per_frame": 1000 * best / sum(len(probs) for probs in batch), "texts": texts}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
