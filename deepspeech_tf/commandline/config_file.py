"""Flags from a YAML or JSON file: `--config FILE`."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import yaml
from absl import flags

from deepspeech_tf.commandline.flags import ALL_FLAGS
from deepspeech_tf.errors import ConfigError, cut, quote

# flag -> kind, for all flags that a file may set
_KINDS = {name: kind for name, kind, *_ in ALL_FLAGS if name != "config"} | {"scorer": "string"}
_NAMES = {
    "bool": "true or false (bool)",
    "integer": "an integer",
    "float": "a number",
    "string": "text",
}
_JOINED = "_files"  # flags with this ending take several values, separated by commas on the command line


def apply_config_file(values: flags.FlagValues) -> None:
    """Set the flags of `--config`; those given on the command line (or in a `--flagfile`) stay.

    The file is one mapping from flag names, without dashes, to values: YAML, or JSON, which YAML contains.

    Raises:
        ConfigError: naming file and key, if the file cannot be read, has an unknown key, a duplicate key, or
            a value that the flag does not accept.
    """
    if not values.config:
        return
    for name, value in _read(values.config).items():
        flag = values["scorer_path" if name == "scorer" else name]
        if flag.present:
            continue
        try:
            flag.parse(_as_argument(_KINDS[name], name, value))
        except (flags.Error, ValueError) as error:
            is_number = _KINDS[name] in ("integer", "float") and isinstance(error, flags.Error)
            reason = f"must be {_NAMES[_KINDS[name]]}. Received: {quote(value)}" if is_number else str(error)
            raise ConfigError(f"{values.config}: {name} cannot have this value: {cut(reason)}") from error
        flag.using_default_value = False


def _read(path: str) -> dict[str, Any]:
    try:
        content = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ConfigError(f"--config {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        received = f"byte 0x{error.object[error.start]:02x}"
        raise ConfigError(
            f"--config {path} is not YAML or JSON: must be UTF-8. Received: {received}"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigError(
            f"--config {path} is not YAML or JSON: {cut(' '.join(str(error).split()))}"
        ) from error
    except RecursionError as error:
        raise ConfigError(f"--config {path} must have fewer nested levels. Received: too many") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigError(f"--config {path} must be a mapping of flags to values. Received: {quote(content)}")
    for name in content:
        if name not in _KINDS:
            close = difflib.get_close_matches(str(name), _KINDS, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise ConfigError(f"--config {path}: unknown key {quote(name)}.{hint}")
    return content


def _as_argument(kind: str, name: str, value: Any) -> Any:
    """`value` as absl would receive it from the command line."""
    if kind == "multi_string":
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in items):
            raise ValueError(f"must be text or a list of texts. Received: {_shown(value)}")
        return items
    if isinstance(value, list) and name.endswith(_JOINED):
        return ",".join(str(item) for item in value)
    if isinstance(value, bool) != (kind == "bool") or not isinstance(value, (str, int, float)):
        raise ValueError(f"must be {_NAMES.get(kind, kind)}. Received: {_shown(value)}")
    return str(value).lower() if kind == "bool" else str(value)


def _shown(value: Any) -> str:
    return "nothing (null)" if value is None else quote(value)


class _Loader(yaml.SafeLoader):
    """Reports duplicate keys, of which PyYAML silently uses the last, and values that cannot be converted."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.start_mark)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {cut(name, 80)} appears twice", key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            problem = f"neither a number nor a date can be {quote(node.value)}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error
