"""TensorFlow's threads and devices as the flags ask, before anything runs."""

from __future__ import annotations

import tensorflow as tf
from absl import flags

_FIRST_WITH_BFLOAT16 = (8, 0)  # compute capability


def configure_devices(values: flags.FlagValues) -> None:
    """Set thread counts, GPU memory growth and placement logging."""
    tf.config.threading.set_inter_op_parallelism_threads(values.inter_op_parallelism_threads)
    tf.config.threading.set_intra_op_parallelism_threads(values.intra_op_parallelism_threads)
    if values.use_allow_growth:
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)
    if values.log_placement:
        tf.debugging.set_log_device_placement(True)


def device_precision(precision: str) -> str:
    """`precision`; for `automatic` bfloat16, or float16 if a GPU does not compute in bfloat16 itself."""
    if precision != "automatic":
        return precision
    gpus = tf.config.list_physical_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    older = any(one.get("compute_capability", _FIRST_WITH_BFLOAT16) < _FIRST_WITH_BFLOAT16 for one in details)
    return "float16" if older else "bfloat16"
