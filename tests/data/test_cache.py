"""The cache of arrays: memory first, then an unnamed temporary file."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from deepspeech_tf.data import cache
from deepspeech_tf.data.cache import ArrayCache, memory_budget


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a disk of 100 GB is free, whatever this machine has."""
    set_disk(monkeypatch, 100 * 10**9, 50 * 10**9)


def set_disk(monkeypatch: pytest.MonkeyPatch, total: int, free: int) -> None:
    usage = SimpleNamespace(total=total, used=total - free, free=free)
    monkeypatch.setattr(cache.shutil, "disk_usage", lambda path: usage)


def arrays() -> list[np.ndarray]:
    generator = np.random.default_rng(0)
    kinds = (np.int16, np.float32)
    return [
        (100 * generator.normal(size=(40 + index, 1 + index % 3))).astype(kinds[index % 2])
        for index in range(30)
    ]


def test_arrays_beyond_the_budget_are_in_a_file_without_a_name(tmp_path: Path) -> None:
    stored, expected = ArrayCache(1000, tmp_path), arrays()
    for index, array in enumerate(expected):
        stored.put(index, array)
    assert len(stored) == 30
    for index, array in enumerate(expected):
        found = stored.get(index)
        assert found is not None and found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)
    assert stored.get(30) is None
    assert not list(tmp_path.iterdir())


def test_without_a_folder_the_rest_is_not_stored() -> None:
    stored = ArrayCache(1000)
    for index, array in enumerate(arrays()):
        stored.put(index, array)
    assert 0 < len(stored) < 30


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: bytes, offset: int) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "pwrite", full)
    stored = ArrayCache(0, tmp_path)
    stored.put(0, np.ones(3, np.float32))
    stored.put(1, np.ones(3, np.float32))
    assert stored.get(0) is None and len(stored) == 0


@pytest.mark.parametrize(
    ("total", "free", "is_stored"),
    [
        (50 * 10**9, 4 * 10**9, False),
        (50 * 10**9, 6 * 10**9, True),
        (10**13, 8 * 10**9, False),
        (10**13, 9 * 10**9, True),
    ],
)
def test_space_that_stays_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, free: int, is_stored: bool
) -> None:
    """A tenth of the disk, or 8 GiB if that is less."""
    set_disk(monkeypatch, total, free)
    stored = ArrayCache(0, tmp_path)
    stored.put(0, np.ones(3, np.float32))
    assert (stored.get(0) is not None) == is_stored


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    stored = ArrayCache(0, tmp_path / "absent")
    stored.put(0, np.ones(3, np.float32))
    assert stored.get(0) is None


def test_several_threads(tmp_path: Path) -> None:
    stored, expected = ArrayCache(500, tmp_path), arrays()

    def work(first: int) -> None:
        for index in [*range(first, 30), *range(first)]:
            stored.put(index, expected[index])
            found = stored.get(index)
            assert found is not None and (found == expected[index]).all()

    failures: list[BaseException] = []
    monitor = threading.excepthook
    threading.excepthook = lambda arguments: failures.append(arguments.exc_value)  # type: ignore[arg-type]
    try:
        threads = [threading.Thread(target=work, args=(first,)) for first in (0, 7, 19)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = monitor
    assert not failures


def test_the_budget_is_a_share_of_the_available_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"/proc/meminfo": "MemTotal: 9 kB\nMemAvailable:    3145728 kB"}
    monkeypatch.setattr(cache, "_text", lambda path: files.get(path, ""))
    assert memory_budget() == 2**30
    files |= {"/sys/fs/cgroup/memory.max": str(3 * 2**29), "/sys/fs/cgroup/memory.current": "0"}
    assert memory_budget() == 2**29
    files["/sys/fs/cgroup/memory.max"] = "max"
    assert memory_budget() == 2**30
    files["/proc/meminfo"] = "MemAvailable: 1000 kB"
    assert memory_budget() == 2**28
    files.clear()
    assert memory_budget() == 2**30
