"""What server.py measures: latencies under load, refusals, disconnects, and a long run."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.recognition.words import normalized
from benchmarks.serving.servers import Server, busy_s, running
from deepspeech_tf.evaluation.results import compare
from deepspeech_tf.speech.media import read_media
from tests.sets import SHARED

RATE_HZ = 16000
LENGTHS_S = (4.0, 9.0)  # of the recordings
RECORDINGS = 24
LIMIT_MS = 300


@dataclass(frozen=True)
class Sounds:
    """Recordings for load.py, and what is said in them."""

    folder: Path
    transcripts: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """What clients of one server found.

    Args:
        server: its kind.
        clients: streams that were tried at the same time.
        latencies_ms: from the end of speech to the final text, of all utterances.
        word_errors: in all utterances.
        words: of their transcripts.
        refused: how often a client was refused.
        broken: connections that broke.
        late_ms: how late the clients sent blocks, 95th percentile.
        cores: processors that the server used.
        client_cores: those of the clients.
        other_cores: those of all other processes on the machine.
    """

    server: str
    clients: int
    latencies_ms: tuple[float, ...]
    word_errors: int
    words: int
    refused: int
    broken: int
    late_ms: float
    cores: float
    client_cores: float
    other_cores: float

    def percentile(self, share: float) -> float:
        """Of the latencies, in milliseconds; infinite without utterances."""
        return float(np.quantile(self.latencies_ms, share)) if self.latencies_ms else float("inf")

    @property
    def p95_ms(self) -> float:
        return self.percentile(0.95)

    @property
    def is_held(self) -> bool:
        """Whether the final texts came in time, and no connection broke."""
        return self.p95_ms < LIMIT_MS and not self.broken


@dataclass(frozen=True)
class Facts:
    """Memory in MB and descriptors of a server before and after abrupt disconnects."""

    disconnects: int
    before: tuple[float, int]
    after: tuple[float, int]


def write_recordings(folder: Path) -> Sounds:
    """Writes bare samples for load.py."""
    table = SHARED / "data" / "librispeech" / "test.csv"
    if not table.is_file():
        sys.exit(f"E the recordings are not there: {table}")
    transcripts: list[str] = []
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            samples = np.concatenate(list(read_media(table.parent / row["wav_filename"], RATE_HZ)))
            length_s = len(samples) / RATE_HZ
            if LENGTHS_S[0] <= length_s <= LENGTHS_S[1]:
                (folder / f"{len(transcripts):03}.raw").write_bytes(samples.tobytes())
                transcripts.append(row["transcript"])
            if len(transcripts) == RECORDINGS:
                break
    return Sounds(folder, tuple(transcripts))


def under_load(
    kind: str, server: Server, sounds: Sounds, clients: int, seconds: float, retry_s: float = 1.0
) -> Point:
    """Lets clients speak; in `seconds`, they begin with recordings."""
    before = server.processor_s(), busy_s(), time.monotonic()
    result = server.load(sounds=str(sounds.folder), clients=clients, seconds=seconds, retry_s=retry_s)
    elapsed = time.monotonic() - before[2]
    cores = (server.processor_s() - before[0]) / elapsed
    client_cores = result["processor_s"] / elapsed
    results = [
        compare("", normalized(sounds.transcripts[one["sound"]]), normalized(one["text"]), 0.0)
        for one in result["spoken"]
    ]
    return Point(
        server=kind,
        clients=clients,
        latencies_ms=tuple(1000 * one["latency_s"] for one in result["spoken"]),
        word_errors=sum(one.word_distance for one in results),
        words=sum(one.word_length for one in results),
        refused=result["refused"],
        broken=result["broken"],
        late_ms=result["late_ms"],
        cores=cores,
        client_cores=client_cores,
        other_cores=max(0.0, (busy_s() - before[1]) / elapsed - cores - client_cores),
    )


def capacity(kind: str, sounds: Sounds, count: int, seconds: float, packages: Path | None) -> Point:
    """As many streams in real time as the server has places."""
    with running(kind, count, packages) as server:
        server.load(sounds=str(sounds.folder), clients=2, seconds=0.5)  # the first ones are slower
        return under_load(kind, server, sounds, count, seconds)


def held(points: Sequence[Point], kind: str) -> int:
    """The most streams that a server held, of the numbers that were tried up to the first that it did not."""
    most = 0
    for point in sorted((one for one in points if one.server == kind), key=lambda one: one.clients):
        if not point.is_held:
            break
        most = point.clients
    return most


def overload(sounds: Sounds, places: int, seconds: float, retry_s: float) -> tuple[list[Point], bool]:
    """As many clients as places, and ten times as many; and whether the server still runs."""
    with running("this", places) as server:
        points = [
            under_load("this", server, sounds, clients, seconds, retry_s) for clients in (places, 10 * places)
        ]
        return points, server.is_running


def disconnects(sounds: Sounds, count: int, rounds: int = 3) -> list[Facts]:
    """Clients that break their connection; the first round is only to load what is loaded once."""
    found = []
    with running("this", 64) as server:
        for one in (100, *[count] * rounds):
            before = server.facts()
            server.load(sounds=str(sounds.folder), disconnects=one)
            while server.open_streams():
                time.sleep(0.1)
            found.append(Facts(one, before, server.facts()))
    return found[1:]


def read_log(log: Path) -> list[dict[str, Any]]:
    """The minutes of `soak`; none if it did not run."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.is_file() else []


def soak(sounds: Sounds, places: int, minutes: int, log: Path) -> None:
    """Runs until the log has so many minutes, a line for each."""
    done = len(read_log(log))
    log.parent.mkdir(parents=True, exist_ok=True)
    with running("this", places) as server, open(log, "a", encoding="utf-8") as file:
        for _ in range(done, minutes):
            result = server.load(sounds=str(sounds.folder), clients=places, seconds=52, spread_s=1.0)
            memory, descriptors = server.facts()
            latencies = [one["latency_s"] for one in result["spoken"]] or [float("inf")]
            minute = {
                "pid": server.process.pid, "streams": places, "utterances": len(result["spoken"]),
                "broken": result["broken"], "refused": result["refused"],
                "p95_ms": round(1000 * float(np.quantile(latencies, 0.95))),
                "memory_mb": round(memory, 1), "descriptors": descriptors,
            }  # fmt: skip
            file.write(json.dumps(minute) + "\n")
            file.flush()
