"""Weights of Whisper's encoder, from the `model.bin` of a CTranslate2 model."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.errors import CheckpointError, ConfigError, reason_of
from deepspeech_tf.model.transformer.config import HEAD_WIDTH, TransformerConfig

FILE = "model.bin"
_VERSIONS = range(4, 8)  # of the file format
_SPECIFICATION = "WhisperSpec"
_TYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_MAX_RANK = 8

Arrays = dict[str, np.ndarray[Any, Any]]


def read_whisper_encoder(folder: str | os.PathLike[str], config: TransformerConfig) -> Arrays:
    """The weights of Whisper's encoder under our names, without layers that Whisper lacks.

    Whisper's tiny, base and small models have the widths 384, 512 and 768, and 4, 6 and 12 blocks.

    Args:
        folder: folder of a CTranslate2 model: `model.bin` with weights in float32 or float16.
        config: options of the encoder: the width of the Whisper model, and at most as many blocks.

    Raises:
        CheckpointError: if the file cannot be read or is not a Whisper model.
        ConfigError: if the sizes differ.
    """
    path = Path(folder) / FILE
    tensors = _Reader(path).tensors()
    prefix = "encoder/"
    if prefix + "conv1/weight" not in tensors:
        raise CheckpointError(
            f"{path}: the model must have Whisper's encoder. Received: no {prefix}conv1/weight"
        )
    width, n_features, _ = _shape(tensors, prefix + "conv1/weight", 3, path)
    n_blocks = _block_count(tensors)
    for name, expected, received in (
        ("width", width, config.width),
        ("n_features", n_features, config.n_features),
        ("n_heads", int(tensors.get(prefix + "num_heads", width // HEAD_WIDTH)), config.n_heads),
    ):
        if expected != received:
            raise ConfigError(f"{path}: {name} must be {expected}, as in this model. Received: {received}")
    if config.n_blocks > n_blocks:
        raise ConfigError(f"{path}: n_blocks must be at most {n_blocks}. Received: {config.n_blocks}")
    weights: Arrays = {}
    for number in (1, 2):
        kernel = _get(tensors, f"{prefix}conv{number}/weight", path)
        weights[f"front_{number}/weights"] = kernel.transpose(2, 1, 0).reshape(-1, width)
        weights[f"front_{number}/bias"] = _get(tensors, f"{prefix}conv{number}/bias", path)
    for number in range(config.n_blocks):
        ours, theirs = f"block_{number + 1}", f"{prefix}layer_{number}"
        for our_part, their_part, names in (
            ("attention", "self_attention", ("projection", "output")),
            ("feed_forward", "ffn", ("first", "second")),
        ):
            for index, name in enumerate(names):
                dense = f"{theirs}/{their_part}/linear_{index}"
                weights[f"{ours}/{our_part}/{name}/weights"] = _get(tensors, f"{dense}/weight", path).T
                weights[f"{ours}/{our_part}/{name}/bias"] = _get(tensors, f"{dense}/bias", path)
            for name in ("gamma", "beta"):
                value = _get(tensors, f"{theirs}/{their_part}/layer_norm/{name}", path)
                weights[f"{ours}/{our_part}/norm/{name}"] = value
    for name in ("gamma", "beta"):
        weights[f"norm/{name}"] = _get(tensors, f"{prefix}layer_norm/{name}", path)
    return {name: np.ascontiguousarray(value, np.float32) for name, value in weights.items()}


def whisper_sizes(folder: str | os.PathLike[str]) -> dict[str, int]:
    """The options `width`, `n_blocks` and `n_features` of `TransformerConfig` for a Whisper model.

    Args:
        folder: as for `read_whisper_encoder`.

    Raises:
        CheckpointError: if the file cannot be read or is not a Whisper model.
    """
    path = Path(folder) / FILE
    tensors = _Reader(path).tensors()
    width, n_features, _ = _shape(tensors, "encoder/conv1/weight", 3, path)
    return {"width": width, "n_features": n_features, "n_blocks": _block_count(tensors)}


def _block_count(tensors: Arrays) -> int:
    return sum(name.startswith("encoder/") and name.endswith("/ffn/linear_1/bias") for name in tensors)


def _get(tensors: Arrays, name: str, path: Path) -> np.ndarray[Any, Any]:
    if name not in tensors:
        raise CheckpointError(f"{path}: the model must have {name}. Received: none")
    value = tensors[name]
    if value.dtype not in ("<f4", "<f2"):
        raise CheckpointError(f"{path}: {name} must be float32 or float16. Received: {value.dtype}")
    return value


def _shape(tensors: Arrays, name: str, rank: int, path: Path) -> tuple[int, ...]:
    shape = tuple(_get(tensors, name, path).shape)
    if len(shape) != rank:
        raise CheckpointError(f"{path}: {name} must have {rank} dimensions. Received: {len(shape)}")
    return shape


class _Reader:
    """Reads the file: a list of names, shapes, types and data, little-endian.

    uint32 version, string specification, uint32 revision, uint32 count; then for each variable a string name,
    uint8 rank, uint32 per dimension, uint8 type, uint32 bytes, and the values. A string is a uint16 length
    that includes the closing NUL, then the bytes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._data = memoryview(path.read_bytes())
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be read: {reason_of(error)}") from error
        self._at = 0

    def tensors(self) -> Arrays:
        """All variables by name."""
        version = self._number("<I")
        specification = self._string() if version in _VERSIONS else ""
        if specification != _SPECIFICATION:
            raise CheckpointError(
                f"{self._path}: the file must be a Whisper model of CTranslate2, version {_VERSIONS.start} "
                f"to {_VERSIONS.stop - 1}. Received: version {version} {specification!a}"
            )
        self._number("<I")
        found: Arrays = {}
        for _ in range(self._number("<I")):
            name = self._string()
            rank = self._number("<B")
            if rank > _MAX_RANK:
                raise self._damaged(f"{name} has {rank} dimensions")
            shape = [self._number("<I") for _ in range(rank)]
            kind, size = self._number("<B"), self._number("<I")
            values = self._take(size)
            if kind not in _TYPES:
                continue  # not supported, such as bfloat16
            item = np.dtype(_TYPES[kind]).itemsize
            if int(np.prod(shape, dtype=np.float64)) * item != size:
                raise self._damaged(f"{name} has {size} bytes for the shape {shape}")
            found[name] = np.frombuffer(values, _TYPES[kind]).reshape(shape)
        return found

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _string(self) -> str:
        return bytes(self._take(self._number("<H"))).rstrip(b"\0").decode("utf-8", "replace")

    def _take(self, size: int) -> memoryview:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise self._damaged(f"it ends after {len(self._data)} bytes")
        self._at += size
        return piece

    def _damaged(self, reason: str) -> CheckpointError:
        return CheckpointError(f"{self._path}: the file is damaged: {reason}")
