"""The servers that server.py measures, each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.recognition.systems import default_python, peer_environment
from tests.sets import ROOT

HERE = Path(__file__).parent
ENGLISH = ROOT / "models" / "english"
KINDS = ("this", "one-at-a-time", "whisper")


class Server:
    """A running server.

    Args:
        kind: one of `KINDS`.
        places: streams at the same time.
        packages: folder with Whisper's model.
    """

    def __init__(self, kind: str, places: int, packages: Path | None = None) -> None:
        self.process = subprocess.Popen(
            _command(kind, places, packages),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            env=peer_environment() if kind == "whisper" else None,
        )
        for line in self.process.stderr:
            if found := re.search(r"ready: http://(\S+?)\"", line):
                self.address = found.group(1)
                break
        else:
            sys.exit("E the server does not start")
        # The log has a line for every refusal; a pipe that nobody reads would stop the server.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def facts(self) -> tuple[float, int]:
        """Resident memory in MB, and open file descriptors."""
        folder = Path(f"/proc/{self.process.pid}")
        memory = re.search(r"VmRSS:\s+(\d+)", (folder / "status").read_text()).group(1)
        return int(memory) / 1024, len(list((folder / "fd").iterdir()))

    def open_streams(self) -> float:
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        return sum(map(float, re.findall(r"^deepspeech_streams{.*} (\S+)$", text, re.MULTILINE)))

    def processor_s(self) -> float:
        """Seconds of processors that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self, **job: Any) -> dict[str, Any]:
        """Runs load.py; see there."""
        job = {"spread_s": 2.0, "retry_s": 1.0, **job, "address": self.address}
        command = [sys.executable, str(HERE / "load.py"), json.dumps(job)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)


def _command(kind: str, places: int, packages: Path | None) -> list[str]:
    if kind == "this":
        limits = ["--max_streams", str(places), "--max_streams_per_client", str(places)]
        return [sys.executable, "-m", "deepspeech_tf.serve", "--port", "0", *limits]
    program = str(HERE / "collecting_server.py")
    if kind == "one-at-a-time":
        files = [str(ENGLISH / "english.tflite"), str(ENGLISH / "english.scorer")]
        return [sys.executable, program, "deepspeech", *files]
    if reason := missing(kind, packages):
        sys.exit(f"E {reason}")
    return [str(default_python()), program, "whisper", str(packages / "whisper-tiny.en")]


def missing(kind: str, packages: Path | None) -> str:
    """Why a server cannot be started; empty: it can."""
    if kind != "whisper":
        return ""
    if packages is None or not (packages / "whisper-tiny.en" / "model.bin").is_file():
        return (
            "whisper needs --packages FOLDER (`python -m training.english.packages FOLDER` makes it). "
            f"Received: {packages}"
        )
    if not default_python().is_file():
        return "whisper needs faster-whisper: `python benchmarks/peers/environments.py recognizers`"
    return ""


@contextlib.contextmanager
def running(kind: str, places: int, packages: Path | None = None) -> Iterator[Server]:
    """A server that is ended after its use."""
    server = Server(kind, places, packages)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


def busy_s() -> float:
    """Seconds of processors that all processes of the machine have used."""
    fields = [int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    idle = fields[3] + fields[4]  # with waiting for disks
    return (sum(fields[:8]) - idle) / os.sysconf("SC_CLK_TCK")
