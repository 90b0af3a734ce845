"""Options of training: optimizer, epochs, batches, initial checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import (
    COUNT,
    COUNT_OR_NONE,
    MAX_COUNT,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE_ABOVE_NONE,
    SHARE_BELOW_ONE,
    Bounds,
    Checked,
    Choices,
    within,
)
from deepspeech_tf.errors import ConfigError

SCHEDULES = ("constant", "cosine", "exponential")
# "automatic" is bfloat16, or float16 on GPUs that do not compute in bfloat16.
PRECISIONS = ("float32", "bfloat16", "float16", "automatic")
LOAD_TRAIN_CHOICES = ("auto", "best", "last", "init")


@dataclass(frozen=True)
class OptimizerConfig(Checked):
    """Adam in its "epsilon hat" form (Kingma & Ba 2015, end of section 2), as TensorFlow 1 has it.

    The learning rate of a step is `learning_rate` times a factor of the schedule: it grows from 0 to 1 in
    `warmup_steps`, and falls after that, to 0 along half a cosine in `decay_steps`, or by `decay_rate` in
    every `decay_steps`.

    Args:
        learning_rate: of a new model; a checkpoint's own rate wins.
        beta1: decay of the first moment.
        beta2: decay of the second moment.
        epsilon: numerical floor.
        clip_norm: gradients with a larger norm over all weights are scaled to it; 0: none.
        warmup_steps: steps during which the rate grows from 0.
        schedule: constant, cosine, exponential.
        decay_steps: of the schedule.
        decay_rate: of the schedule "exponential".
        ema_decay: decay of the exponential moving average of the weights, which validation, tests and exports
            use; 0: they use the weights themselves.

    Raises:
        ConfigError: if a value is out of range.
    """

    learning_rate: float = within(0.001, POSITIVE)
    beta1: float = within(0.9, SHARE_BELOW_ONE)
    beta2: float = within(0.999, SHARE_BELOW_ONE)
    epsilon: float = within(1e-8, POSITIVE)
    clip_norm: float = within(0.0, Bounds(0, float("inf"), "0 (off) or more", "0 or more", open_high=True))
    warmup_steps: int = within(0, COUNT_OR_NONE)
    schedule: str = within("constant", Choices(SCHEDULES))
    decay_steps: int = within(0, COUNT_OR_NONE)
    decay_rate: float = within(0.5, SHARE_ABOVE_NONE)
    ema_decay: float = within(0.0, SHARE_BELOW_ONE)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.schedule != "constant" and self.decay_steps < 1:
            raise ConfigError(
                f"schedule {self.schedule} needs decay_steps of at least 1. Received: {self.decay_steps}",
                {name: f"OptimizerConfig.{name}" for name in ("schedule", "decay_steps")},
            )


@dataclass(frozen=True)
class TrainingConfig(Checked):
    """One training run: epochs, batches, initial checkpoint, early stopping.

    Args:
        epochs: passes over the training set in this run.
        train_batch_size: utterances per training step.
        dev_batch_size: utterances per validation step.
        seed: seed of weights, dropout, augmentation and the order of batches.
        precision: precision of products and activations; weights are always float32.
        load_train: the checkpoint to start from: auto, best, last, init.
        checkpoint_secs: seconds between checkpoints inside an epoch; 0 or less: only at its end.
        max_to_keep: training checkpoints that are kept.
        drop_source_layers: number of layers, counted from the output, to reinitialize.
        trained_layers: number of layers, counted from the output, whose weights change; 0: all.
        force_learning_rate: use this run's learning rate instead of the checkpoint's.
        allow_missing_slots: initialize Adam slots that are missing in a cuDNN checkpoint.
        early_stop: stop when validation no longer improves.
        early_stop_epochs: epochs without improvement before stopping.
        min_delta: smaller improvements are ignored.
        reduce_lr_on_plateau: reduce the learning rate when validation stops improving.
        plateau_epochs: epochs without improvement that make a plateau.
        plateau_reduction: factor on the learning rate at a plateau.
        teacher_weight: weight of the squared error to the outputs of the model whose weights initialize the
            encoder; 0: only the transcripts count.
        find_batch_size: before the first epoch, find how many of the longest utterances fit into memory.
        skip_batch_test: with a GPU, do not try a batch of the longest utterances first.
        summary_dir: folder of the TensorBoard summaries; empty: none.
        summary_required: False: a folder that cannot be written only causes a warning.

    Raises:
        ConfigError: if a value is out of range.
    """

    epochs: int = within(75, COUNT)
    train_batch_size: int = within(1, COUNT)
    dev_batch_size: int = within(1, COUNT)
    seed: int = within(4568, Bounds(-MAX_COUNT, MAX_COUNT))
    precision: str = within("float32", Choices(PRECISIONS))
    load_train: str = within("auto", Choices(LOAD_TRAIN_CHOICES))
    checkpoint_secs: float = 600.0
    max_to_keep: int = within(5, COUNT)
    drop_source_layers: int = within(0, COUNT_OR_NONE)
    trained_layers: int = within(0, COUNT_OR_NONE)
    force_learning_rate: bool = False
    allow_missing_slots: bool = False
    early_stop: bool = False
    early_stop_epochs: int = within(25, COUNT)
    min_delta: float = within(0.05, NOT_NEGATIVE)
    reduce_lr_on_plateau: bool = False
    plateau_epochs: int = within(10, COUNT)
    plateau_reduction: float = within(0.1, SHARE_ABOVE_NONE)
    teacher_weight: float = within(0.0, NOT_NEGATIVE)
    find_batch_size: bool = False
    skip_batch_test: bool = False
    summary_dir: str = ""
    summary_required: bool = True
