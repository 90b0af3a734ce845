"""What the tests of ds_ctcdecoder share: the module if it is built, and the golden set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from deepspeech._library import FOLDER, native_library
from tests.sets import GOLDEN
from tests.sets import ROOT as ROOT  # for tests that take it from here

PYTHON = FOLDER.parent
PROGRAMS = PYTHON / "deepspeech" / "bin"
ALPHA, BETA = 0.931289039, 1.18341376  # those of the golden set


def load_module() -> Any:
    if not native_library(PYTHON / "ds_ctcdecoder", "libds_ctcdecoder").is_file():
        pytest.skip("the native client is not built (make native)")
    import ds_ctcdecoder

    return ds_ctcdecoder


def need_programs(*names: str) -> None:
    for name in names:
        if not list(PROGRAMS.glob(f"{name}*")):  # on Windows it ends in .exe
            pytest.skip(f"{name} is not built (make native; lmplz and filter need Boost)")


def golden_probs(name: str, temperature: float = 1.0, golden: Path = GOLDEN) -> NDArray[np.float64]:
    if temperature == 1.0:
        return np.load(golden / "arrays" / f"{name}.probs.npy").astype(np.float64)
    logits = np.load(golden / "arrays" / f"{name}.logits.npy").astype(np.float64) / temperature
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)
