"""Packs an installation of the native client with LiteRT's library and its license into one archive.

    python packaging/archive.py manylinux_2_28_x86_64 dist

The installation is in build/archive-<platform>/native_client; packaging/build.sh makes it. The archive is
native_client-<platform>.tar.xz (Windows: .zip). All files are at its top level, as in the archives of 0.9.3.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from platforms import PLATFORMS, Platform

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENT = "ai-edge-litert>=2.2,<3"
README = """DeepSpeech: the native client for {tag}, version {version}

  ./deepspeech --model output_graph.tflite --scorer kenlm.scorer --audio recording.wav

Programs, libraries and headers are used from this folder, wherever it is. {runtime} runs the models; it
is part of the Python package ai-edge-litert. The licenses are in the folder licenses/.

Needed: {needs}.
"""


def fetch_runtime(platform: Platform) -> Path:
    """Downloads LiteRT's wheel for a platform with pip, and returns its path."""
    folder = ROOT / "build" / "litert" / platform.tag
    if not list(folder.glob("*.whl")):
        tags = [f"--platform={tag}" for tag in platform.runtime_tags]
        options = ["--quiet", "--only-binary=:all:", "--no-deps", "--python-version=3.11", f"--dest={folder}"]
        subprocess.run([sys.executable, "-m", "pip", "download", *tags, *options, REQUIREMENT], check=True)
    return max(folder.glob("*.whl"))


def add_runtime(platform: Platform, target: Path) -> None:
    """Copies LiteRT's library into `target`, and its license."""
    with zipfile.ZipFile(fetch_runtime(platform)) as wheel:
        (target / platform.runtime).write_bytes(wheel.read(f"ai_edge_litert/{platform.runtime}"))
        (target / platform.runtime).chmod(0o755)
        (license_name,) = (name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))
        (target / "licenses" / "LiteRT.txt").write_bytes(wheel.read(license_name))


def pack(source: Path, archive: Path) -> None:
    """Writes all files of `source`, sorted and with one time: the same files make the same archive."""
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    paths = sorted(path for path in source.rglob("*") if path.is_symlink() or path.is_file())
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in paths:
                entry = zipfile.ZipInfo(path.relative_to(source).as_posix())
                entry.external_attr = 0o755 << 16 if path.suffix == ".exe" else 0o644 << 16
                file.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
        return

    def normalize(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = epoch
        return entry

    with tarfile.open(archive, "w:xz") as tar:
        for path in paths:
            tar.add(path, path.relative_to(source).as_posix(), filter=normalize)


def main() -> None:
    """Pack the archive of the platform of the command line."""
    if len(sys.argv) != 3 or sys.argv[1] not in PLATFORMS:
        sys.exit(f"E expected a platform ({', '.join(PLATFORMS)}) and a folder. Received: {sys.argv[1:]}")
    platform = PLATFORMS[sys.argv[1]]
    source = ROOT / "build" / f"archive-{platform.tag}" / "native_client"
    if not source.is_dir():
        sys.exit(f"E {source} is missing; packaging/build.sh makes it")
    add_runtime(platform, source)
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    readme = README.format(tag=platform.tag, version=version, runtime=platform.runtime, needs=platform.needs)
    (source / "README.txt").write_text(readme, encoding="utf-8")
    archive = Path(sys.argv[2]) / f"native_client-{platform.tag}{platform.archive}"
    pack(source, archive)
    print(f"{archive}: {archive.stat().st_size} bytes")


if __name__ == "__main__":
    main()
