"""What the tests of the native client share: the golden set, recordings, and the client itself."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT.parent / "shared" / "golden"
CLIENT = ROOT / "native_client" / "python" / "deepspeech"
PROGRAM = CLIENT / "bin" / "deepspeech"
MODEL = GOLDEN / "model" / "output_graph.tflite"
SCORER = GOLDEN / "kenlm.scorer"


def need_client() -> None:
    if not (CLIENT / "lib" / "libdeepspeech.so").is_file():
        pytest.skip("the native client is not built (make native)")


def need_golden() -> None:
    need_client()
    if not MODEL.is_file():
        pytest.skip(f"{GOLDEN} is not there")


def load_model(path: Path = MODEL, scorer: bool = True) -> Any:
    need_golden()
    from deepspeech import Model

    model = Model(path)
    if scorer:
        model.enableExternalScorer(SCORER)
    return model


def recording(name: str) -> np.ndarray:
    """int16 samples of a golden recording."""
    with wave.open(str(GOLDEN / "wav" / name)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def answers(name: str) -> Any:
    """What the original client answered."""
    return json.loads((GOLDEN / "client" / name).read_text(encoding="utf-8"))


def write_wav(path: Path, samples: np.ndarray, rate_hz: int = 16000, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(samples.dtype.itemsize)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return path
