"""Clients that take nothing of what the server sends cannot hold connections."""

from __future__ import annotations

import contextlib
import socket
import time

import pytest

from tests.serving.process import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), "--idle_s", "3") as running:
        yield running


def test_client_that_reads_nothing(server) -> None:
    """Asks for a page again and again without taking the answers: its connection ends."""
    before = server.descriptors()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", server.port))
        client.settimeout(1)
        with contextlib.suppress(OSError):
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 20000)
        assert server.descriptors() == before + 1
        for _ in range(600):
            if server.descriptors() == before:
                break
            time.sleep(0.1)
        assert server.descriptors() == before
