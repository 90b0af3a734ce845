"""Configures TensorFlow's threads and devices before any operation runs."""

from __future__ import annotations

import logging

import tensorflow as tf

from deepspeech_tf.config import DeviceConfig

log = logging.getLogger(__name__)

_FIRST_WITH_BFLOAT16 = (8, 0)  # compute capability


def configure_devices(config: DeviceConfig) -> None:
    """Set thread counts, GPU memory growth and placement logging.

    If TensorFlow has already been used in this process, thread counts and memory settings are fixed. A
    warning is logged if other settings are requested.
    """
    threading = tf.config.threading
    try:
        if config.inter_op_threads != threading.get_inter_op_parallelism_threads():
            threading.set_inter_op_parallelism_threads(config.inter_op_threads)
        if config.intra_op_threads != threading.get_intra_op_parallelism_threads():
            threading.set_intra_op_parallelism_threads(config.intra_op_threads)
        if config.allow_growth:
            for gpu in tf.config.list_physical_devices("GPU"):
                tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError as error:
        log.warning("Threads and GPU memory settings are unchanged, as TensorFlow is in use: %s", error)
    if config.log_placement:
        tf.debugging.set_log_device_placement(True)


def device_precision(precision: str) -> str:
    """`precision`; for `automatic` bfloat16, or float16 if a GPU does not compute in bfloat16 itself."""
    if precision != "automatic":
        return precision
    gpus = tf.config.list_physical_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    older = any(one.get("compute_capability", _FIRST_WITH_BFLOAT16) < _FIRST_WITH_BFLOAT16 for one in details)
    return "float16" if older else "bfloat16"
