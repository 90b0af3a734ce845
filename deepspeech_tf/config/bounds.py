"""What values a field can have: stated beside the field, checked when a dataclass is made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, TypeVar

from deepspeech_tf.errors import ConfigError, quote

MAX_COUNT = 2**31 - 1  # limit of counts in native code and graphs
T = TypeVar("T")

_KINDS = {
    bool: (bool, "true or false"),
    int: (Integral, "an integer"),
    float: (Real, "a number"),
    str: (str, "a text"),
}


@dataclass(frozen=True)
class Bounds:
    """A range of numbers, both ends included unless they are open; NaN is outside.

    Args:
        low: smallest value.
        high: largest value.
        text: form in messages; empty: "from LOW to HIGH".
        short: form in tables; empty: as in messages.
        open_low: whether `low` itself is outside.
        open_high: whether `high` itself is outside.
    """

    low: float
    high: float
    text: str = ""
    short: str = ""
    open_low: bool = False
    open_high: bool = False

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        return bool(above and (value < self.high if self.open_high else value <= self.high))

    def __str__(self) -> str:
        return self.text or f"from {self.low} to {self.high}"

    @property
    def in_table(self) -> str:
        """The form in a table."""
        if self.short or self.text:
            return self.short or self.text
        return f"{self.low} or more" if self.high == MAX_COUNT else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class Choices:
    """One of some words."""

    words: tuple[str, ...]

    def __contains__(self, value: str) -> bool:
        return value in self.words

    def __str__(self) -> str:
        return f"one of {', '.join(word or 'empty' for word in self.words)}"

    @property
    def in_table(self) -> str:
        """The form in a table."""
        return ", ".join(f"`{word}`" for word in self.words if word)


COUNT = Bounds(1, MAX_COUNT)
COUNT_OR_NONE = Bounds(0, MAX_COUNT)
POSITIVE = Bounds(0, math.inf, "a positive number", "above 0", open_low=True, open_high=True)
NOT_NEGATIVE = Bounds(0, math.inf, "0 or more", open_high=True)
SHARE_BELOW_ONE = Bounds(0, 1, "in [0, 1)", open_high=True)
SHARE_ABOVE_NONE = Bounds(0, 1, "in (0, 1]", open_low=True)


def within(default: T, limits: Bounds | Choices, metadata: Mapping[str, Any] = MappingProxyType({})) -> T:
    """A field with a default, and the values that it can have.

    Args:
        default: of the field.
        limits: checked by `check_fields`.
        metadata: further metadata of the field.
    """
    made: T = field(default=default, metadata={**metadata, "limits": limits})
    return made


def check_fields(instance: Any) -> None:
    """Rejects values of another type than the default's, and values outside the limits of a field.

    Raises:
        ConfigError: naming the field and the received value.
    """
    for one in fields(instance):
        check_field(one, getattr(instance, one.name), f"{type(instance).__name__}.{one.name}")


def check_field(field: Field[Any], value: Any, name: str) -> None:
    """Refuse a value of another type than the default's, or outside of the field's limits.

    Args:
        field: the field.
        value: the received value.
        name: of the field, with its class.

    Raises:
        ConfigError: naming the field and the received value.
    """
    names = {field.name: name}
    kind, expected = _KINDS.get(type(field.default), (object, ""))
    if not isinstance(value, kind) or (kind is not bool and expected and isinstance(value, bool)):
        raise ConfigError(f"{field.name} must be {expected}. Received: {quote(value)}", names)
    limits = field.metadata.get("limits")
    if limits is not None and value not in limits:
        received = quote(value) if isinstance(value, str) else value
        finite = ", and finite" if isinstance(value, float) and not math.isfinite(value) else ""
        raise ConfigError(f"{field.name} must be {limits}{finite}. Received: {received}", names)


class Checked:
    """Base of dataclasses whose fields are checked when they are made.

    Raises:
        ConfigError: naming the field, if a value is out of range or of another type.
    """

    def __post_init__(self) -> None:
        check_fields(self)


def require_range(name: str, value: float, low: float, high: float, field_name: str = "") -> None:
    """Refuse a value outside of `low` to `high`, both included; NaN is outside.

    Args:
        name: of the value, in the message.
        value: the received value.
        low: smallest value.
        high: largest value.
        field_name: the field with its class, if the value belongs to one.

    Raises:
        ConfigError: naming the value and what was received.
    """
    if not low <= value <= high:
        names = {name: field_name} if field_name else {}
        raise ConfigError(f"{name} must be from {low} to {high}. Received: {value}", names)
