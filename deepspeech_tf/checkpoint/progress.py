"""Progress of a training run, stored in checkpoints beside weights and optimizer state."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from deepspeech_tf.whole_file import json_text

# A string tensor of this name holds the JSON form; checkpoints of 0.9.3 do not have it.
PROGRESS_TENSOR = "deepspeech_tf/progress"


@dataclass(frozen=True)
class Progress:
    """Position within a run, and the state of early stopping and plateau detection.

    `batch` batches of the current `epoch` are trained, and `loss_sum` is the sum of their losses, except for
    `lost_batches` without a finite loss. `skipped` is the number of utterances without a finite loss.
    """

    epoch: int = 0
    batch: int = 0
    loss_sum: float = 0.0
    best_dev_loss: float | None = None
    epochs_without_improvement: int = 0
    lost_batches: int = 0
    skipped: int = 0

    @property
    def mean_loss(self) -> float:
        """Mean loss of the batches of this epoch so far, infinite if none has a finite one."""
        counted = self.batch - self.lost_batches
        return self.loss_sum / counted if counted else math.inf

    def after_batch(self, loss: float, skipped: int) -> Progress:
        """The progress after another batch: its loss, infinite if all of its utterances are `skipped`."""
        is_lost = not math.isfinite(loss)
        return dataclasses.replace(
            self,
            batch=self.batch + 1,
            loss_sum=self.loss_sum + (0.0 if is_lost else loss),
            lost_batches=self.lost_batches + is_lost,
            skipped=self.skipped + skipped,
        )

    def next_epoch(self) -> Progress:
        return dataclasses.replace(
            self, epoch=self.epoch + 1, batch=0, loss_sum=0.0, lost_batches=0, skipped=0
        )

    def to_json(self) -> str:
        """One line of JSON with all fields."""
        return json_text(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """Reads the form of `to_json`; unknown keys of newer versions are ignored."""
        values: dict[str, Any] = json.loads(text)
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})
