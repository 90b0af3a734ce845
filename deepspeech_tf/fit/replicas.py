"""The devices of distributed training, on this machine or on all workers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepspeech_tf.errors import TrainingError

# Errors of operations across workers when one of them is gone.
_LOST = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.FailedPreconditionError,
    tf.errors.InternalError,
    tf.errors.UnknownError,
)


class Replicas:
    """Copies of the model that split every batch and stay identical.

    Args:
        strategy: a `tf.distribute` strategy that mirrors variables; None for one device.
        workers: number of processes, one per machine; all have the same number of devices.
        worker: index of this process; 0 is the chief, the only one that writes.
    """

    def __init__(self, strategy: Any = None, workers: int = 1, worker: int = 0) -> None:
        self._strategy, self.workers, self.worker = strategy, workers, worker
        self.count = 1 if strategy is None else int(strategy.num_replicas_in_sync)
        local = self.count // workers
        self.local = range(worker * local, (worker + 1) * local)
        signature = [tf.TensorSpec([None], tf.float64)]
        self._compiled_total = tf.function(self._total, input_signature=signature)

    @property
    def is_chief(self) -> bool:
        return self.worker == 0

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Variables created in this context exist on every replica, with the values of the chief.

        Raises:
            TrainingError: see `step`.
        """
        with self._company():
            if self._strategy is None:
                yield
            else:
                with self._strategy.scope():
                    yield

    def rows(self, size: int, replica: int) -> range:
        """Rows of a batch of `size` that belong to a replica: consecutive, split as evenly as possible."""
        return range(replica * size // self.count, (replica + 1) * size // self.count)

    def own_rows(self, size: int) -> range:
        """Rows of a batch of `size` that belong to the replicas of this process."""
        return range(self.rows(size, self.local.start).start, self.rows(size, self.local[-1]).stop)

    def run(self, function: Callable[..., Any], parts: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Run `function` on each replica of this process, to be called inside a compiled function.

        Args:
            function: takes a part as its arguments.
            parts: one for each replica of this process.

        Returns:
            What each replica returned.
        """
        if self._strategy is None:
            return [function(*parts[0])]
        first = self.local.start
        arguments = self._strategy.experimental_distribute_values_from_function(
            lambda context: tuple(parts[context.replica_id_in_sync_group - first])
        )
        results = self._strategy.run(function, args=arguments)
        flat = [self._strategy.experimental_local_results(one) for one in tf.nest.flatten(results)]
        return [tf.nest.pack_sequence_as(results, list(one)) for one in zip(*flat, strict=True)]

    def sum(self, values: Any) -> Any:
        """Sum over all replicas of a tensor or a list of tensors, to be called by a function in `run`."""
        if self.count == 1:
            return values
        # Arguments of a function have no device yet; computed tensors do.
        values = tf.nest.map_structure(tf.identity, values)
        return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, values)

    def own_seed(self, seed: Any) -> Any:
        """A different seed per replica, or `seed` if there is only one; to be called in `run`."""
        if self.count == 1:
            return seed
        return tf.random.fold_in(seed, tf.distribute.get_replica_context().replica_id_in_sync_group)

    def step(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a compiled function that all workers call.

        Raises:
            TrainingError: if other workers can no longer be reached.
        """
        with self._company():
            return function(*arguments)

    def total(self, values: Sequence[float] | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Sums over all workers of `(n,)` values; every worker must call it with as many values."""
        own = np.asarray(values, np.float64)
        if self.workers == 1:
            return own
        result: npt.NDArray[np.float64] = self.step(self._compiled_total, tf.constant(own)).numpy()
        return result

    def agree(self, text: str) -> str:
        """Returns the chief's `text` on every worker."""
        own = text.encode("utf-8") if self.is_chief else b""
        length = int(self.total([len(own)])[0])
        sent = self.total(list(own) if self.is_chief else np.zeros(length))
        return sent.astype(np.uint8).tobytes().decode("utf-8")

    def share_variables(self, variables: Mapping[str, Any]) -> None:
        """Sets `variables` to the values of the chief."""
        if self.workers == 1:
            return
        for variable in variables.values():
            own = variable.numpy()
            sent = self.total(own.ravel() if self.is_chief else np.zeros(own.size))
            variable.assign(sent.reshape(own.shape).astype(own.dtype))

    def _total(self, values: Any) -> Any:
        # Only the first replica of a worker contributes the values; the others contribute zeros.
        zeros = tf.zeros_like(values)
        parts = [(values,), *[(zeros,) for _ in self.local[1:]]]
        return self.run(self.sum, parts)[0]

    @contextmanager
    def _company(self) -> Iterator[None]:
        try:
            yield
        except _LOST as error:
            if self.workers == 1:
                raise
            raise TrainingError(
                f"worker {self.worker} of {self.workers} lost its connection to the others "
                f"({self._reason(str(error))}). "
                "The same command on all workers continues from the newest checkpoint"
            ) from error

    def _reason(self, text: str) -> str:
        """The informative line of TensorFlow's message, and the workers that it names."""
        told = re.search(r"aborted by: (.*)", text)
        reason = told.group(1).strip().rstrip(":") if told else text.splitlines()[0]
        missing = sorted({int(task) for task in re.findall(r"/task:(\d+)", text)} - {self.worker})
        return "; ".join([*(f"worker {task} does not answer" for task in missing), reason])
