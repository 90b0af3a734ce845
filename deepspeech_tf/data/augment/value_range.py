"""Random values for each utterance, from a range that can change during training."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from deepspeech_tf.errors import ConfigError, quote


@dataclass(frozen=True)
class ValueRange:
    """Uniform in [centre - radius, centre + radius]; the centre goes from `start` to `end` over time."""

    start: float
    end: float
    radius: float = 0.0
    whole: bool = False  # integers only

    @property
    def lowest(self) -> float:
        """The smallest value that can be drawn."""
        return min(self.start, self.end) - self.radius

    @property
    def highest(self) -> float:
        """The largest value that can be drawn."""
        return max(self.start, self.end) + self.radius

    def __str__(self) -> str:
        """The form of the command line."""
        middle = f"{self.start:g}" + (f":{self.end:g}" if self.end != self.start else "")
        return middle + (f"~{self.radius:g}" if self.radius else "")

    def pick(self, clock: float, rng: np.random.Generator) -> float:
        """Draws a value at `clock` in [0, 1]; an integer if the range is `whole`."""
        centre = self.start + clock * (self.end - self.start)
        value = rng.uniform(centre - self.radius, centre + self.radius) if self.radius else centre
        return float(round(value)) if self.whole else float(value)


def float_range(start: float, radius: float = 0.0) -> ValueRange:
    return ValueRange(start, start, radius)


def int_range(start: int) -> ValueRange:
    return ValueRange(start, start, whole=True)


def require_range(name: str, value: ValueRange, low: float, high: float, unit: str = "") -> None:
    """Rejects a parameter whose values can be outside [low, high].

    The bounds are far beyond useful values, but below values that overflow or exhaust memory.

    Raises:
        ConfigError: naming the parameter.
    """
    rounding = 1e-9  # 1 - 0.8 is less than 0.2
    if not low - rounding <= value.lowest <= value.highest <= high + rounding:
        raise ConfigError(
            f"{name} must be from {low:g} to {high:g}{unit and ' ' + unit} everywhere in its range. "
            f"Received: {value}"
        )


def parse_range(text: str, whole: bool) -> ValueRange:
    """Reads `value`, `value~radius`, `start:end` or `start:end~radius`.

    Raises:
        ConfigError: if `text` has another form, a number is not finite (or not an integer, if `whole`), or
            the radius is negative.
    """
    centre, *radius = text.split("~")
    start, *end = centre.split(":")
    if len(radius) > 1 or len(end) > 1:
        raise _unreadable(text, whole)
    try:
        numbers = [int(part) if whole else float(part) for part in (start, *end, *radius)]
    except ValueError:
        raise _unreadable(text, whole) from None
    if not all(map(math.isfinite, numbers)) or (radius and numbers[-1] < 0):
        raise _unreadable(text, whole)
    return ValueRange(numbers[0], numbers[1] if end else numbers[0], numbers[-1] if radius else 0, whole)


def _unreadable(text: str, whole: bool) -> ConfigError:
    kind = "integers" if whole else "numbers"
    return ConfigError(
        f"a value range must be value, value~radius, start:end or start:end~radius of {kind}. "
        f"Received: {quote(text)}"
    )
