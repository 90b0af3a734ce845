"""Exported models on whole utterances, chunk by chunk, as a client runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

State = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Streaming:
    """The values of `metadata_encoder`; without it, those of files of 0.9.3."""

    states: tuple[tuple[str, str, float], ...] = (
        ("previous_state_c", "new_state_c", 0.0),
        ("previous_state_h", "new_state_h", 0.0),
    )
    subsampling: int = 1
    look_ahead: int = 0
    chunk: int | None = None
    encoder: str = ""

    @classmethod
    def parse(cls, text: str) -> Streaming:
        values: dict[str, str] = {}
        states = []
        for line in text.splitlines():
            key, *rest = line.split()
            if key == "state":
                states.append((rest[0], rest[1], float(rest[2])))
            else:
                (values[key],) = rest
        return cls(
            tuple(states),
            int(values["subsampling"]),
            int(values["look_ahead"]),
            int(values["chunk"]),
            values["encoder"],
        )


def windows_of(features: np.ndarray, width: int) -> np.ndarray:
    """`(T, F)` to `(T, width, F)`: each frame between its neighbours, zeros beyond the ends."""
    padded = np.pad(features, ((width // 2, width // 2), (0, 0)))
    return np.stack([padded[t : t + width] for t in range(len(features))])


def chunks(windows: np.ndarray, sizes: Iterable[int], n_steps: int) -> Iterator[tuple[np.ndarray, int]]:
    """Consecutive chunks of these sizes, each filled up with zeros to `n_steps`, and their real sizes."""
    start = 0
    for size in sizes:
        chunk = windows[start : start + size]
        start += size
        yield np.pad(chunk, ((0, n_steps - len(chunk)), (0, 0), (0, 0))), len(chunk)


def full_chunks(frames: int, n_steps: int) -> list[int]:
    """Chunks of `n_steps`, then the rest."""
    return [n_steps] * (frames // n_steps) + [frames % n_steps] * (frames % n_steps > 0)


# A chunk `(1, n_steps, width, F)`, its real frames and the state -> `(n_steps / subsampling, C)`, new state.
Step = Callable[[np.ndarray, int, State], tuple[np.ndarray, State]]


def stream(
    features: np.ndarray,
    step: Step,
    state: State,
    streaming: Streaming,
    shape: tuple[int, ...],
    sizes: list[int] | None = None,
) -> np.ndarray:
    """Outputs `(rows, C)` of one utterance's features `(T, F)`; `shape` is that of a chunk."""
    n_steps, width = shape[1:3]
    fed = np.pad(features, ((0, streaming.look_ahead), (0, 0)))
    rows = []
    for chunk, size in chunks(windows_of(fed, width), sizes or full_chunks(len(fed), n_steps), n_steps):
        outputs, state = step(chunk[np.newaxis], size, state)
        rows.append(outputs[: -(-size // streaming.subsampling)])
    late = streaming.look_ahead // streaming.subsampling
    return np.concatenate(rows)[late : late - (-len(features) // streaming.subsampling)]


class FrozenGraph:
    """A `.pb` in a TensorFlow session."""

    def __init__(self, path: Path) -> None:
        graph_def = tf.compat.v1.GraphDef()
        graph_def.ParseFromString(path.read_bytes())
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.import_graph_def(graph_def, name="")
        self.session = tf.compat.v1.Session(graph=self.graph)
        self.shape = tuple(self.graph.get_tensor_by_name("input_node:0").shape.as_list())
        self.batch = self.shape[0]
        names = {node.name for node in graph_def.node}
        self.has_lengths = "input_lengths" in names
        self.streaming = Streaming()
        if "metadata_encoder" in names:
            (text,) = self.session.run("metadata_encoder:0")
            self.streaming = Streaming.parse(text.decode())

    def close(self) -> None:
        self.session.close()

    def mfccs(self, samples: np.ndarray) -> np.ndarray:
        return self.session.run("mfccs:0", {"input_samples:0": samples})

    def step(self, windows: np.ndarray, lengths: list[int], state: State) -> tuple[np.ndarray, State]:
        """`windows` `(batch, n_steps, width, F)` to probabilities `(rows, batch, C)` and the new state."""
        fed = {"input_node:0": windows}
        if self.has_lengths:
            fed["input_lengths:0"] = lengths
        for (name, _, _), value in zip(self.streaming.states, state, strict=True):
            fed[f"{name}:0"] = value
        outputs = ["logits:0", *(f"{name}:0" for _, name, _ in self.streaming.states)]
        probabilities, *new = self.session.run(outputs, fed)
        return probabilities, tuple(new)

    def initial_state(self) -> State:
        placeholders = [self.graph.get_tensor_by_name(f"{name}:0") for name, _, _ in self.streaming.states]
        initial = [value for _, _, value in self.streaming.states]
        return tuple(
            np.full(one.shape.as_list(), value, one.dtype.as_numpy_dtype)
            for one, value in zip(placeholders, initial, strict=True)
        )

    def probabilities(self, features: np.ndarray, sizes: list[int] | None = None) -> np.ndarray:
        """`(rows, C)` of one utterance's `(T, F)`."""

        def step(chunk: np.ndarray, size: int, state: State) -> tuple[np.ndarray, State]:
            outputs, state = self.step(chunk, [size], state)
            return outputs[:, 0], state

        return stream(features, step, self.initial_state(), self.streaming, self.shape, sizes)


class TfliteModel:
    """A `.tflite` in LiteRT's interpreter."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        from deepspeech_tf.exporting.inspection import inspect_model

        self.interpreter = Interpreter(str(path), num_threads=1)
        self.interpreter.allocate_tensors()
        self.inputs = {entry["name"]: entry for entry in self.interpreter.get_input_details()}
        self.outputs = {entry["name"]: entry for entry in self.interpreter.get_output_details()}
        self.shape = tuple(int(size) for size in self.inputs["input_node"]["shape"])
        told = {tensor.name: tensor.values for tensor in inspect_model(path)}.get("metadata_encoder")
        self.streaming = Streaming.parse(told[0].decode()) if told else Streaming()

    def run(self, wanted: list[str], values: dict[str, np.ndarray]) -> list[np.ndarray]:
        for name, entry in self.inputs.items():
            value = values.get(name, np.zeros(entry["shape"], entry["dtype"]))
            self.interpreter.set_tensor(entry["index"], value)
        self.interpreter.invoke()
        return [self.interpreter.get_tensor(self.outputs[name]["index"]) for name in wanted]

    def mfccs(self, samples: np.ndarray) -> np.ndarray:
        return self.run(["mfccs"], {"input_samples": samples})[0]

    def initial_state(self) -> State:
        entries = [(self.inputs[name], value) for name, _, value in self.streaming.states]
        return tuple(np.full(entry["shape"], value, entry["dtype"]) for entry, value in entries)

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """`(rows, C)` of one utterance's `(T, F)`."""

        def step(chunk: np.ndarray, size: int, state: State) -> tuple[np.ndarray, State]:
            values = {name: value for (name, _, _), value in zip(self.streaming.states, state, strict=True)}
            outputs = ["logits", *(name for _, name, _ in self.streaming.states)]
            probabilities, *new = self.run(outputs, {"input_node": chunk, **values})
            return probabilities, tuple(new)

        return stream(features, step, self.initial_state(), self.streaming, self.shape)
