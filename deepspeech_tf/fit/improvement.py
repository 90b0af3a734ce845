"""Early stopping and learning-rate reduction on plateaus, based on the validation loss."""

from __future__ import annotations

from dataclasses import dataclass, replace

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.config import TrainingConfig


@dataclass(frozen=True)
class Verdict:
    """What to do after a validation; `progress` has the updated best loss and counter."""

    progress: Progress
    is_best: bool
    stop: bool
    plateau: bool


def judge(dev_loss: float, progress: Progress, config: TrainingConfig) -> Verdict:
    """Compare a validation loss with the best so far, in the order in which 0.9.3 does.

    An improvement by less than `min_delta` is saved as the best, and still counts as none.
    """
    best = progress.best_dev_loss
    improved = best is None or dev_loss <= best - config.min_delta
    is_best = best is None or dev_loss < best
    stale = 0 if improved else progress.epochs_without_improvement + 1
    return Verdict(
        progress=replace(
            progress,
            best_dev_loss=dev_loss if is_best else best,
            epochs_without_improvement=stale,
        ),
        is_best=is_best,
        stop=config.early_stop and stale >= config.early_stop_epochs,
        plateau=config.reduce_lr_on_plateau and stale > 0 and stale % config.plateau_epochs == 0,
    )
