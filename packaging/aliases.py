"""Builds wheels without contents that satisfy requirements on DeepSpeech 0.9.3 and Coqui STT 1.4.

    python packaging/aliases.py dist

Each depends on deepspeech-tf, whose modules and programs have the names of the originals. Their versions are
local ones (0.9.3+tf2), which satisfy requirements such as `deepspeech==0.9.3`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PRODUCT = "deepspeech-tf"
ALIASES = {
    "deepspeech": "0.9.3+tf2",
    "deepspeech-tflite": "0.9.3+tf2",
    "ds_ctcdecoder": "0.9.3+tf2",
    "stt": "1.4.0+tf2",
    "coqui-stt-ctcdecoder": "1.4.0+tf2",
}
PROJECT = """
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = "Installs {product} for programs that require {name}"
license = "MPL-2.0"
requires-python = ">=3.10"
dependencies = ["{product}"]

[tool.setuptools]
packages = []
"""


def build_alias(name: str, version: str, target: Path) -> None:
    """Writes the wheel of one alias into the folder `target`.

    Raises:
        subprocess.CalledProcessError: if pip cannot build it; pip has printed the reason.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = PROJECT.format(name=name, version=version, product=PRODUCT)
        (Path(folder) / "pyproject.toml").write_text(project, encoding="utf-8")
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(target)]
        subprocess.run([sys.executable, "-m", "pip", "wheel", *options, folder], check=True)


def main() -> None:
    """Build all aliases into the folder of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder for the wheels; created if it is missing")
    target = parser.parse_args().folder.resolve()
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, version in ALIASES.items():
            build_alias(name, version, target)
    except OSError as error:
        sys.exit(f"E {error.filename}: {error.strerror}")
    except subprocess.CalledProcessError:
        sys.exit("E a wheel could not be built; see above")
    print(f"{len(ALIASES)} wheels in {target}")


if __name__ == "__main__":
    main()
