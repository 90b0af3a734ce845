#!/usr/bin/env python3
"""Fetches the source of KenLM (LGPL 2.1) for the native build and makes it safe on damaged files.

The source comes from the `kenlm` source distribution on the Python package index, through pip, which checks
its hash. A copy that was fetched before is used again. `DS_KENLM_SDIST=FILE` names one fetched by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "0.3.0"
SHA256 = "c4628bb9fb63c8a6f9240035b8b037385cfc404cb72e933cf48878291edac1e8"
FILE_NAME = f"kenlm-{VERSION}.tar.gz"

# Trie models hold, for each n-gram, where its continuations begin and end in the table of the next order.
# KenLM follows these numbers unchecked, so a damaged file would make it read outside of its memory. With
# these edits a range that cannot be right counts as empty. Each entry: file, text that comes once, new text.
CHECK = "if (out.begin > out.end || out.end > limit_) out.begin = out.end = 0;"
EDITS = (
    ("lm/bhiksha.hh", "      //assert(out.end >= out.begin);", f"      {CHECK}"),
    ("lm/bhiksha.hh", "      assert(out.end >= out.begin);", f"      {CHECK}"),
    ("lm/bhiksha.hh", "    util::BitsMask next_;", "    util::BitsMask next_;\n    uint64_t limit_;"),
    ("lm/bhiksha.hh", "    void *original_base_;", "    void *original_base_;\n    uint64_t limit_;"),
    ("lm/bhiksha.cc", "ByMax(max_next)) {}", "ByMax(max_next)), limit_(max_next) {}"),
    ("lm/bhiksha.cc", "original_base_(base) {}", "original_base_(base), limit_(max_next) {}"),
    # Paths are UTF-8 on Windows.
    (
        "util/file.cc",
        "  UTIL_THROW_IF(-1 == (ret = _open(name, _O_BINARY | _O_RDONLY)), ",
        "  wchar_t wide[32768] = {};\n  MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, 32768);\n"
        "  UTIL_THROW_IF(-1 == (ret = _wopen(wide, _O_BINARY | _O_RDONLY)), ",
    ),
)


class FetchError(Exception):
    """The source cannot be had; the text says why and what to do."""


def is_right(path: Path) -> bool:
    """Whether `path` is the file that is wanted."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256


def pip_commands() -> list[list[str]]:
    """Ways to start pip, likeliest first: a build environment often has none of its own."""
    pythons = [sys.executable, getattr(sys, "_base_executable", ""), shutil.which("python3") or ""]
    commands = [[python, "-m", "pip"] for python in dict.fromkeys(pythons) if python]
    pip = shutil.which("pip3") or shutil.which("pip")
    return commands + ([[pip]] if pip else [])


def download(folder: Path) -> None:
    """Puts the source distribution into `folder`.

    Raises:
        FetchError: if no way to fetch it works.
    """
    # pip's build isolation hides pip itself through PYTHONPATH.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    requirements = folder / "kenlm-requirement.txt"
    requirements.write_text(f"kenlm=={VERSION} --hash=sha256:{SHA256}\n", encoding="ascii")
    failures = []
    for pip in pip_commands():
        # pip asks the package for its metadata: with the build tools at hand if there are any (quick), else
        # with those that it fetches itself.
        for isolation in (["--no-build-isolation"], []):
            options = ["--no-deps", "--no-binary", "kenlm", "--require-hashes", "--quiet"]
            command = [*pip, "download", *options, *isolation, "-d", str(folder), "-r", str(requirements)]
            result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if result.returncode == 0 and is_right(folder / FILE_NAME):
                return
            failures.append(f"{' '.join(command)}\n{result.stdout}{result.stderr}".strip())
    raise FetchError(
        f"{FILE_NAME} (KenLM) could not be fetched with pip. Fetch it by hand (package `kenlm`, version "
        f"{VERSION}, source distribution, sha256 {SHA256}) and set DS_KENLM_SDIST to the file.\n\n"
        + "\n\n".join(failures)
    )


def extract(archive: Path, output: Path) -> None:
    """Unpacks `archive` into `output` and makes the edits.

    Raises:
        FetchError: if a place to edit is not there exactly once.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as scratch:
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                source = tar.extractfile(member) if member.isfile() else None
                if source is None or ".." in Path(member.name).parts or member.name.startswith("/"):
                    continue
                target = Path(scratch) / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())
        root = Path(scratch) / f"kenlm-{VERSION}"
        for name, old, new in EDITS:
            text = (root / name).read_text(encoding="utf-8")
            if text.count(old) != 1:
                raise FetchError(
                    f"{name} in {archive}: expected {old!r} once. Received: {text.count(old)} times"
                )
            (root / name).write_text(text.replace(old, new), encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        root.rename(output)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the downloaded file")
    parser.add_argument("--output", type=Path, required=True, help="folder for the source, replaced if there")
    arguments = parser.parse_args()
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()  # other edits: unpack again
    stamp = arguments.output / ".fetched"
    try:
        if stamp.is_file() and stamp.read_text(encoding="ascii") == script:
            return 0
        archive = Path(os.environ.get("DS_KENLM_SDIST") or arguments.cache / FILE_NAME)
        if not is_right(archive):
            if "DS_KENLM_SDIST" in os.environ:
                raise FetchError(
                    f"DS_KENLM_SDIST: expected {FILE_NAME} with sha256 {SHA256}. Received: {archive}"
                )
            arguments.cache.mkdir(parents=True, exist_ok=True)
            download(arguments.cache)
        extract(archive, arguments.output)
        stamp.write_text(script, encoding="ascii")
    except (FetchError, OSError, tarfile.TarError) as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
