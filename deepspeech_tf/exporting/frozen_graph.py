"""The frozen graph (`.pb`), in a form that the TensorFlow clients of DeepSpeech 0.9.3 can also load."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.files import export_path, write_file
from deepspeech_tf.exporting.streaming_graph import frozen_form
from deepspeech_tf.exporting.weights import Weights
from deepspeech_tf.model.encoder_config import EncoderConfig

# Attributes by operation that the TensorFlow of these clients does not know. They have default values here.
_NEW_ATTRIBUTES = {"MatMul": ("grad_a", "grad_b"), "GatherNd": ("bad_indices_policy",)}


def export_frozen_graph(
    weights: Weights,
    model: EncoderConfig,
    features: FeatureConfig,
    export: ExportConfig,
    alphabet: bytes,
    export_dir: str | os.PathLike[str],
) -> Path:
    """Write `<export_dir>/<file_name>.pb`; names and shapes are those of `streaming_graph.frozen_form`.

    Args:
        weights: weights by their names in checkpoints; other names are ignored.
        model: the encoder that has these weights.
        features: how clients compute the input.
        export: frames per call, batch size, beam width, language, file name.
        alphabet: in serialized form, see `Alphabet.serialize`.
        export_dir: folder; created if it does not exist.

    Raises:
        ExportError: if the weights do not fit the model, or the file cannot be written.
    """
    path = export_path(export_dir, export.file_name, ".pb")
    graph_def = frozen_form(weights, model, features, export, alphabet).graph_def()
    strip_new_attributes(graph_def)
    write_file(path, graph_def.SerializeToString(deterministic=True))
    return path


def strip_new_attributes(graph_def: Any) -> None:
    """Removes, in place, attributes and version numbers that TensorFlow 2.3 and older reject.

    Also removes devices, since features are assigned to the CPU only in training, and replaces StopGradient
    by Identity, which small builds of TensorFlow support.
    """
    graph_def.ClearField("versions")
    for node in graph_def.node:
        node.device = ""
        if node.op == "StopGradient":
            node.op = "Identity"
        unknown = _NEW_ATTRIBUTES.get(node.op, ())
        for name in [name for name in node.attr if name.startswith("_") or name in unknown]:
            del node.attr[name]
