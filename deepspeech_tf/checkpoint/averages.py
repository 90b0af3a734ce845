"""Moving averages of the weights, which checkpoints contain in addition to the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SUFFIX = "/ExponentialMovingAverage"  # as TensorFlow 1 names them


def average_name(weight: str) -> str:
    """The name of a weight's average."""
    return weight + _SUFFIX


def average_names(names: Mapping[str, Any]) -> list[str]:
    """Those of `names` that are averages."""
    return [name for name in names if name.endswith(_SUFFIX)]


def start_averages(variables: Mapping[str, Any], loaded: Mapping[str, Any]) -> None:
    """Initializes averages that a checkpoint does not contain with the weights.

    Args:
        variables: weights and averages by name.
        loaded: tensors of the checkpoint; empty for a new model.
    """
    for name in average_names(variables):
        if name not in loaded:
            variables[name].assign(variables[name.removesuffix(_SUFFIX)])


def averaged(tensors: Mapping[str, Any]) -> dict[str, Any]:
    """The tensors of a checkpoint, with averages in place of the weights that have one."""
    averages = {name.removesuffix(_SUFFIX): tensors[name] for name in average_names(tensors)}
    return {name: averages.get(name, value) for name, value in tensors.items() if not name.endswith(_SUFFIX)}
