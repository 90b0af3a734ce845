"""Exported models on whole utterances, chunk by chunk, as a client runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf

N_CONTEXT = 9


def context_windows(features: np.ndarray) -> np.ndarray:
    """`(T, 26)` to `(T, 19, 26)`: each frame between its neighbours, zeros beyond the ends."""
    padded = np.pad(features, ((N_CONTEXT, N_CONTEXT), (0, 0)))
    return np.stack([padded[t : t + 2 * N_CONTEXT + 1] for t in range(len(features))])


def chunks(windows: np.ndarray, sizes: Iterable[int], n_steps: int) -> Iterator[tuple[np.ndarray, int]]:
    """Consecutive chunks of these sizes, each filled up with zeros to `n_steps`, and their real sizes."""
    start = 0
    for size in sizes:
        chunk = windows[start : start + size]
        start += size
        yield np.pad(chunk, ((0, n_steps - len(chunk)), (0, 0), (0, 0))), len(chunk)


def full_chunks(frames: int, n_steps: int) -> list[int]:
    """`n_steps` as often as it fits, then what remains."""
    return [n_steps] * (frames // n_steps) + [frames % n_steps] * (frames % n_steps > 0)


class FrozenGraph:
    """A `.pb` in a TensorFlow session."""

    def __init__(self, path: Path) -> None:
        graph_def = tf.compat.v1.GraphDef()
        graph_def.ParseFromString(path.read_bytes())
        graph = tf.Graph()
        with graph.as_default():
            tf.import_graph_def(graph_def, name="")
        self.session = tf.compat.v1.Session(graph=graph)
        self.batch, self.n_steps = graph.get_tensor_by_name("input_node:0").shape.as_list()[:2]
        self.n_hidden = graph.get_tensor_by_name("previous_state_c:0").shape[1]

    def close(self) -> None:
        self.session.close()

    def mfccs(self, samples: np.ndarray) -> np.ndarray:
        return self.session.run("mfccs:0", {"input_samples:0": samples})

    def step(
        self, windows: np.ndarray, lengths: list[int], state: tuple[np.ndarray, np.ndarray]
    ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """`windows` `(batch, n_steps, 19, 26)` to probabilities `(n_steps, batch, C)` and the new state."""
        probabilities, c, h = self.session.run(
            ["logits:0", "new_state_c:0", "new_state_h:0"],
            {
                "input_node:0": windows,
                "input_lengths:0": lengths,
                "previous_state_c:0": state[0],
                "previous_state_h:0": state[1],
            },
        )
        return probabilities, (c, h)

    def zero_state(self) -> tuple[np.ndarray, np.ndarray]:
        zeros = np.zeros((self.batch, self.n_hidden), np.float32)
        return zeros, zeros

    def probabilities(self, features: np.ndarray, sizes: list[int] | None = None) -> np.ndarray:
        """`(T, C)` of one utterance's `(T, 26)`."""
        state, rows = self.zero_state(), []
        sizes = sizes or full_chunks(len(features), self.n_steps)
        for chunk, size in chunks(context_windows(features), sizes, self.n_steps):
            outputs, state = self.step(chunk[np.newaxis], [size], state)
            rows.append(outputs[:size, 0])
        return np.concatenate(rows)


class TfliteModel:
    """A `.tflite` in LiteRT's interpreter."""

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(str(path), num_threads=1)
        self.interpreter.allocate_tensors()
        self.inputs = {entry["name"]: entry for entry in self.interpreter.get_input_details()}
        self.outputs = {entry["name"]: entry for entry in self.interpreter.get_output_details()}
        self.n_steps = int(self.inputs["input_node"]["shape"][1])
        self.n_hidden = int(self.inputs["previous_state_c"]["shape"][1])

    def run(self, wanted: list[str], values: dict[str, np.ndarray]) -> list[np.ndarray]:
        for name, entry in self.inputs.items():
            value = values.get(name, np.zeros(entry["shape"], np.float32))
            self.interpreter.set_tensor(entry["index"], value)
        self.interpreter.invoke()
        return [self.interpreter.get_tensor(self.outputs[name]["index"]) for name in wanted]

    def mfccs(self, samples: np.ndarray) -> np.ndarray:
        return self.run(["mfccs"], {"input_samples": samples})[0]

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """`(T, C)` of one utterance's `(T, 26)`."""
        c = h = np.zeros((1, self.n_hidden), np.float32)
        rows = []
        sizes = full_chunks(len(features), self.n_steps)
        for chunk, size in chunks(context_windows(features), sizes, self.n_steps):
            values = {"input_node": chunk[np.newaxis], "previous_state_c": c, "previous_state_h": h}
            outputs, c, h = self.run(["logits", "new_state_c", "new_state_h"], values)
            rows.append(outputs[:size])
        return np.concatenate(rows)
