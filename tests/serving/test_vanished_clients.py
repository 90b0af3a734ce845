"""Clients that stay connected and send nothing, or hardly anything, do not keep their places."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serving.process import serving
from tests.speech.recordings import sentence

websockets = pytest.importorskip("websockets")

START = json.dumps({"type": "start"})
# Speaks for a second, tells its port, and waits for the end of the connection.
CLIENT = """
import asyncio, json, sys, websockets
async def main():
    async with websockets.connect(sys.argv[1], ping_interval=0.5) as socket:
        await socket.send(json.dumps({"type": "start"}))
        await socket.recv()
        await socket.send(bytes(32000))
        print(socket.local_address[1], flush=True)
        await socket.wait_closed()
        print(socket.close_code, flush=True)
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    limits = ["--idle_s", "3", "--max_streams", "1"]
    with serving(tmp_path_factory.mktemp("server"), *limits) as running:
        yield running


@pytest.fixture
def client(server):
    command = [sys.executable, "-c", CLIENT, server.ws + "/v1/stream"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()


def wait_until(is_so) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("waited for a minute")


def is_held(server, remote: int) -> bool:
    """Whether the server has the connection open: the kernel names its inode."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        field = line.split()
        ports = tuple(int(address.rsplit(":", 1)[1], 16) for address in field[1:3])
        if ports == (server.port, remote):
            return int(field[9]) != 0
    return False


async def is_admitted(server) -> bool:
    async with websockets.connect(server.ws + "/v1/stream") as socket:
        try:
            await socket.send(START)
            return json.loads(await socket.recv())["type"] == "ready"
        except websockets.ConnectionClosed:
            return False


async def talk(server, blocks) -> tuple[list, int]:
    """Sends blocks, one in half a second, until the connection is closed."""
    async with websockets.connect(server.ws + "/v1/stream", ping_interval=0.5) as socket:
        await socket.send(START)
        reader = asyncio.create_task(_messages(socket))
        for block in blocks:
            if reader.done():
                break
            if block is not None:
                try:
                    await socket.send(block)
                except websockets.ConnectionClosed:
                    break
            await asyncio.sleep(0.5)
        return await reader, socket.close_code


async def _messages(socket) -> list:
    found = []
    try:
        async for message in socket:
            found.append(json.loads(message))
    except websockets.ConnectionClosed:
        pass
    return found


def test_client_that_stands_still(server, client) -> None:
    """It cannot answer and does not close its connection, as a computer that lost its network."""
    port = int(client.stdout.readline())
    assert server.metric("deepspeech_streams") == 1 and is_held(server, port)
    assert not asyncio.run(is_admitted(server))  # the only place is taken
    os.kill(client.pid, signal.SIGSTOP)
    wait_until(lambda: server.metric("deepspeech_streams") == 0)
    assert asyncio.run(is_admitted(server))
    wait_until(lambda: not is_held(server, port))
    os.kill(client.pid, signal.SIGCONT)
    assert client.stdout.readline() == "1008\n"
    assert server.is_alive()


@pytest.mark.parametrize("block", [None, b"", b"\0\0"], ids=["nothing", "no audio", "a sample now and then"])
def test_client_that_answers_pings_but_says_nothing(server, block) -> None:
    messages, code = asyncio.run(talk(server, [block] * 100))
    assert code == 1008
    assert (messages[-1]["type"], messages[-1]["code"]) == ("error", "idle")
    wait_until(lambda: server.metric("deepspeech_streams") == 0)


def test_client_that_speaks_stays(server) -> None:
    samples = sentence().tobytes()
    blocks = [samples[first : first + 2000] for first in range(0, 24000, 2000)]
    messages, code = asyncio.run(talk(server, [*blocks, json.dumps({"type": "end"})]))
    assert code == 1000 and messages[-1] == {"type": "done"}
