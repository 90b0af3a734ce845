"""Writes the TFLite file: converts the graph, checks the result and adds metadata."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf import __version__
from deepspeech_tf.audio.features import feature_matrices
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.compat_0_9 import COMPAT, make_compatible
from deepspeech_tf.exporting.files import export_path, write_file
from deepspeech_tf.exporting.input_precision import restore_feature_matrices, restore_first_layer
from deepspeech_tf.exporting.streaming_graph import StreamingGraph, tflite_form
from deepspeech_tf.exporting.tflite_schema import (
    add_constant,
    operator_names,
    pack_strings,
    parse_model,
    serialize_model,
)
from deepspeech_tf.exporting.weights import Weights
from deepspeech_tf.model.encoder_config import EncoderConfig

CUSTOM_OPERATORS = frozenset({"AudioSpectrogram", "Mfcc"})  # custom by name, in every runtime
# Operators of encoders. They are few, because a runtime that checks its files must know each of them.
BUILTIN_OPERATORS = frozenset(
    "ADD BATCH_MATMUL CAST CONCATENATION DEQUANTIZE FULLY_CONNECTED GATHER GELU LOG LOGISTIC MAXIMUM MEAN "
    "MINIMUM MUL RELU RESHAPE RSQRT SLICE SOFTMAX SPLIT SPLIT_V SQUARED_DIFFERENCE SUB TANH TRANSPOSE".split()
)
# The TFLite client of 0.9.3 kept old samples after the end of the last window, and its files are still run
# that way. This string in a file tells the native client to pad with zeros, as the .pb client always did.
FINAL_WINDOW = "metadata_final_window"


def export_tflite(
    weights: Weights,
    model: EncoderConfig,
    features: FeatureConfig,
    export: ExportConfig,
    alphabet: bytes,
    export_dir: str | os.PathLike[str],
) -> Path:
    """Write `<export_dir>/<file_name>.tflite`; names and shapes are those of `streaming_graph.tflite_form`.

    Weights are float32, or with `export.quantize` int8 in all matrices except `Encoder.input_matrix` and
    those of the features (dynamic range: one scale per output, inputs are quantized at run time; matrices of
    fewer than 1024 values remain float32). With `export.compat`, the file is for the clients of 0.9.3 and
    Coqui; see `compat_0_9`.

    Args:
        weights: weights by their names in checkpoints; other names are ignored.
        model: the encoder that has these weights.
        features: how clients compute the input.
        export: frames per call, beam width, language, file name, quantization; the batch size must be 1.
        alphabet: in serialized form, see `Alphabet.serialize`.
        export_dir: folder; created if it does not exist.

    Raises:
        ExportError: if the weights do not fit the model, TensorFlow cannot convert it, the result needs
            operators that the runtime or the native client lacks, or the file cannot be written.
    """
    path = export_path(export_dir, export.file_name, ".tflite")
    graph = tflite_form(weights, model, features, export, alphabet)
    is_old = export.compat == COMPAT
    converted = parse_model(_convert(graph, export.quantize, per_channel=not is_old))
    if export.quantize and graph.input_matrix:
        restore_first_layer(converted, weights[graph.input_matrix])
    if export.quantize:
        restore_feature_matrices(converted, feature_matrices(features))
    _check_tensors(converted, graph)
    add_metadata(converted, graph)
    if is_old:
        make_compatible(converted)
    check_operators(converted)
    converted.description = f"deepspeech_tf {__version__}".encode()
    add_constant(converted, FINAL_WINDOW, [1], "STRING", pack_strings([b"zero"]))
    for name, text in graph.strings.items():
        add_constant(converted, name, [1], "STRING", pack_strings([text.encode()]))
    write_file(path, serialize_model(converted))
    return path


def check_operators(model: Any) -> None:
    """Whether every runtime and the native client can run the operators of a parsed model.

    Raises:
        ExportError: naming the operators that are not allowed.
    """
    wrong = {
        name
        for name, custom in operator_names(model)
        if name not in (CUSTOM_OPERATORS if custom else BUILTIN_OPERATORS)
    }
    if wrong:
        raise ExportError(
            "expected operators that every TFLite runtime has, AudioSpectrogram and Mfcc. "
            f"Received: {', '.join(sorted(wrong))}"
        )


def _check_tensors(model: Any, graph: StreamingGraph) -> None:
    subgraph = model.subgraphs[0]
    for expected, numbers in ((graph.inputs, subgraph.inputs), (graph.outputs, subgraph.outputs)):
        names = tuple(subgraph.tensors[number].name.decode() for number in numbers)
        if names != expected:
            raise ExportError(f"expected the tensors {', '.join(expected)}. Received: {', '.join(names)}")


def add_metadata(model: Any, graph: StreamingGraph) -> None:
    """Adds the metadata as separate constants, which are also outputs."""
    numbers = []
    for name, value in graph.metadata.items():
        kind, content = (
            ("INT32", np.array([value], "<i4").tobytes())
            if isinstance(value, int)
            else ("STRING", pack_strings([value]))
        )
        numbers.append(add_constant(model, name, [1], kind, content))
    subgraph = model.subgraphs[0]
    subgraph.outputs = np.array([*subgraph.outputs, *numbers], np.int32)


def converter_of(graph: StreamingGraph) -> Any:
    """TensorFlow's converter for TensorFlow 1 graphs, which keeps the names of outputs."""
    inputs, outputs = (
        [graph.graph.get_tensor_by_name(f"{name}:0") for name in names]
        for names in (graph.inputs, graph.outputs)
    )
    converter = tf.compat.v1.lite.TFLiteConverter(graph.graph_def(), inputs, outputs)
    converter.allow_custom_ops = True
    return converter


def _convert(graph: StreamingGraph, quantize: bool, *, per_channel: bool) -> bytes:
    converter = converter_of(graph)
    if quantize:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter._experimental_disable_per_channel = not per_channel
    with _captured_stderr() as lines:
        try:
            return bytes(converter.convert())
        except Exception as error:  # the converter can raise any exception of its passes
            reason = (str(error).strip().splitlines() or lines() or [type(error).__name__])[-1]
            raise ExportError(f"TensorFlow could not convert the model to TFLite: {reason}") from error


@contextmanager
def _captured_stderr() -> Iterator[Any]:
    """Hides the output of the converter's C++ code; yields a function that returns its lines."""
    with tempfile.TemporaryFile() as capture:
        terminal = os.dup(2)
        os.dup2(capture.fileno(), 2)

        def lines() -> list[str]:
            capture.seek(0)
            return capture.read().decode("utf-8", "replace").splitlines()

        try:
            yield lines
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
