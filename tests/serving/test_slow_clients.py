"""Clients that take nothing of what the server sends cannot hold connections."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path

import pytest

from tests.serving.process import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), "--idle_s", "3") as running:
        yield running


def test_client_that_reads_nothing(server) -> None:
    """Asks for a page again and again without taking the answers: its connection ends."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", server.port))
        client.settimeout(60)
        request = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
        client.sendall(request)
        assert client.recv(12) == b"HTTP/1.1 200"
        client.settimeout(1)
        with contextlib.suppress(OSError):
            client.sendall(request * 20000)
        ports = server.port, client.getsockname()[1]
        for _ in range(600):
            if not _is_held(*ports):
                break
            time.sleep(0.1)
        assert not _is_held(*ports)


def _is_held(local: int, remote: int) -> bool:
    """Whether a process holds the connection from `remote` to `local` open: the kernel names its inode."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        field = line.split()
        ports = tuple(int(address.rsplit(":", 1)[1], 16) for address in field[1:3])
        if ports == (local, remote):
            return int(field[9]) != 0
    return False
