"""Settings of the decoder that a client chooses for its stream or recording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.speech.recognizer import RecognizerConfig

SETTINGS = ("beam_width", "lm_alpha", "lm_beta", "hot_words")
MAX_BEAM_WIDTH = 2000  # a client cannot slow the others down
MAX_HOT_WORDS = 100
MAX_WEIGHT = 100.0


def tuned(config: RecognizerConfig, values: Mapping[str, Any]) -> RecognizerConfig:
    """A model with the settings of a client.

    Args:
        config: of the model.
        values: any of `SETTINGS`, as JSON values or as text of a form; `hot_words` is an object of boosts.

    Raises:
        ConfigError: that names the setting that cannot be used.
    """
    values = {name: values[name] for name in SETTINGS if values.get(name) not in (None, "")}
    changes: dict[str, Any] = {}
    if "beam_width" in values:
        width = _number("beam_width", values["beam_width"], 1, MAX_BEAM_WIDTH)
        if width != int(width):
            raise ConfigError(f"beam_width must be a whole number. Received: {quote(values['beam_width'])}")
        changes["beam_width"] = int(width)
    for name in ("lm_alpha", "lm_beta"):
        if name in values:
            changes[name] = _number(name, values[name], -MAX_WEIGHT, MAX_WEIGHT)
    if "hot_words" in values:
        changes["hot_words"] = _hot_words(values["hot_words"])
    return replace(config, **changes)


def _number(name: str, value: Any, least: float, most: float) -> float:
    try:
        number = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        raise ConfigError(f"{name} must be a number from {least:g} to {most:g}. Received: {quote(value)}")
    return number


def _hot_words(value: Any) -> tuple[tuple[str, float], ...]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict) or len(value) > MAX_HOT_WORDS:
        raise ConfigError(f"hot_words must be an object of at most {MAX_HOT_WORDS} words and boosts")
    return tuple(
        (word, _number(f"the boost of {quote(word)}", boost, -1000, 1000)) for word, boost in value.items()
    )
