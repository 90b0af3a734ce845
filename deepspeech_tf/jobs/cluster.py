"""The machines of distributed training, and how this process joins them."""

from __future__ import annotations

import logging
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deepspeech_tf.errors import ConfigError, TrainingError, quote

if TYPE_CHECKING:
    from deepspeech_tf.fit.replicas import Replicas

log = logging.getLogger(__name__)

_NAMES = {"addresses": "Cluster.addresses", "index": "Cluster.index"}
_ADDRESS = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})")


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
                raise ConfigError(
                    f"addresses: expected host:port,host:port. Received: {quote(address)}", _NAMES
                )
        if len(set(self.addresses)) < len(self.addresses):
            raise ConfigError(
                f"addresses: expected distinct addresses. Received: {','.join(self.addresses)}", _NAMES
            )
        if not 0 <= self.index < len(self.addresses):
            raise ConfigError(
                f"index must be from 0 to {len(self.addresses) - 1}, the place of this process in addresses. "
                f"Received: {self.index}",
                _NAMES,
            )


@contextmanager
def _signals_end_the_process() -> Iterator[None]:
    """Python's signal handlers do not run while TensorFlow waits in native code."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def join(cluster: Cluster | None) -> Replicas:
    """All devices of this machine, and with `cluster` those of all machines, once all are connected.

    To be called before TensorFlow computes anything.

    Raises:
        TrainingError: if the others cannot be reached.
    """
    import tensorflow as tf

    from deepspeech_tf.fit.replicas import Replicas

    if log.getEffectiveLevel() > logging.DEBUG:
        tf.get_logger().setLevel(logging.ERROR)  # it logs every step of joining
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
