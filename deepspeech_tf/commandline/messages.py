"""Translates errors of the library for the command line: flags instead of fields."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from absl import flags

from deepspeech_tf.checkpoint.description import ContradictionError
from deepspeech_tf.commandline.encoder_flags import option_text
from deepspeech_tf.commandline.flag_table import ALL_FLAGS
from deepspeech_tf.errors import DeepSpeechError

F = TypeVar("F", bound=Callable[..., Any])

FLAG_OF_FIELD: Mapping[str, str] = {name: row.name for row in ALL_FLAGS for name in row.fields} | {
    "ClientConfig.beam_width": "beam_width",
    "ClientConfig.lm_alpha": "lm_alpha",
    "ClientConfig.lm_beta": "lm_beta",
}


def message_of(error: DeepSpeechError, values: flags.FlagValues | None = None) -> str:
    """The text of an error, with flags in place of library fields.

    Args:
        error: an error of the library or the command line.
        values: the flags, for fields that several flags can set.
    """
    text = str(error)
    if isinstance(error, ContradictionError):
        text = f"{error.where}: {error.difference.text(_said)}"
    for word, field in error.names.items():
        name = _flag_of(field, values)
        if name:
            text = re.sub(rf"(?<![\w./'\"-]){re.escape(word)}(?![\w/]|['\".-]\w)", f"--{name}", text)
    return text


def speaking_of_flags(function: F) -> F:
    """Wraps a function whose first argument is the flags, so that its errors name flags."""

    @functools.wraps(function)
    def translated(values: flags.FlagValues, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(values, *args, **kwargs)
        except DeepSpeechError as error:
            text = message_of(error, values)
            if text == str(error):
                raise
            error.args, error.names = (text,), {}
            raise

    return translated  # type: ignore[return-value]


def _flag_of(field: str, values: flags.FlagValues | None) -> str:
    if field == "TrainingJob.checkpoint_dir" and values is not None and values.save_checkpoint_dir:
        return "save_checkpoint_dir"
    if field.startswith("TrainingJob.load") and values is not None and not values.load_checkpoint_dir:
        return "checkpoint_dir"
    return FLAG_OF_FIELD.get(field, "")


def _said(field: str, value: Any) -> str:
    """A value as it is written on the command line."""
    name = FLAG_OF_FIELD.get(field)
    if name is None:
        return f"--encoder_option {field.rpartition('.')[2]}={option_text(value)}"
    if isinstance(value, bool):
        return f"--{'' if value else 'no'}{name}"
    return f"--{name} {value}"
