"""Clients of a server in a process of their own: `python load.py JOB`, see `Job` in server.py.

It imports little, and holds the audio in memory, so that it takes little of the processors.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import websockets

RATE_HZ = 16000
BLOCK_S = 0.1
REFUSED = 1013  # close code
START, END = json.dumps({"type": "start"}), json.dumps({"type": "end"})


class Load:
    """The clients of one job, and what they found."""

    def __init__(self, job: dict) -> None:
        self.url = f"ws://{job['address']}/v1/stream"
        self.job = job
        self.sounds = [path.read_bytes() for path in sorted(Path(job["sounds"]).glob("*.raw"))]
        self.spoken: list[dict] = []
        self.late_s: list[float] = []  # how much later than planned blocks were sent
        self.refused = self.broken = 0

    async def run(self) -> dict:
        count = self.job["clients"]
        end = time.monotonic() + self.job["seconds"]
        await asyncio.gather(*(self._client(number, end) for number in range(count)))
        late_ms = 1000 * sorted(self.late_s)[int(0.95 * len(self.late_s))] if self.late_s else 0.0
        return {
            "spoken": self.spoken,
            "refused": self.refused,
            "broken": self.broken,
            "late_ms": late_ms,
            "processor_s": time.process_time(),
        }

    async def _client(self, number: int, end: float) -> None:
        """Speaks one recording after the other; a client that was refused tries again later."""
        count = self.job["clients"]
        await asyncio.sleep(number / count * self.job["spread_s"])  # not all at the same moment
        while time.monotonic() < end:
            sound = number % len(self.sounds)
            try:
                await self._speak(sound)
                number += 1
                continue
            except websockets.ConnectionClosedError as closed:
                if closed.rcvd is None or closed.rcvd.code != REFUSED:
                    self._note(closed)
                else:
                    self.refused += 1
            except (OSError, websockets.WebSocketException) as error:
                self._note(error)
            await asyncio.sleep(self.job["retry_s"])

    def _note(self, error: Exception) -> None:
        self.broken += 1
        print(f"a connection broke: {error!r}", file=sys.stderr)

    async def _speak(self, sound: int) -> None:
        """One recording in real time.

        Raises:
            websockets.ConnectionClosedError: with the code of refusals, if it was refused.
        """
        data, size = self.sounds[sound], int(BLOCK_S * RATE_HZ) * 2
        async with websockets.connect(
            self.url, open_timeout=60, compression=None, ping_interval=None
        ) as socket:
            await socket.send(START)
            first = json.loads(await socket.recv())
            if first["type"] != "ready":
                assert first.get("code") == "busy", first
                await socket.recv()
                raise ConnectionError("the server does not close the connection")
            reader = asyncio.create_task(_finals(socket))
            begin = time.monotonic()
            for number, position in enumerate(range(0, len(data), size), start=1):
                due = begin + number * BLOCK_S  # when a microphone has recorded the block
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                self.late_s.append(time.monotonic() - due)
                await socket.send(data[position : position + size])
            ended = time.monotonic()
            await socket.send(END)
            text = await reader
            self.spoken.append({"sound": sound, "latency_s": time.monotonic() - ended, "text": text})


async def _finals(socket) -> str:
    """All final texts until `done`."""
    texts = []
    async for message in socket:
        value = json.loads(message)
        if value["type"] == "final":
            texts.append(value["text"])
        elif value["type"] == "done":
            return " ".join(filter(None, texts))
    raise ConnectionError("the server has not finished the stream")


async def disconnects(job: dict) -> dict:
    """Clients that send a second of speech and then break the connection."""
    sound = next(Path(job["sounds"]).glob("*.raw")).read_bytes()[:32000]
    done = 0
    while done < job["disconnects"]:
        socket = await websockets.connect(f"ws://{job['address']}/v1/stream", open_timeout=60)
        try:
            await socket.send(START)
            await socket.recv()
            await socket.send(sound)
        except websockets.ConnectionClosed:  # the places of earlier ones are not free yet
            await asyncio.sleep(0.05)
            continue
        socket.transport.abort()
        done += 1
    return {"disconnects": done}


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    print(json.dumps(asyncio.run(disconnects(job) if "disconnects" in job else Load(job).run())))
