"""Synthetic recordings in the formats of the corpora."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import numpy as np
import soundfile

FORMATS = {".sph": ("NIST", "PCM_16"), ".opus": ("OGG", "OPUS"), ".WAV": ("NIST", "PCM_16")}

# Python 3.11.2, that of Debian 12, has no filters yet.
DATA_FILTER = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def tone(
    path: Path, seconds: float = 2.0, rate_hz: int = 16000, channels: int = 1, pitch_hz: float = 300.0
) -> Path:
    """A tone with a little noise; of two channels the second is silent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = np.arange(int(seconds * rate_hz)) / rate_hz
    wave = 0.3 * np.sin(2 * np.pi * pitch_hz * times) + np.random.default_rng(1).normal(0, 0.01, len(times))
    samples = np.stack([wave] + [0 * wave] * (channels - 1), axis=1)
    kind, subtype = FORMATS.get(path.suffix, (None, None))
    soundfile.write(path, samples, rate_hz, format=kind, subtype=subtype)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(encoding))
    return path


def damage(path: Path) -> None:
    """A damaged file, as after an incomplete download: the right name, but not audio."""
    path.write_bytes(b"\x00\xffnot audio" * 40)


def cut(path: Path) -> None:
    """A file of which the last third is missing."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def tar(archive: Path, folder: Path, *names: str) -> Path:
    """Packs what `folder` has under `names`; the archive's name determines the compression."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    kind = {".gz": "gz", ".tgz": "gz", ".bz2": "bz2"}.get(archive.suffix, "")
    with tarfile.open(archive, f"w:{kind}") as file:
        for name in names:
            file.add(folder / name, name)
    return archive


def zipped(archive: Path, folder: Path, *names: str) -> Path:
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            for path in sorted([folder / name, *(folder / name).rglob("*")]):
                file.write(path, path.relative_to(folder))
    return archive
