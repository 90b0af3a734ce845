"""Which machines train together, from `--workers` or `TF_CONFIG`, and how this process joins them."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import tensorflow as tf
from absl import flags

from deepspeech_tf.errors import ConfigError, TrainingError, quote
from deepspeech_tf.fit.replicas import Replicas

log = logging.getLogger(__name__)

TF_CONFIG = "TF_CONFIG"
_ADDRESS = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})")
_EXAMPLE = '{"cluster": {"worker": ["host:port", "host:port"]}, "task": {"type": "worker", "index": 0}}'


@dataclass(frozen=True)
class Cluster:
    """Addresses (host:port) of all workers, the chief first, and the place of this process among them.

    Raises:
        ConfigError: if an address or the place cannot be.
    """

    addresses: tuple[str, ...]
    index: int

    def __post_init__(self) -> None:
        for address in self.addresses:
            match = _ADDRESS.fullmatch(address)
            if not match or not 0 < int(match["port"]) < 65536:
                raise ConfigError(f"--workers: wanted host:port,host:port. Received: {quote(address)}")
        if len(set(self.addresses)) < len(self.addresses):
            raise ConfigError(f"--workers: wanted different addresses. Received: {','.join(self.addresses)}")
        if not 0 <= self.index < len(self.addresses):
            raise ConfigError(
                f"--worker_index must be from 0 to {len(self.addresses) - 1}, the place of this process in "
                f"--workers. Received: {self.index}"
            )


def requested_cluster(values: flags.FlagValues) -> Cluster | None:
    """The cluster of `--workers`, else of the environment variable `TF_CONFIG`; None for one machine.

    Raises:
        ConfigError: if they cannot be understood.
    """
    if values.workers:
        addresses = tuple(address.strip() for address in values.workers.split(","))
        return Cluster(addresses, values.worker_index)
    if values.worker_index >= 0:
        raise ConfigError(f"--worker_index wants --workers as well. Received: {values.worker_index}")
    text = os.environ.get(TF_CONFIG, "").strip()
    return _from_environment(text) if text else None


def _from_environment(text: str) -> Cluster | None:
    try:
        config = json.loads(text)
        jobs: dict[str, Sequence[str]] = config.get("cluster") or {}
        task: dict[str, Any] = config.get("task") or {}
        chief, workers = (list(map(str, jobs.get(job, ()))) for job in ("chief", "worker"))
        kind, index = str(task.get("type", "worker")), int(task.get("index", 0))
        others = sorted(jobs.keys() - {"chief", "worker"})
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ConfigError(f"{TF_CONFIG}: wanted {_EXAMPLE}. Received: {quote(text, 200)}") from error
    if others or kind not in ("chief", "worker") or (kind == "chief" and not chief):
        raise ConfigError(f"{TF_CONFIG}: wanted the jobs chief and worker only. Received: {quote(text, 200)}")
    if len(chief) + len(workers) < 2:
        return None
    return Cluster((*chief, *workers), index + (len(chief) if kind == "worker" else 0))


@contextmanager
def _signals_end_the_process() -> Iterator[None]:
    """While TensorFlow waits in native code, no handler of Python's would run."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def join(cluster: Cluster | None) -> Replicas:
    """All devices of this machine, and with `cluster` those of the others, once they have all come.

    To be called before TensorFlow computes anything.

    Raises:
        TrainingError: if the others cannot be reached.
    """
    if log.getEffectiveLevel() > logging.DEBUG:
        tf.get_logger().setLevel(logging.ERROR)  # it tells every step of joining
    if cluster is None or len(cluster.addresses) < 2:
        gpus = tf.config.list_physical_devices("GPU")
        if len(gpus) < 2:
            return Replicas()
        log.info("Training on %d GPUs", len(gpus))
        return Replicas(tf.distribute.MirroredStrategy())
    workers = len(cluster.addresses)
    log.info("Worker %d of %d waits for the others: %s", cluster.index, workers, ", ".join(cluster.addresses))
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec({"worker": list(cluster.addresses)}),
        task_type="worker",
        task_id=cluster.index,
        rpc_layer="grpc",
    )
    try:
        with _signals_end_the_process():
            strategy = tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=resolver)
    except (tf.errors.OpError, RuntimeError) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise TrainingError(
            f"worker {cluster.index} ({cluster.addresses[cluster.index]}) could not join the others: {reason}"
        ) from error
    replicas = Replicas(strategy, workers, cluster.index)
    log.info("Training on %d devices of %d workers", replicas.count, workers)
    if not replicas.is_chief:
        log.info("Worker 0 writes checkpoints and the log of the training")
        if log.getEffectiveLevel() > logging.DEBUG:
            logging.getLogger("deepspeech_tf").setLevel(logging.WARNING)
    return replicas
