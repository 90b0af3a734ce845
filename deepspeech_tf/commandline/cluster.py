"""The machines of distributed training, from `--workers` or `TF_CONFIG`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from absl import flags

from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.jobs.cluster import Cluster

__all__ = ["TF_CONFIG", "Cluster", "requested_cluster"]

TF_CONFIG = "TF_CONFIG"
_EXAMPLE = '{"cluster": {"worker": ["host:port", "host:port"]}, "task": {"type": "worker", "index": 0}}'


@speaking_of_flags
def requested_cluster(values: flags.FlagValues) -> Cluster | None:
    """The cluster of `--workers`, or of the environment variable `TF_CONFIG`; None for one machine.

    Raises:
        ConfigError: if they are invalid.
    """
    if values.workers:
        addresses = tuple(address.strip() for address in values.workers.split(","))
        return Cluster(addresses, values.worker_index)
    if values.worker_index >= 0:
        raise ConfigError(f"--worker_index needs --workers. Received: {values.worker_index}")
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
        raise ConfigError(f"{TF_CONFIG}: expected {_EXAMPLE}. Received: {quote(text, 200)}") from error
    if others or kind not in ("chief", "worker") or (kind == "chief" and not chief):
        raise ConfigError(
            f"{TF_CONFIG}: expected the jobs chief and worker only. Received: {quote(text, 200)}"
        )
    if len(chief) + len(workers) < 2:
        return None
    return Cluster((*chief, *workers), index + (len(chief) if kind == "worker" else 0))
