"""A row of the flag table."""

from __future__ import annotations

import os
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, NamedTuple

from deepspeech_tf import config
from deepspeech_tf.config.bounds import Bounds, Choices
from deepspeech_tf.exporting.package import ModelCard
from deepspeech_tf.jobs import job
from deepspeech_tf.jobs.cluster import Cluster
from deepspeech_tf.model.registry import config_class, encoder_names

FlagKind = Literal["string", "integer", "float", "bool", "multi_string"]
_KINDS: dict[type, FlagKind] = {bool: "bool", int: "integer", float: "float", str: "string", tuple: "string"}
_NO_DEFAULT: Any = object()


class FlagRow(NamedTuple):
    """A flag.

    Args:
        name: name without dashes.
        kind: type of its value, as named in absl.
        default: of its value.
        help: a line for `--help` and for the documentation.
        fields: library fields that the flag sets, with their classes; none: a flag of the command line only.
        own_limits: limits of a flag without fields.
    """

    name: str
    kind: FlagKind
    default: Any
    help: str
    fields: tuple[str, ...]
    own_limits: Bounds | None = None

    @property
    def limits(self) -> Bounds | Choices | None:
        """The limits of the flag or of its field, if there are any."""
        if not self.fields:
            return self.own_limits
        limits = field_of(self.fields[0]).metadata.get("limits")
        if self.kind not in ("integer", "float") and not isinstance(limits, Choices):
            return None
        return limits if self.default in ("", None) or limits is None or self.default in limits else None

    @property
    def values(self) -> str:
        """The accepted values, as text for a table."""
        if self.limits is not None:
            return self.limits.in_table
        words = {"integer": "integer", "float": "number", "bool": "on, off"}
        return words.get(self.kind, "text, repeatable" if self.kind == "multi_string" else "text")


def flag(
    name: str,
    fields: str,
    help: str,
    *,
    kind: FlagKind | Literal[""] = "",
    default: Any = _NO_DEFAULT,
) -> FlagRow:
    """A row for fields of the library, "Class.field"; kind and default are those of the first one.

    Args:
        name: name of the flag.
        fields: one or several, separated by spaces.
        help: one line.
        kind: type of the flag's value, if it differs from the field's.
        default: if the flag's is another one, or the field has none.
    """
    names = tuple(fields.split())
    own_default = field_of(names[0]).default
    if default is _NO_DEFAULT:
        default = "" if own_default == () else own_default
    return FlagRow(name, kind or _KINDS[type(own_default)], default, help, names)


def own(name: str, kind: FlagKind, default: Any, help: str, limits: Bounds | None = None) -> FlagRow:
    """A row for the command line itself."""
    return FlagRow(name, kind, default, help, (), limits)


def field_of(name: str) -> Field[Any]:
    """A field of the library by its name "Class.field"."""
    owner, _, field_name = name.partition(".")
    return next(one for one in fields(_classes()[owner]) if one.name == field_name)


def has_default(name: str) -> bool:
    """Whether the field "Class.field" has a default."""
    return field_of(name).default is not MISSING


def _classes() -> dict[str, Any]:
    encoders = [config_class(name) for name in encoder_names()]
    found = [*vars(config).values(), *vars(job).values(), ModelCard, Cluster, *encoders]
    return {one.__name__: one for one in found if isinstance(one, type)}


def data_home(name: str) -> str:
    """Default folder `name` of DeepSpeech under the XDG data directory."""
    base = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(base):  # the specification requires that relative paths are ignored
        base = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "deepspeech", name)
