"""Hibari: text to speech with one American voice, about a hundred times as fast as real time.

Requires `onnxruntime` and the folder `hibari` that training/english/packages.py creates.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.english.kokoro import Samples, Speaker

SPEAKER = Speaker("hibari")
_NOISE_SEED = 0


class Hibari:
    """The model and its phonemes; the output has the rate of Kokoro's."""

    def __init__(self, packages: Path, threads: int = 1) -> None:
        folder = str(packages / "hibari")
        if folder not in sys.path:
            sys.path.insert(0, folder)
        from hibari import Hibari as Package

        self._voice = Package(threads=threads)

    def tokens(self, text: str, speaker: Speaker) -> list[int]:
        """The phonemes of `text` as token numbers."""
        return [token for part in self._voice.phonemize(text) for token in self._voice.ids(part)[1:-1]]

    def say(self, tokens: Sequence[int], speaker: Speaker, speed: float) -> Samples:
        """Samples `(samples,)` at 24 kHz in [-1, 1]."""
        noise = np.random.default_rng(_NOISE_SEED)
        return np.asarray(self._voice.from_ids([0, *tokens, 0], speed, noise), np.float32)
