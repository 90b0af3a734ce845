"""Warp: smooth random distortion of time and frequency."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, int_range, require_range


@dataclass(frozen=True)
class Warp(Augmentation):
    """Moves the points of a grid on the spectrogram, and interpolates the movement between them.

    The grid has `nt` inner points in time and `nf` in frequency; its edges stay. Each moves by a normally
    distributed distance whose standard deviation is `wt` (`wf`) times half the distance between grid points.
    Coqui STT calls the parameters `num_t`, `num_f`, `warp_t` and `warp_f` (after Park et al. 2019,
    "SpecAugment").
    """

    domains = (Domain.SPECTROGRAM,)

    domain: Domain = Domain.SPECTROGRAM
    nt: ValueRange = field(default=int_range(1))
    nf: ValueRange = field(default=int_range(1))
    wt: ValueRange = field(default=float_range(0.1))
    wf: ValueRange = field(default=float_range(0.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("nt", "nf", "wt", "wf"):
            require_range(name, getattr(self, name), 0, 1000)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        points = [int(value.pick(moment.clock, rng)) for value in (self.nt, self.nf)]
        strengths = [value.pick(moment.clock, rng) for value in (self.wt, self.wf)]
        upscale = [_cubic_weights(size, count + 2) for size, count in zip(data.shape, points, strict=True)]
        flows = []
        for size, count, strength in zip(data.shape, points, strengths, strict=True):
            grid = np.zeros((points[0] + 2, points[1] + 2), np.float32)
            grid[1:-1, 1:-1] = rng.standard_normal(points, np.float32) * (strength * size / (2 * (count + 1)))
            flows.append(upscale[0] @ grid @ upscale[1].T)
        return _displaced(data, flows[0], flows[1])


def _cubic_weights(size: int, points: int) -> Array:
    """Weights `(size, points)` of cubic interpolation (Keys 1981) of `points` values from edge to edge."""
    positions = np.linspace(0, points - 1, size)
    first = np.clip(np.floor(positions).astype(np.int64), 0, points - 2)
    weights = np.zeros((size, points), np.float32)
    for offset in range(-1, 3):
        distance = np.abs(positions - (first + offset))
        near = (1.5 * distance - 2.5) * distance**2 + 1
        far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
        value = np.where(distance <= 1, near, np.where(distance < 2, far, 0))
        np.add.at(weights, (np.arange(size), np.clip(first + offset, 0, points - 1)), value)
    return weights


def _displaced(data: Array, by_rows: Array, by_columns: Array) -> Array:
    """The values at these distances before each point, bilinearly interpolated."""
    rows, columns = data.shape
    row, row_share = _places(np.arange(rows, dtype=np.float32)[:, np.newaxis] - by_rows, rows)
    first = row * columns
    second = np.minimum(row + 1, rows - 1) * columns
    flat = data.ravel()
    if not by_columns.any():  # the default: time alone
        column = np.arange(columns, dtype=first.dtype)
        upper, lower = flat[first + column], flat[second + column]
    else:
        column, share = _places(np.arange(columns, dtype=np.float32) - by_columns, columns)
        following = np.minimum(column + 1, columns - 1)
        upper = flat[first + column] * (1 - share) + flat[first + following] * share
        lower = flat[second + column] * (1 - share) + flat[second + following] * share
    warped: Array = upper * (1 - row_share) + lower * row_share
    return warped


def _places(positions: Array, size: int) -> tuple[npt.NDArray[np.intp], Array]:
    """The point before each position on an axis of `size` points, and how far beyond it the position is."""
    inside = np.clip(positions, np.float32(0), np.float32(size - 1))
    before = inside.astype(np.intp)
    return before, inside - before.astype(np.float32)
