"""Kokoro-82M: text to speech with one of its English voices or a blend of two.

Requires `onnxruntime` and the folders `kokoro` and `hibari` that training/english/packages.py creates.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE_HZ = 24_000
MOST_TOKENS = 500  # the context is 512 tokens, including a 0 at both ends

# American and British, female and male.
VOICES = tuple(
    "af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky "
    "am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa "
    "bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis".split()
)
# Never used for training, not even in a blend.
HELD_OUT = ("af_river", "am_eric", "bf_lily", "bm_fable")


@dataclass(frozen=True)
class Speaker:
    """A voice, or a blend of two: `share` is that of the second. The first determines the accent."""

    voice: str
    other: str | None = None
    share: float = 0.0

    def __str__(self) -> str:
        return f"{self.voice}+{self.share:.2f}*{self.other}" if self.other else self.voice


def random_speaker(generator: np.random.Generator, voices: Sequence[str]) -> Speaker:
    """With probability 1/3 one of `voices`, otherwise a blend of two with a share of at least 15 % each."""
    first, second = (str(voice) for voice in generator.choice(voices, 2, replace=False))
    share = round(float(generator.uniform(0.15, 0.5)), 2)
    return Speaker(first) if generator.random() < 1 / 3 else Speaker(first, second, share)


class Kokoro:
    """The model with its voices and phonemes."""

    def __init__(self, packages: Path, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        folder = packages / "kokoro"
        self._model = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._vocabulary: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))["vocab"]
        self._voices = {name: _styles(folder / "voices" / f"{name}.bin") for name in VOICES}
        self._phonemes = {british: _phonemes(packages, british) for british in (False, True)}

    def tokens(self, text: str, speaker: Speaker) -> list[int]:
        """The phonemes of `text` in the speaker's accent, as token numbers."""
        phonemes = self._phonemes[speaker.voice.startswith("b")](text)
        return [self._vocabulary[phoneme] for phoneme in phonemes if phoneme in self._vocabulary]

    def say(self, tokens: Sequence[int], speaker: Speaker, speed: float) -> Samples:
        """Samples `(samples,)` at 24 kHz in [-1, 1]; at most MOST_TOKENS `tokens`."""
        style = self._voices[speaker.voice]
        if speaker.other:
            style = (1 - speaker.share) * style + speaker.share * self._voices[speaker.other]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style[len(tokens)].astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        return np.asarray(self._model.run(None, inputs)[0], np.float32).ravel()


def _styles(path: Path) -> Samples:
    """A voice: one style vector `(1, 256)` per number of tokens, `(510, 1, 256)`."""
    return np.fromfile(path, "<f4").reshape(-1, 1, 256)


def _phonemes(packages: Path, british: bool) -> Any:
    folder = str(packages / "hibari")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    from hibari.g2p import G2P

    return G2P(british=british)
