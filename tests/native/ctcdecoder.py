"""What the tests of ds_ctcdecoder share: the module if it is built, and the golden set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sets import GOLDEN, ROOT

PYTHON = ROOT / "native_client" / "python"
PROGRAMS = PYTHON / "deepspeech" / "bin"
ALPHA, BETA = 0.931289039, 1.18341376  # those of the golden set


def load_module() -> Any:
    if not (PYTHON / "ds_ctcdecoder" / "lib" / "libds_ctcdecoder.so").is_file():
        pytest.skip("the native client is not built (make native)")
    import ds_ctcdecoder

    return ds_ctcdecoder


def need_programs(*names: str) -> None:
    for name in names:
        if not (PROGRAMS / name).is_file():
            pytest.skip(f"{name} is not built (make native; lmplz and filter need Boost)")


def golden_probs(name: str, temperature: float = 1.0, golden: Path = GOLDEN) -> NDArray[np.float64]:
    if temperature == 1.0:
        return np.load(golden / "arrays" / f"{name}.probs.npy").astype(np.float64)
    logits = np.load(golden / "arrays" / f"{name}.logits.npy").astype(np.float64) / temperature
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)
