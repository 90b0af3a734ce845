"""How many real-time streams a server holds, and what it does beyond that.

    python benchmarks/server.py capacity --streams 1 16 32 48 64
    python benchmarks/server.py capacity --server one-at-a-time --streams 1 4 8 16
    python benchmarks/server.py capacity --server whisper --packages FOLDER --streams 1 4 8
    python benchmarks/server.py overload --held 48
    python benchmarks/server.py disconnects
    python benchmarks/server.py soak --held 8 --minutes 60 --log work/soak.jsonl

Clients, in a process of their own, send recordings of LibriSpeech in real time: each block of 100 ms at the
moment when a microphone would have recorded it. After the last one they say `end`, and measure the time
until they have the final text. `soak` continues where an earlier run with the same log ended.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path or ".").resolve() != ROOT / "benchmarks")]

from benchmarks.recognition.systems import default_python, peer_environment  # noqa: E402
from benchmarks.recognition.words import normalized  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.evaluation.results import compare, error_rates  # noqa: E402
from deepspeech_tf.speech.media import read_media  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RATE_HZ = 16000
LENGTHS_S = (4.0, 9.0)  # of the recordings
RECORDINGS = 24
LIMIT_MS = 300
HERE = Path(__file__).parent / "serving"
ENGLISH = ROOT / "models" / "english"


def write_recordings(folder: Path) -> list[str]:
    """Writes bare samples for load.py; returns the transcripts."""
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
    return transcripts


class Server:
    """A running server.

    Args:
        kind: this, one-at-a-time or whisper.
        places: streams at the same time.
        packages: folder with Whisper's model.
    """

    def __init__(self, kind: str, places: int, packages: Path | None = None) -> None:
        self.is_ours = kind == "this"
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
    if packages is None:
        sys.exit("E whisper needs --packages (python -m training.english.packages FOLDER)")
    return [str(default_python()), program, "whisper", str(packages / "whisper-tiny.en")]


@contextlib.contextmanager
def running(*arguments: Any) -> Iterator[Server]:
    server = Server(*arguments)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


def percentile(result: dict[str, Any], share: float) -> float:
    """Of the latencies, in milliseconds."""
    latencies = [one["latency_s"] for one in result["spoken"]]
    return 1000 * float(np.quantile(latencies, share)) if latencies else float("nan")


def word_errors(result: dict[str, Any], transcripts: list[str]) -> float:
    pairs = [(normalized(transcripts[one["sound"]]), normalized(one["text"])) for one in result["spoken"]]
    return error_rates([compare("", expected, text, 0.0) for expected, text in pairs]).wer


def capacity(args: argparse.Namespace, sounds: str, transcripts: list[str]) -> None:
    print("| streams | p50, ms | p95, ms | utterances | server, cores | clients, cores | WER |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    held = 0
    for count in args.streams:
        with running(args.server, count, args.packages) as server:
            server.load(sounds=sounds, clients=2, seconds=1)  # the first ones are slower
            work, began = server.processor_s(), time.monotonic()
            result = server.load(sounds=sounds, clients=count, seconds=args.seconds)
            seconds, work = time.monotonic() - began, server.processor_s() - work
        late = percentile(result, 0.95)
        print(
            f"| {count} | {percentile(result, 0.5):.0f} | {late:.0f} | {len(result['spoken'])} "
            f"| {work / seconds:.2f} | {result['processor_s'] / seconds:.2f} "
            f"| {word_errors(result, transcripts):.1%} |",
            flush=True,
        )
        if result["broken"] or result["refused"]:
            print(f"{result['broken']} connections broke, {result['refused']} were refused")
        if result["late_ms"] > 50:
            print(f"the clients sent blocks up to {result['late_ms']:.0f} ms late (95th percentile)")
        held = count if late < LIMIT_MS else held
        if late > args.enough_ms:
            break
    print(f"held with a 95th percentile under {LIMIT_MS} ms: {held}")


def overload(args: argparse.Namespace, sounds: str, transcripts: list[str]) -> None:
    with running("this", args.held) as server:
        for clients in (args.held, 10 * args.held):
            work, began = server.processor_s(), time.monotonic()
            result = server.load(sounds=sounds, clients=clients, seconds=args.seconds, retry_s=args.retry_s)
            seconds, work = time.monotonic() - began, server.processor_s() - work
            print(
                f"{clients} clients, {args.held} places: {len(result['spoken'])} utterances, "
                f"p50 {percentile(result, 0.5):.0f} ms, p95 {percentile(result, 0.95):.0f} ms, "
                f"WER {word_errors(result, transcripts):.1%}; {result['refused']} times refused with "
                f"close code 1013, {result['broken']} connections broke; server {work / seconds:.2f} "
                f"cores, clients {result['processor_s'] / seconds:.2f}; "
                f"the server runs: {server.process.poll() is None}",
                flush=True,
            )


def disconnects(args: argparse.Namespace, sounds: str, _: list[str]) -> None:
    with running("this", 64) as server:
        for count in (
            100,
            args.disconnects,
            args.disconnects,
            args.disconnects,
        ):  # after the first ones, what is loaded once is loaded
            before = server.facts()
            server.load(sounds=sounds, disconnects=count)
            while server.open_streams():
                time.sleep(0.1)
            after = server.facts()
            print(
                f"{count} abrupt disconnects: {before[0]:.1f} MB and {before[1]} descriptors before, "
                f"{after[0]:.1f} MB and {after[1]} after",
                flush=True,
            )


def soak(args: argparse.Namespace, sounds: str, _: list[str]) -> None:
    lines = args.log.read_text().splitlines() if args.log.is_file() else []
    minutes = [json.loads(line) for line in lines]
    args.log.parent.mkdir(parents=True, exist_ok=True)
    with running("this", args.held) as server, open(args.log, "a", encoding="utf-8") as log:
        while len(minutes) < args.minutes:
            result = server.load(sounds=sounds, clients=args.held, seconds=52, spread_s=1.0)
            memory, descriptors = server.facts()
            minutes.append({
                "pid": server.process.pid, "utterances": len(result["spoken"]), "broken": result["broken"],
                "refused": result["refused"], "p95_ms": round(percentile(result, 0.95)),
                "memory_mb": round(memory, 1), "descriptors": descriptors,
            })  # fmt: skip
            log.write(json.dumps(minutes[-1]) + "\n")
            log.flush()
    runs = {one["pid"] for one in minutes}
    for run in sorted(runs):
        found = [one for one in minutes if one["pid"] == run]
        memory = [one["memory_mb"] for one in found]
        print(
            f"{len(found)} minutes with {args.held} streams: {sum(one['utterances'] for one in found)} "
            f"utterances, {sum(one['broken'] for one in found)} connections broke; "
            f"{memory[0]} MB after a minute, {max(memory)} MB at most, {memory[-1]} MB at the end; "
            f"{found[0]['descriptors']} and {found[-1]['descriptors']} descriptors"
        )


PARTS = {"capacity": capacity, "overload": overload, "disconnects": disconnects, "soak": soak}


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("part", choices=PARTS)
    add("--server", choices=("this", "one-at-a-time", "whisper"), default="this")
    add("--streams", type=int, nargs="+", default=[1, 16, 32, 48, 64], help="of `capacity`")
    add("--seconds", type=float, default=40, help="in which streams begin")
    add("--enough_ms", type=float, default=2 * LIMIT_MS, help="more streams are not tried beyond it")
    add("--held", type=int, default=8, help="streams of `overload` and `soak`")
    add("--retry_s", type=float, default=5, help="pause of a client that was refused, in `overload`")
    add("--disconnects", type=int, default=1000)
    add("--minutes", type=int, default=60, help="of `soak`")
    add("--log", type=Path, default=ROOT / "work" / "soak.jsonl", help="of `soak`")
    add("--packages", type=Path, help="folder with the models of Whisper (training.english.packages)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        transcripts = write_recordings(Path(folder))
        PARTS[args.part](args, folder, transcripts)


if __name__ == "__main__":
    main()
