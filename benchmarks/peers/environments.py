"""Creates virtual environments with other implementations from PyPI, for benchmarks and interoperability
tests.

    python benchmarks/peers/environments.py [PEER …]     makes them, and prints the interpreter of each

The originals need a Python 3.9, the last for which wheels of all were made. The environments are kept in
~/.cache/deepspeech_tf/peers.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Peer -> arguments of pip install.
PEERS = {
    "deepspeech": ("deepspeech==0.9.3", "numpy<2"),  # TensorFlow client
    "deepspeech-tflite": ("deepspeech-tflite==0.9.3", "numpy<2"),
    "stt": ("stt==1.4.0", "numpy<2"),
    "ds_ctcdecoder": ("ds_ctcdecoder==0.9.3", "numpy<2"),
    "coqui-stt-ctcdecoder": ("coqui-stt-ctcdecoder==1.4.0", "numpy<2"),
    # Only its code for sample databases is used, which does not need TensorFlow 1.15.
    "coqui-stt-training": (
        "--no-deps",
        "--ignore-requires-python",
        "coqui_stt_training==1.4.0",
        "opuslib==2.0.0",
        "semver==2.13.0",
        "numpy<2",
    ),
    "pyctcdecode": ("pyctcdecode==0.5.0", "numpy<2"),
    "flashlight-text": ("flashlight-text==0.0.7", "numpy<2"),
    "recognizers": (  # for benchmarks/accuracy.py and benchmarks/server.py
        "faster-whisper==1.2.1",
        "pocketsphinx==5.1.1",
        "websockets",
    ),
}
ANY_PYTHON = ("pyctcdecode", "flashlight-text", "recognizers")  # the others need Python 3.9


class PeerMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """The reason why a peer is not available."""


def cache_folder() -> Path:
    """Folder of the environments."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "deepspeech_tf" / "peers"


def peer_python(peer: str) -> Path:
    """Interpreter of the environment of a peer; creates the environment if missing.

    Raises:
        PeerMissing: if there is no Python 3.9, or the packages cannot be installed.
    """
    folder = cache_folder() / peer
    python = folder / "bin" / "python"
    complete = folder / "complete"  # written last
    if complete.is_file() and complete.read_text() == " ".join(PEERS[peer]):
        return python
    base = Path(sys.executable) if peer in ANY_PYTHON else find_python("3.9")
    if base is None:
        raise PeerMissing("no python3.9 in PATH or ~/.pyenv/versions")
    try:
        _run(base, "-m", "venv", "--clear", folder)
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[peer])
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "stderr", None) or error
        raise PeerMissing(f"{' '.join(PEERS[peer])} could not be installed: {str(reason)[-300:]}") from error
    complete.write_text(" ".join(PEERS[peer]))
    return python


def find_python(version: str) -> Path | None:
    """A working interpreter of this version (such as 3.9), from PATH or pyenv."""
    candidates = [Path(found)] if (found := shutil.which(f"python{version}")) else []
    candidates += sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}"))
    for path in candidates:  # a pyenv shim may exist without the version
        try:
            _run(path, "-c", f"import sys, venv; assert '%d.%d' % sys.version_info[:2] == '{version}'")
        except (OSError, subprocess.SubprocessError):
            continue
        return path
    return None


def _run(*command: str | Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True, timeout=300, env=environment
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("peers", nargs="*", metavar="PEER", help=f"of {', '.join(PEERS)}; none: all")
    status = 0
    for peer in parser.parse_args().peers or PEERS:
        if peer not in PEERS:
            parser.error(f"peers are {', '.join(PEERS)}. Received: {peer}")
        try:
            print(f"{peer}: {peer_python(peer)}", flush=True)
        except PeerMissing as reason:
            print(f"E {peer}: {reason}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
