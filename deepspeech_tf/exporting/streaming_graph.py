"""The exported graph: the features of a window, and one `step` of an encoder with its state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.checkpoint.compat_0_9 import ENCODER as ORIGINAL
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.metadata import further_metadata, metadata_values
from deepspeech_tf.exporting.weights import Weights, check_weights
from deepspeech_tf.model.encoder import Encoder
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder, encoder_name


@dataclass(frozen=True)
class StreamingGraph:
    """A graph of one step of an encoder.

    Args:
        graph: the graph.
        inputs: names of its inputs, in the order of 0.9.3's files.
        outputs: names of its outputs, in the order of 0.9.3's files.
        metadata: names and values of the constants that are outputs in 0.9.3's files as well, in its order.
        strings: names and values of further string constants, see `metadata.further_metadata`.
        input_matrix: see `Encoder.input_matrix`.
    """

    graph: tf.Graph
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    metadata: dict[str, int | bytes]
    strings: dict[str, str]
    input_matrix: str

    def graph_def(self) -> Any:
        """The nodes that the outputs need, as a `GraphDef`.

        Raises:
            ExportError: if they are too large for a protocol buffer.
        """
        try:
            complete = self.graph.as_graph_def(add_shapes=True)
        except ValueError as error:
            raise ExportError(f"the model is too large to be exported: {error}") from error
        inputs_of = {node.name: [_node_name(one) for one in node.input] for node in complete.node}
        needed, new = set[str](), [*self.inputs, *self.outputs]
        while new:
            name = new.pop()
            if name not in needed:
                needed.add(name)
                new += inputs_of[name]
        nodes = [node for node in complete.node if node.name in needed]
        return tf.compat.v1.GraphDef(node=nodes, versions=complete.versions)


def frozen_form(
    weights: Weights, model: EncoderConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes
) -> StreamingGraph:
    """The graph of the `.pb`, with standard TensorFlow operations.

    Inputs: `input_node` `(batch, chunk, window, n_features)`; of encoders that take lengths, `input_lengths`
    `(batch,)`, the number of valid frames in the chunk; `previous_<name>` for each state. Outputs: `logits`
    float32 `(rows, batch, n_classes)`, which are probabilities despite the name, and `new_<name>` for
    each state. In addition, `input_samples` `(window_samples,)` gives `mfccs` `(1, n_features)`.

    Raises:
        ExportError: if the weights do not fit, or a dimension cannot be exported.
    """
    form = _streaming_graph(weights, model, features, export, alphabet, is_frozen=True)
    with form.graph.as_default():
        for name, value in form.metadata.items():
            tf.constant([value], tf.int32 if isinstance(value, int) else tf.string, name=name)
        for name, text in form.strings.items():
            tf.constant([text.encode()], tf.string, name=name)
    return replace(form, outputs=(*form.outputs, *form.metadata, *form.strings))


def tflite_form(
    weights: Weights, model: EncoderConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes
) -> StreamingGraph:
    """The graph that becomes the `.tflite`: as `frozen_form`, but for complete chunks of one stream.

    There is no `input_lengths`, and `logits` are `(rows, n_classes)`. The metadata constants are
    not in the graph, because TensorFlow's converter merges equal constants.

    Raises:
        ExportError: if the weights do not fit, or a dimension cannot be exported.
    """
    return _streaming_graph(weights, model, features, export, alphabet, is_frozen=False)


def _streaming_graph(
    weights: Weights,
    model: EncoderConfig,
    features: FeatureConfig,
    export: ExportConfig,
    alphabet: bytes,
    *,
    is_frozen: bool,
) -> StreamingGraph:
    _check(model, features, export, alphabet)
    if not is_frozen and export.batch_size != 1:
        raise ExportError(f"a .tflite file has a batch size of 1. Received: {export.batch_size}")
    encoder = build_encoder(model)
    check_weights(weights, encoder)
    if export.compat and encoder_name(model) != ORIGINAL:
        raise ExportError(
            f"files for the clients of {export.compat} have the encoder {ORIGINAL}. "
            f"Received: {encoder_name(model)}"
        )
    graph = tf.Graph()
    with graph.as_default():
        _add_step(encoder, weights, export, is_frozen=is_frozen)
        _add_features(features)
    states = [one.name for one in encoder.state_spec]
    return StreamingGraph(
        graph,
        inputs=("input_node", *(f"previous_{name}" for name in states), "input_samples"),
        outputs=("logits", *(f"new_{name}" for name in states), "mfccs"),
        metadata=metadata_values(features, export, alphabet),
        strings=further_metadata(encoder, features, export),
        input_matrix=encoder.input_matrix,
    )


def _check(model: EncoderConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes) -> None:
    if features.n_features != model.n_features:
        raise ExportError(
            f"the model needs {model.n_features} features per frame. Received: {features.n_features}"
        )
    count = int.from_bytes(alphabet[:2], "little")
    if count != model.n_labels:
        raise ExportError(f"expected an alphabet of {model.n_labels} labels. Received: {count}")


def _add_features(config: FeatureConfig) -> None:
    """`input_samples` `(window_samples,)` to `mfccs` `(1, n_features)`: the features of one window."""
    samples = _placeholder("input_samples", (config.window_samples,))
    tf.reshape(extract_features(samples, config), (1, config.n_features), name="mfccs")


def _add_step(encoder: Encoder, weights: Weights, export: ExportConfig, *, is_frozen: bool) -> None:
    """From `input_node` and states to `logits` and states."""
    config, batch = encoder.config, export.batch_size
    shape = (batch, config.chunk_frames(export.n_steps), config.window_frames, config.n_features)
    chunk = _placeholder("input_node", shape)
    options = {}
    if is_frozen and encoder.takes_lengths:
        options["lengths"] = _placeholder("input_lengths", (batch,), "int32")
    states = tuple(
        _placeholder(f"previous_{one.name}", (batch, *one.shape), one.dtype) for one in encoder.state_spec
    )
    constants = {
        name: tf.constant(np.asarray(weights[name], np.float32), name=name)
        for name in encoder.weight_shapes()
    }
    with encoder.with_weights(constants):
        logits, new_states = encoder.step(chunk, states, **options)
    rows = shape[1] // config.subsampling
    if batch > 1:
        logits = tf.transpose(logits, (1, 0, 2))
    layout = (rows, batch, config.n_classes) if is_frozen else (rows, config.n_classes)
    tf.nn.softmax(tf.reshape(logits, layout, name="raw_logits"), name="logits")
    for one, state in zip(encoder.state_spec, new_states, strict=True):
        tf.identity(state, name=f"new_{one.name}")


def _node_name(source: str) -> str:
    """`^node` and `node:1` to `node`."""
    return source.lstrip("^").split(":")[0]


def _placeholder(name: str, shape: tuple[int, ...], dtype: str = "float32") -> Any:
    return tf.compat.v1.placeholder(tf.as_dtype(dtype), shape, name=name)
