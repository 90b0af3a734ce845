"""Finds or creates a Python 3.7 environment with TensorFlow 1.15.4, and runs `tf1_graph.py` in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

REQUIREMENTS = ["tensorflow==1.15.4", "protobuf<3.21", "numpy<1.19"]
_PROGRAM = Path(__file__).with_name("tf1_graph.py")
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


class PeerMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """The reason why the baseline is not available."""


def peer_python(cache: Path) -> Path:
    """Interpreter of a virtual environment with TensorFlow 1.15.4 under `cache`; creates it if missing.

    Raises:
        PeerMissing: if there is no Python 3.7, or the packages cannot be installed.
    """
    python = cache / "tensorflow-1.15.4" / "bin" / "python"
    if python.exists() and _imports(python):
        return python
    base = _find_python37()
    if base is None:
        raise PeerMissing("no python3.7 in PATH or ~/.pyenv/versions")
    print(f"making {python.parents[1]} with {base} and {', '.join(REQUIREMENTS)}", flush=True)
    try:
        subprocess.run([str(base), "-m", "venv", "--clear", str(python.parents[1])], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *REQUIREMENTS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PeerMissing(f"TensorFlow 1.15.4 could not be installed: {error}") from error
    if not _imports(python):
        raise PeerMissing("TensorFlow 1.15.4 is installed but cannot be imported")
    return python


def _find_python37() -> Path | None:
    candidates = [Path(found)] if (found := shutil.which("python3.7")) else []
    candidates += sorted((Path.home() / ".pyenv" / "versions").glob("3.7*/bin/python3.7"))
    for path in candidates:  # a pyenv shim may exist without the version
        try:
            done = subprocess.run(
                [str(path), "-c", "import venv, sys; print(sys.version_info[:2])"],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            continue
        if done.stdout.strip() == "(3, 7)":
            return path
    return None


def _imports(python: Path) -> bool:
    code = "import tensorflow as t; assert t.__version__ == '1.15.4'; t.contrib.rnn.LSTMBlockFusedCell"
    done = subprocess.run([str(python), "-c", code], capture_output=True, check=False, env=peer_environment())
    return done.returncode == 0


def peer_environment() -> dict[str, str]:
    # Importing TensorFlow 2 sets TF2_BEHAVIOR=1 in the environment, which also affects TensorFlow 1.15.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TF"))}
    return {**kept, **_QUIET}


class Peer:
    """A `tf1_graph.py` process that stays alive between rounds."""

    def __init__(self, python: Path, batches: Path, n_hidden: int) -> None:
        self._process = subprocess.Popen(
            [str(python), str(_PROGRAM), str(batches), str(n_hidden)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=peer_environment(),
        )

    def steps(self, count: int) -> tuple[float, float]:
        """Trains `count` steps; returns seconds and mean loss."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerMissing(f"tf1_graph.py ended with status {self._process.wait()}")
        answer = json.loads(line)
        return answer["seconds"], answer["loss"]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
