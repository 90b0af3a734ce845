"""How far a training run has come: what a checkpoint remembers beside weights and optimizer."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

# A string tensor of this name holds the JSON form; checkpoints of 0.9.3 do not have it.
PROGRESS_TENSOR = "deepspeech_tf/progress"


@dataclass(frozen=True)
class Progress:
    """Position inside a run, and what early stopping and plateaus know.

    `epoch` is under way, `batch` batches of it are trained, `loss_sum` is the sum of their losses.
    """

    epoch: int = 0
    batch: int = 0
    loss_sum: float = 0.0
    best_dev_loss: float | None = None
    epochs_without_improvement: int = 0

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """Read the form of `to_json`; keys of newer versions are left out."""
        values: dict[str, Any] = json.loads(text)
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})
