"""Frozen dataclasses: every choice that the library takes, checked once when it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deepspeech_tf.errors import ConfigError, quote

N_CEPSTRA = 26  # MFCC coefficients per frame
N_MEL_CHANNELS = 40
MEL_LOWER_HZ = 20.0
# Beyond these a value is a slip of the pen: it would end in exhausted memory, far from its cause.
LARGEST_WINDOW_MS = 10_000
LARGEST_STEPS = 10_000  # frames or utterances in one call of an exported model
LARGEST_WEIGHT = 1e9  # of a scorer; beyond it the native decoder loses the order of its beam
LARGEST_COUNT = 2**31 - 1  # what native code and graphs hold counts in


def require_range(name: str, value: float, low: float, high: float) -> None:
    """Refuse a flag's value outside of `low` to `high`, both included; NaN is outside.

    Raises:
        ConfigError: naming the flag and what came.
    """
    if not low <= value <= high:
        raise ConfigError(f"--{name} must be from {low} to {high}. Received: {value}")


def require_positive(name: str, value: float) -> None:
    """Refuse a flag's value that is 0, negative, infinite or NaN.

    Raises:
        ConfigError: naming the flag and what came.
    """
    if not 0.0 < value < math.inf:
        raise ConfigError(f"--{name} must be a positive number. Received: {value}")


@dataclass(frozen=True)
class FeatureConfig:
    """How audio becomes MFCC frames.

    Raises:
        ConfigError: if the rate is out of range, or window or step is not a whole number of samples.
    """

    sample_rate_hz: int = 16000
    window_ms: int = 32
    step_ms: int = 20
    n_cepstra: int = N_CEPSTRA

    def __post_init__(self) -> None:
        require_range("audio_sample_rate", self.sample_rate_hz, 1000, 999_999)
        for name, ms in (("feature_win_len", self.window_ms), ("feature_win_step", self.step_ms)):
            require_range(name, ms, 1, LARGEST_WINDOW_MS)
            if (ms * self.sample_rate_hz) % 1000:
                raise ConfigError(
                    f"--{name} must be a number of ms that is a whole number of samples at "
                    f"{self.sample_rate_hz} Hz. Received: {ms}"
                )

    @property
    def n_features(self) -> int:
        """Values per frame."""
        return self.n_cepstra

    @property
    def window_samples(self) -> int:
        return self.window_ms * self.sample_rate_hz // 1000

    @property
    def step_samples(self) -> int:
        return self.step_ms * self.sample_rate_hz // 1000

    def frames(self, samples: int) -> int:
        """Frames that `samples` samples give: no padding, the tail is dropped."""
        if samples < self.window_samples:
            return 0
        return 1 + (samples - self.window_samples) // self.step_samples


SCHEDULES = ("constant", "cosine", "exponential")


@dataclass(frozen=True)
class OptimizerConfig:
    """Adam in its "epsilon hat" form (Kingma & Ba 2015, end of section 2), as TensorFlow 1 has it.

    The learning rate of a step is `learning_rate` times a factor of the schedule: it grows from 0 to 1 in
    `warmup_steps`, and falls after that, to 0 along half a cosine in `decay_steps`, or by `decay_rate` in
    every `decay_steps`.
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    clip_norm: float = 0.0  # gradients with a larger norm over all weights are scaled to it; 0: none
    warmup_steps: int = 0
    schedule: str = "constant"  # constant, cosine, exponential
    decay_steps: int = 0
    decay_rate: float = 0.5

    def __post_init__(self) -> None:
        require_positive("learning_rate", self.learning_rate)
        require_positive("epsilon", self.epsilon)
        for name in ("beta1", "beta2"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ConfigError(f"--{name} must be in [0, 1). Received: {getattr(self, name)}")
        if self.schedule not in SCHEDULES:
            raise ConfigError(
                f"--lr_schedule must be one of {', '.join(SCHEDULES)}. Received: {quote(self.schedule)}"
            )
        if self.schedule != "constant" and self.decay_steps < 1:
            raise ConfigError(
                f"--lr_schedule {self.schedule} wants --lr_decay_steps of at least 1. "
                f"Received: {self.decay_steps}"
            )
        if not 0.0 < self.decay_rate <= 1.0:
            raise ConfigError(f"--lr_decay_rate must be in (0, 1]. Received: {self.decay_rate}")
        if self.warmup_steps < 0:
            raise ConfigError(f"--lr_warmup_steps must be 0 or more. Received: {self.warmup_steps}")
        if not 0.0 <= self.clip_norm < float("inf"):
            raise ConfigError(f"--clip_norm must be 0 (off) or more. Received: {self.clip_norm}")


# "automatic" is bfloat16, or float16 on GPUs that do not compute in bfloat16.
PRECISIONS = ("float32", "bfloat16", "float16", "automatic")


@dataclass(frozen=True)
class TrainingConfig:
    """One training run: how long, in what batches, from and to which checkpoints, when to stop."""

    epochs: int = 75  # passes over the training set in this run
    train_batch_size: int = 1
    dev_batch_size: int = 1
    seed: int = 4568
    precision: str = "float32"  # of products and activations; weights are always float32
    load_train: str = "auto"  # auto, best, last, init
    load_dir: str = ""
    save_dir: str = ""
    checkpoint_secs: float = 600.0  # time between checkpoints inside an epoch; <= 0: only at its end
    max_to_keep: int = 5
    drop_source_layers: int = 0  # layers, from the output backwards, that start anew
    force_learning_rate: bool = False  # the flag's learning rate wins over the checkpoint's
    allow_missing_slots: bool = False  # initialise Adam slots that a cuDNN checkpoint lacks
    early_stop: bool = False
    early_stop_epochs: int = 25
    min_delta: float = 0.05  # smaller improvements count as none
    reduce_lr_on_plateau: bool = False
    plateau_epochs: int = 10
    plateau_reduction: float = 0.1
    summary_dir: str = ""
    summary_required: bool = True  # False: a folder that cannot be written only causes a warning
    show_progressbar: bool = True

    def __post_init__(self) -> None:
        for name in ("epochs", "train_batch_size", "dev_batch_size", "max_to_keep", "plateau_epochs"):
            require_range(name, getattr(self, name), 1, LARGEST_COUNT)
        require_range("es_epochs", self.early_stop_epochs, 1, LARGEST_COUNT)
        require_range("drop_source_layers", self.drop_source_layers, 0, LARGEST_COUNT)
        require_range("random_seed", self.seed, -LARGEST_COUNT, LARGEST_COUNT)
        if self.precision not in PRECISIONS:
            raise ConfigError(
                f"--precision must be one of {', '.join(PRECISIONS[:3])}. Received: {quote(self.precision)}"
            )
        if not 0.0 <= self.min_delta < math.inf:
            raise ConfigError(f"--es_min_delta must be 0 or more. Received: {self.min_delta}")
        if not 0.0 < self.plateau_reduction <= 1.0:
            raise ConfigError(f"--plateau_reduction must be in (0, 1]. Received: {self.plateau_reduction}")
        if self.load_train not in ("auto", "best", "last", "init"):
            raise ConfigError(
                f"load_train must be auto, best, last or init. Received: {quote(self.load_train)}"
            )


@dataclass(frozen=True)
class DecodingConfig:
    """CTC beam search and external scorer."""

    beam_width: int = 1024
    cutoff_prob: float = 1.0
    cutoff_top_n: int = 300
    scorer_path: str = ""
    lm_alpha: float = 0.931289039105002
    lm_beta: float = 1.1834137581510284

    def __post_init__(self) -> None:
        require_range("beam_width", self.beam_width, 1, LARGEST_COUNT)
        require_range("cutoff_top_n", self.cutoff_top_n, 1, LARGEST_COUNT)
        if not 0.0 < self.cutoff_prob <= 1.0:
            raise ConfigError(f"--cutoff_prob must be in (0, 1]. Received: {self.cutoff_prob}")
        for name in ("lm_alpha", "lm_beta"):
            if not abs(getattr(self, name)) <= LARGEST_WEIGHT:
                raise ConfigError(
                    f"--{name} must be a finite number, from -1e9 to 1e9. Received: {getattr(self, name)}"
                )


@dataclass(frozen=True)
class ExportConfig:
    """What the exported model is, apart from its weights."""

    n_steps: int = 16  # frames per call of the exported acoustic model
    batch_size: int = 1
    beam_width: int = 500
    language: str = ""
    quantize: bool = True  # dynamic-range int8 weights in the .tflite file
    file_name: str = "output_graph"
    compat: str = ""  # "0.9": a .tflite that the clients of 0.9.3 load, too

    def __post_init__(self) -> None:
        if self.compat not in ("", "0.9"):
            raise ConfigError(f"--compat must be 0.9 or empty. Received: {quote(self.compat)}")


# Value of the graph's `metadata_version`; clients refuse anything smaller than their own.
GRAPH_VERSION = 6
