"""A server as a process, for tests."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sets import ROOT


@dataclass
class Server:
    """A running server.

    Args:
        url: of HTTP.
        wyoming_port: of the Wyoming protocol.
        process: of the server.
        log: its file.
    """

    url: str
    wyoming_port: int
    process: subprocess.Popen
    log: Path

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws", 1)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def is_alive(self) -> bool:
        return self.process.poll() is None and self.get("/healthz")[0] == 200

    def metric(self, name: str) -> float:
        text = self.get("/metrics")[1]
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))

    def memory_mb(self) -> float:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


@contextlib.contextmanager
def serving(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """Starts a server on free ports, and ends it."""
    log = folder / "server.log"
    command = [sys.executable, "-m", "deepspeech_tf.serve", "--port", "0", "--wyoming_port", "0", *options]
    with open(log, "wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stderr=file, env=os.environ | (environment or {})
        )  # fmt: skip
    try:
        ready = _ready(log, process)
        url, port = re.search(r"ready: (\S+) and tcp://127\.0\.0\.1:(\d+)", ready).groups()
        yield Server(url, int(port), process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        finally:
            process.kill()


def _ready(log: Path, process: subprocess.Popen) -> str:
    import time

    for _ in range(3000):
        for line in log.read_text().splitlines():
            if line.startswith("{") and "ready" in (message := json.loads(line)["message"]):
                return message
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError("the server was not ready")
