"""What the tests of the native client share: the golden set, recordings, and the client itself."""

from __future__ import annotations

import json
import os
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepspeech._library import FOLDER, native_library
from tests.sets import GOLDEN, golden_sets
from tests.sets import ROOT as ROOT  # for tests that take it from here

CLIENT = FOLDER  # in the checkout, or installed (packaging/check_windows_python.sh)
PROGRAM = CLIENT / "bin" / "deepspeech"
MODEL = GOLDEN / "model" / "output_graph.tflite"
SCORER = GOLDEN / "kenlm.scorer"
only_posix = pytest.mark.skipif(os.name != "posix", reason="POSIX: pipes, names, limits or texts of errors")


def need_client() -> None:
    if not native_library(CLIENT, "libdeepspeech").is_file():
        pytest.skip("the native client is not built (make native)")


def load_model(path: Path = MODEL, scorer: bool = True) -> Any:
    need_client()
    from deepspeech import Model

    model = Model(path)
    if scorer:
        model.enableExternalScorer(SCORER)
    return model


def recording(name: str, golden: Path = GOLDEN) -> np.ndarray:
    """int16 samples of a golden recording."""
    with wave.open(str(golden / "wav" / name)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def answers(name: str, golden: Path = GOLDEN) -> Any:
    """What the original client answered."""
    return json.loads((golden / "client" / name).read_text(encoding="utf-8"))


def write_wav(path: Path, samples: np.ndarray, rate_hz: int = 16000, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(samples.dtype.itemsize)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return path


def streamed(file: str) -> list[Any]:
    """One parameter for each utterance that the original streamed: the golden set's folder, its answers."""
    return [
        pytest.param((golden, expected), id=f"{name}-{expected['wav']}")
        for name, golden in golden_sets().items()
        for expected in answers(file, golden)["files"]
    ]
