"""A model of Whisper's form with random weights, as a CTranslate2 folder and as NumPy."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np

from deepspeech_tf.model.transformer.encoder import sinusoids


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / np.sqrt(2)))


class Whisper:
    """An encoder as Whisper's, with random weights, one number after the other in NumPy."""

    def __init__(self, width: int = 64, n_features: int = 8, n_blocks: int = 2) -> None:
        random = np.random.default_rng(5)
        self.weights: dict[str, np.ndarray] = {}

        def add(name: str, *shape: int) -> None:
            scale = 1 / np.sqrt(np.prod(shape[1:])) if len(shape) > 1 else 0.3
            self.weights[f"encoder/{name}"] = (random.standard_normal(shape) * scale).astype(np.float16)

        add("conv1/weight", width, n_features, 3), add("conv1/bias", width)
        add("conv2/weight", width, width, 3), add("conv2/bias", width)
        for block in range(n_blocks):
            for part, outer, inner in (("self_attention", 3, 1), ("ffn", 4, 4)):
                name = f"layer_{block}/{part}"
                add(f"{name}/layer_norm/gamma", width), add(f"{name}/layer_norm/beta", width)
                (
                    add(f"{name}/linear_0/weight", outer * width, width),
                    add(f"{name}/linear_0/bias", outer * width),
                )
                add(f"{name}/linear_1/weight", width, inner * width), add(f"{name}/linear_1/bias", width)
        add("layer_norm/gamma", width), add("layer_norm/beta", width)
        self.n_blocks = n_blocks

    def file(self, folder: Path) -> Path:
        variables = {**self.weights, "encoder/num_heads": np.int16(1), "decoder/x": np.zeros(3, np.int8)}

        def string(text: str) -> bytes:
            return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

        data = struct.pack("<I", 6) + string("WhisperSpec") + struct.pack("<II", 3, len(variables))
        for name, value in variables.items():
            kind = {"float16": 4, "int16": 2, "int8": 1}[str(value.dtype)]
            data += string(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
            data += struct.pack("<BI", kind, value.nbytes) + value.tobytes()
        folder.mkdir(exist_ok=True)
        (folder / "model.bin").write_bytes(data + struct.pack("<I", 0))
        return folder

    def _get(self, name: str) -> np.ndarray:
        return self.weights[f"encoder/{name}"].astype(np.float64)

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
        return scaled * self._get(f"{name}/gamma") + self._get(f"{name}/beta")

    def _dense(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self._get(f"{name}/weight").T + self._get(f"{name}/bias")

    def _convolve(self, x: np.ndarray, name: str, stride: int) -> np.ndarray:
        kernel, padded = self._get(f"{name}/weight"), np.pad(x, [[1, 1], [0, 0]])
        rows = [np.einsum("tc,oct->o", padded[at : at + 3], kernel) for at in range(0, len(x), stride)]
        return gelu(np.array(rows) + self._get(f"{name}/bias"))

    def encode(self, features: np.ndarray) -> np.ndarray:
        x = self._convolve(self._convolve(features, "conv1", 1), "conv2", 2)
        x = x + sinusoids(len(x), x.shape[1])
        for block in range(self.n_blocks):
            name = f"layer_{block}/self_attention"
            q, k, v = np.split(
                self._dense(self._norm(x, f"{name}/layer_norm"), f"{name}/linear_0"), 3, axis=1
            )
            scores = np.exp(q @ k.T / 8)
            x = x + self._dense(scores / scores.sum(1, keepdims=True) @ v, f"{name}/linear_1")
            name = f"layer_{block}/ffn"
            hidden = gelu(self._dense(self._norm(x, f"{name}/layer_norm"), f"{name}/linear_0"))
            x = x + self._dense(hidden, f"{name}/linear_1")
        return self._norm(x, "layer_norm")
