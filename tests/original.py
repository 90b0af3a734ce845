"""Weights and a checkpoint of 0.9.3, read out of its frozen graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

from tests.sets import GOLDEN

CHECKPOINT = "best_dev-1720"


def original_weights() -> dict[str, np.ndarray]:
    """The weights of the golden model by name, identical to those of the checkpoint."""
    graph = tf.compat.v1.GraphDef()
    graph.ParseFromString((GOLDEN / "model" / "output_graph.pb").read_bytes())
    constants = {node.name: node.attr["value"].tensor for node in graph.node if node.op == "Const"}
    names = [name for name in original_shapes() if name in constants]
    assert len(names) == 12, names
    return {name: tf.make_ndarray(constants[name]) for name in names}


def original_shapes() -> dict[str, tuple[tf.DType, list[int]]]:
    """Type and shape of every tensor of the checkpoint by name, out of the index that 0.9.3 wrote."""
    reader = tf.train.load_checkpoint(str(GOLDEN / "checkpoint" / CHECKPOINT))
    types = reader.get_variable_to_dtype_map()
    return {name: (types[name], shape) for name, shape in reader.get_variable_to_shape_map().items()}


def write_original_checkpoint(folder: Path) -> Path:
    """A folder of checkpoints as 0.9.3 leaves it, written with TensorFlow's own operation.

    The weights are the original's. Adam's averages are zero, because they would take 2 MB.
    """
    weights, values = original_weights(), {}
    for name, (dtype, shape) in original_shapes().items():
        values[name] = weights[name] if name in weights else np.zeros(shape, dtype.as_numpy_dtype)
    values["global_step"][...] = 1720
    values["learning_rate"][...] = 0.002
    tf.raw_ops.SaveV2(
        prefix=str(folder / CHECKPOINT),
        tensor_names=list(values),
        shape_and_slices=[""] * len(values),
        tensors=[tf.constant(value) for value in values.values()],
    )
    state = f'model_checkpoint_path: "{CHECKPOINT}"\nall_model_checkpoint_paths: "{CHECKPOINT}"\n'
    (folder / "best_dev_checkpoint").write_text(state, encoding="utf-8")
    return folder
