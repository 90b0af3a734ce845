"""Flags as absl has them, from the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from absl import flags

from deepspeech_tf.commandline.flag_row import FlagKind, FlagRow
from deepspeech_tf.commandline.flag_table import ALL_FLAGS, EXPORT, GROUPS, WITHOUT_EFFECT

__all__ = ["ALL_FLAGS", "EXPORT", "GROUPS", "WITHOUT_EFFECT", "FlagRow", "define_flags", "flags_text"]


def define_flags(flag_values: flags.FlagValues = flags.FLAGS) -> None:
    """Define every flag, and `--scorer` as another name of `--scorer_path`."""
    define: dict[FlagKind, Callable[..., Any]] = {
        "string": flags.DEFINE_string,
        "integer": flags.DEFINE_integer,
        "float": flags.DEFINE_float,
        "bool": flags.DEFINE_bool,
        "multi_string": flags.DEFINE_multi_string,
    }
    for name, kind, default, text, *_ in ALL_FLAGS:
        define[kind](name, default, text, flag_values=flag_values)
    flags.DEFINE_alias("scorer", "scorer_path", flag_values=flag_values)


def flags_text(values: flags.FlagValues) -> str:
    """All flags of the project with their values, in the form that `--flagfile` reads.

    A value with a line break has no such form; a comment stands in its place.
    """
    lines = []
    for name, kind, *_ in ALL_FLAGS:
        text = values[name].serialize()
        given = values[name].value or [] if kind == "multi_string" else [values[name].value]
        if any(isinstance(value, str) and len(value.splitlines()) > 1 for value in given):
            text = f"# --{name} has a line break, which this file cannot hold: {values[name].value!r}"
        if text:
            lines.append(text)
    return "\n".join(lines) + "\n"
