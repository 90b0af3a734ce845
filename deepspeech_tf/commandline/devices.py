"""TensorFlow's threads and devices as the flags ask, before anything runs."""

from __future__ import annotations

import tensorflow as tf
from absl import flags


def configure_devices(values: flags.FlagValues) -> None:
    """Set thread counts, GPU memory growth and placement logging."""
    tf.config.threading.set_inter_op_parallelism_threads(values.inter_op_parallelism_threads)
    tf.config.threading.set_intra_op_parallelism_threads(values.intra_op_parallelism_threads)
    if values.use_allow_growth:
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)
    if values.log_placement:
        tf.debugging.set_log_device_placement(True)
