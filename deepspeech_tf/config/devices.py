"""TensorFlow's threads and devices."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import Bounds, Checked, within

MAX_THREADS = 4096


@dataclass(frozen=True)
class DeviceConfig(Checked):
    """TensorFlow's threads and devices; they can be set before TensorFlow computes anything.

    Args:
        inter_op_threads: threads between operations; 0: TensorFlow's choice.
        intra_op_threads: threads within an operation; 0: TensorFlow's choice.
        allow_growth: let GPU memory grow instead of taking all of it.
        log_placement: log the device of every operation.

    Raises:
        ConfigError: if a value is out of range.
    """

    inter_op_threads: int = within(0, Bounds(0, MAX_THREADS))
    intra_op_threads: int = within(0, Bounds(0, MAX_THREADS))
    allow_growth: bool = False
    log_placement: bool = False
