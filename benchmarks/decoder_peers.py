"""Virtual environments with other CTC decoders from PyPI: found, or made, under a folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# decoder: (Python, what is installed, module)
PEERS = {
    "ds_ctcdecoder 0.9.3": ("3.9", ["ds_ctcdecoder==0.9.3", "numpy<2"], "ds_ctcdecoder"),
    "pyctcdecode": (None, ["pyctcdecode==0.5.0", "numpy<2"], "pyctcdecode"),
    "flashlight-text": (None, ["flashlight-text==0.0.7", "numpy<2"], "flashlight.lib.text.decoder"),
}


class PeerMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """Why there is nothing to compare with."""


def peer_python(name: str, cache: Path) -> Path:
    """The interpreter of the environment of one of `PEERS`.

    Raises:
        PeerMissing: if the Python that it needs is absent, or the packages cannot be installed.
    """
    version, requirements, module = PEERS[name]
    python = cache / name.replace(" ", "-") / "bin" / "python"
    if not _imports(python, module):
        base = _find_python(version) if version else Path(sys.executable)
        print(f"making {python.parents[1]} with {', '.join(requirements)}", file=sys.stderr, flush=True)
        try:
            subprocess.run([str(base), "-m", "venv", "--clear", str(python.parents[1])], check=True)
            install = [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:", *requirements]
            subprocess.run(install, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PeerMissing(f"{name} could not be installed: {error}") from error
        if not _imports(python, module):
            raise PeerMissing(f"{name} is installed but cannot be imported")
    return python


def _find_python(version: str) -> Path:
    candidates = [Path(found)] if (found := shutil.which(f"python{version}")) else []
    candidates += sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}"))
    for path in candidates:  # a pyenv shim exists even where it cannot start anything
        if subprocess.run([str(path), "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return path
    raise PeerMissing(f"no python{version} in PATH or ~/.pyenv/versions")


def _imports(python: Path, module: str) -> bool:
    command = [str(python), "-c", f"import {module}"]
    return python.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0
