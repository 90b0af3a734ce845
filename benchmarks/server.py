"""How many real-time streams the server holds, and what it does beyond that.

    python benchmarks/server.py --streams 4 8 16 32 --seconds 20

Each client sends a recording of LibriSpeech (or the sentence of `models/english`) as fast as it was
spoken, in blocks of 100 ms, says `end` after its last block, and measures the time until the final text.
Then ten times as many clients come as the server admits; then 1,000 clients disconnect abruptly; then
`--soak_minutes` follow.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import websockets

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.speech.media import read_media  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RATE_HZ = 16000
BLOCK_S = 0.1
MOST_S = 8.0  # of a recording
LIMIT_MS = 300
START, END = json.dumps({"type": "start"}), json.dumps({"type": "end"})


def recordings() -> list[bytes]:
    folder = SHARED / "data" / "librispeech" / "test"
    files = sorted(folder.glob("*.mp3"))[:12] or [
        ROOT / "models/english/no_one_stirred_among_the_wreckage.wav"
    ]
    read = (np.concatenate(list(read_media(file, RATE_HZ))) for file in files)
    return [samples[: int(MOST_S * RATE_HZ)].tobytes() for samples in read]


class Server:
    def __init__(self, max_streams: int) -> None:
        limits = ["--max_streams", str(max_streams), "--max_streams_per_client", str(max_streams)]
        command = [sys.executable, "-m", "deepspeech_tf.serve", "--port", "0", *limits]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"ready: http://(\S+?)\"", line):
                self.address = found.group(1)
                break

    def facts(self) -> tuple[float, int]:
        """Resident memory in MB, and open file descriptors."""
        folder = Path(f"/proc/{self.process.pid}")
        memory = re.search(r"VmRSS:\s+(\d+)", (folder / "status").read_text()).group(1)
        return int(memory) / 1024, len(list((folder / "fd").iterdir()))

    def metrics(self, name: str) -> float:
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        return sum(map(float, re.findall(rf"^{name}{{.*}} (\S+)$", text, re.MULTILINE)))

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def audio_seconds(self) -> float:
        return self.metrics("deepspeech_audio_seconds_total")

    def open_streams(self) -> float:
        return self.metrics("deepspeech_streams")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


async def speak(server: Server, data: bytes, latencies: list[float]) -> bool:
    """One stream in real time; returns whether it was accepted."""
    size = int(BLOCK_S * RATE_HZ) * 2
    async with websockets.connect(f"ws://{server.address}/v1/stream", open_timeout=60) as socket:
        try:
            await socket.send(START)
            if json.loads(await socket.recv())["type"] != "ready":
                return False
            reader = asyncio.create_task(_last(socket))
            begin = time.monotonic()
            for number, first in enumerate(range(0, len(data), size), start=1):
                await socket.send(data[first : first + size])
                await asyncio.sleep(max(0.0, begin + number * BLOCK_S - time.monotonic()))
            ended = time.monotonic()
            await socket.send(END)
            await reader
            latencies.append(time.monotonic() - ended)
            return True
        except websockets.ConnectionClosed:
            return False


async def _last(socket) -> None:
    async for message in socket:
        if json.loads(message)["type"] == "done":
            return


async def load(server: Server, clients: int, seconds: float, sounds: list[bytes]):
    """Clients that speak one recording after the other; returns latencies, accepted and refused."""
    latencies, answers = [], []
    end = time.monotonic() + seconds

    async def client(number: int) -> None:
        await asyncio.sleep(number / clients)  # people do not begin at the same moment
        for data in itertools.islice(itertools.cycle(sounds), number, None):
            is_accepted = await speak(server, data, latencies)
            answers.append(is_accepted)
            if time.monotonic() > end:
                return
            if not is_accepted:
                await asyncio.sleep(1)

    await asyncio.gather(*(client(number) for number in range(clients)))
    return np.array(latencies) * 1000, answers.count(True), answers.count(False)


def p95(latencies) -> float:
    return float(np.quantile(latencies, 0.95)) if len(latencies) else float("nan")


async def disconnects(server: Server, count: int, sounds: list[bytes]) -> None:
    done = 0
    while done < count:
        socket = await websockets.connect(f"ws://{server.address}/v1/stream", open_timeout=60)
        try:
            await socket.send(START)
            await socket.recv()
            await socket.send(sounds[0][:32000])
        except websockets.ConnectionClosed:  # the places of earlier ones are not free yet
            await asyncio.sleep(0.05)
            continue
        socket.transport.abort()
        done += 1
    while server.open_streams():
        await asyncio.sleep(0.1)


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, nargs="+", default=[4, 8, 16, 32, 48])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--disconnects", type=int, default=1000)
    parser.add_argument("--soak_minutes", type=float, default=0)
    args = parser.parse_args()
    sounds, held = recordings(), 0
    server = Server(max(args.streams))
    try:
        for count in args.streams:
            work, audio = server.processor_seconds(), server.audio_seconds()
            latencies, _, _ = asyncio.run(load(server, count, args.seconds, sounds))
            cost = (server.processor_seconds() - work) / (server.audio_seconds() - audio)
            print(
                f"{count} streams: p50 {np.median(latencies):.0f} ms, p95 {p95(latencies):.0f} ms; ", end=""
            )
            print(f"{cost:.3f} processor seconds per second of audio", flush=True)
            if p95(latencies) > LIMIT_MS:
                break
            held = count
    finally:
        server.stop()
    print(f"held with a 95th percentile under {LIMIT_MS} ms: {held}")
    overload(max(1, held), args, sounds)


def overload(held: int, args: argparse.Namespace, sounds: list[bytes]) -> None:
    server = Server(held)
    try:
        latencies, accepted, refused = asyncio.run(load(server, 10 * held, args.seconds, sounds))
        print(
            f"{10 * held} clients, {held} places: {accepted} streams accepted, p95 {p95(latencies):.0f} ms; ",
            end="",
        )
        print(
            f"{refused} refused with close code 1013; the server runs: {server.process.poll() is None}",
            flush=True,
        )
        asyncio.run(disconnects(server, 50, sounds))
        before = server.facts()
        asyncio.run(disconnects(server, args.disconnects, sounds))
        after = server.facts()
        print(
            f"{args.disconnects} abrupt disconnects: {before[0]:.0f} MB and {before[1]} descriptors before, ",
            end="",
        )
        print(f"{after[0]:.0f} MB and {after[1]} after", flush=True)
        if args.soak_minutes:
            latencies, accepted, refused = asyncio.run(load(server, held, args.soak_minutes * 60, sounds))
            after = server.facts()
            print(
                f"{args.soak_minutes:.0f} minutes with {held} streams: p95 {p95(latencies):.0f} ms, ", end=""
            )
            print(f"{accepted} streams, {after[0]:.0f} MB and {after[1]} descriptors")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
