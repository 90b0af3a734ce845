"""Determines how many of the longest utterances fit into a training step."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.errors import TrainingError

KEPT_FREE = 0.1  # share of the free memory that is left alone
MAX_TRIED = 4096
_FEW, _MORE = 2, 6  # utterances of the two steps that tell what one of them takes
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class BatchMemory:
    """What was found: the largest batch that fits, and on a processor, what it was concluded from."""

    largest: int
    bytes_per_utterance: float = 0.0
    free_bytes: float = 0.0


def longest_batch(size: int, frames: int, labels: int, n_features: int, n_labels: int) -> Batch:
    """A dummy batch of `size` utterances with the given numbers of frames and labels."""
    generator = np.random.default_rng(0)
    features = generator.standard_normal((frames, n_features), np.float32)
    spelled = np.arange(labels, dtype=np.int32) % n_labels
    return make_batch(["dry run"] * size, [features] * size, [spelled] * size, [""] * size)


def find_largest_batch(run: Callable[[int], None], *, on_gpu: bool) -> BatchMemory:
    """The largest batch for which `run(size)`, a step without consequences, fits into memory.

    On a GPU sizes are doubled until one fails, then narrowed down. A processor must not get there, since
    the system would end the process: two small steps tell what an utterance takes, and the rest follows.

    Raises:
        TrainingError: if not even one utterance fits.
    """
    found = BatchMemory(_largest_that_runs(run)) if on_gpu else _largest_by_growth(run)
    if found.largest < 1:
        raise TrainingError(
            "the longest utterance alone does not fit into memory: choose a smaller model, or leave out "
            "the longest recordings"
        )
    return found


def _largest_that_runs(run: Callable[[int], None]) -> int:
    fits, fails = 0, 1
    while fails <= MAX_TRIED and _runs(run, fails):
        fits, fails = fails, 2 * fails
    if fails > MAX_TRIED:
        return fits
    while fails - fits > max(1, fits // 16):
        middle = (fits + fails) // 2
        if _runs(run, middle):
            fits = middle
        else:
            fails = middle
    return fits


def _runs(run: Callable[[int], None], size: int) -> bool:
    try:
        run(size)
    except tf.errors.ResourceExhaustedError:
        return False
    finally:
        gc.collect()
    return True


def _largest_by_growth(run: Callable[[int], None]) -> BatchMemory:
    run(1)  # traces the step, and takes what does not depend on the batch
    few, more = _peak_of(run, _FEW), _peak_of(run, _MORE)
    each = max((more - few) / (_MORE - _FEW), 1.0)
    free = _free_bytes() * (1 - KEPT_FREE)
    base = max(few - _FEW * each, 0.0)
    return BatchMemory(min(int((free - base) / each), MAX_TRIED), each, free)


def _peak_of(run: Callable[[int], None], size: int) -> float:
    """Bytes that a step allocates in addition to the memory in use before it."""
    gc.collect()
    before = _status_bytes("VmRSS")
    _CLEAR.write_text("5")  # resets the peak
    run(size)
    return max(_status_bytes("VmHWM") - before, 0.0)


def _status_bytes(name: str) -> float:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(name):
            return 1024.0 * int(line.split()[1])
    raise OSError(f"{_STATUS} has no {name}")


def _free_bytes() -> float:
    """Memory that this process can still have, by the system and by its control group."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    free = [1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable")]
    try:
        limit, used = ((_CGROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
        if limit != "max":
            free.append(float(limit) - float(used))
    except (OSError, ValueError):
        pass  # no such control group
    return min(free)
