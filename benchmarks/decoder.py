"""Compares the speed of this project's ds_ctcdecoder with decoders from PyPI, on the same probabilities.

    python benchmarks/decoder.py [--other PYTHON] [--quick] [--results benchmarks/results]

Data: ../shared/golden, the softmax of logits (temperature 1) and of logits / 2 (flatter, more ways to go).
Times are processor time per frame in one thread, the least of several passes; five texts per utterance are
compared. `--other` is a Python with ds_ctcdecoder 0.9.3, else one is made, like the others. Decoders that
cannot be had are left out, with the reason. pyctcdecode prunes as it does by default, the others do not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from peers.environments import PeerMissing, peer_python
from this_client import environment_for, last_words

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402

OURS, ORIGINAL = "this project", "ds_ctcdecoder 0.9.3"
# Decoder -> its environment.
PEERS = {ORIGINAL: "ds_ctcdecoder", "pyctcdecode": "pyctcdecode", "flashlight-text": "flashlight-text"}
BEAMS = (100, 500, 1024)
HEAD = ["case", "beam", "scorer", "temperature", "decoder", "ms/frame", "our ms/frame", "ratio", "same 5"]


class Worker:
    """`decoder_worker.py` in another interpreter."""

    def __init__(self, python: Path, name: str) -> None:
        library = "ds_ctcdecoder/lib/libds_ctcdecoder.so" if name == OURS else None
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the worker
        self._decoder = name if name in ("pyctcdecode", "flashlight-text") else "ds_ctcdecoder"
        self._process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("decoder_worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment_for(library),
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"decoder": self._decoder, **request}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self._errors.seek(0)
            sys.exit(f"E {self._decoder} ended with status {status}: {last_words(self._errors.read())}")
        return dict(json.loads(line))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def start(options: argparse.Namespace) -> tuple[dict[str, Worker], dict[str, str]]:
    """Starts the workers; returns them, and the reason for each missing decoder."""
    workers = {OURS: Worker(Path(sys.executable), OURS)}
    missing = {}
    for name, peer in PEERS.items():
        try:
            given = options.other if name == ORIGINAL else None
            workers[name] = Worker(given or peer_python(peer), name)
        except PeerMissing as reason:
            missing[name] = str(reason)
    return workers, missing


def compare(workers: dict[str, Worker], case: str, others: list[str], **request: Any) -> list[list[Any]]:
    """Rows of the table for one case, with all available decoders of `others`."""
    rows = []
    ours = None
    for name in others:
        if name not in workers:
            continue
        before = workers[OURS].ask(**request, seconds=0.5)
        other = workers[name].ask(**request, seconds=1.0)
        after = workers[OURS].ask(**request, seconds=0.5)  # the speed of the machine may vary
        ours = min(before["ms_per_frame"], after["ms_per_frame"])
        same = sum(a == b for a, b in zip(before["texts"], other["texts"], strict=True))
        row = [case, request["beam"], "yes" if request["scored"] else "no", request["temperature"], name]
        row += [round(other["ms_per_frame"], 4), round(ours, 4), round(other["ms_per_frame"] / ours, 1)]
        rows.append([*row, f"{same} of {len(before['texts'])}"])
        print("  ".join(map(str, rows[-1])), flush=True)
    return rows


def measure(workers: dict[str, Worker], quick: bool) -> list[list[Any]]:
    rows = []
    apart = {"utterances": 2 if quick else 6, "joined": False}
    for temperature in (1, 2):
        for scored in (False, True):
            for beam in BEAMS:
                request = {"beam": beam, "scored": scored, "temperature": temperature, **apart}
                rows += compare(workers, "separate", [ORIGINAL], **request)
    for beam in BEAMS:
        request = {"beam": beam, "scored": False, "temperature": 1, "utterances": 2, "joined": False}
        rows += compare(workers, "separate", ["pyctcdecode", "flashlight-text"], **request)
    for scored in (False, True):
        joined = {"utterances": 4 if quick else 20, "joined": True, "temperature": 1}
        rows += compare(workers, "joined", [ORIGINAL], beam=500, scored=scored, **joined)
    return rows


def thread_ratio(worker: Worker, scored: bool) -> float:
    """Speedup of a batch with two threads, on idle cores."""
    one, two = (worker.ask(beam=500, scored=scored, threads=n, seconds=4.0)["seconds"] for n in (1, 2))
    return float(one / two)


def write(
    folder: Path, command: str, rows: list[list[Any]], threads: dict[str, float], missing: dict[str, str]
) -> None:
    machine = f"{os.cpu_count()} cores, load before the run {LOAD_BEFORE:.1f}"
    lines = ["# Speed of CTC beam search", "", f"`{command}` on {machine}. CPU time, one thread.", ""]
    lines += ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""]
    lines += [f"Batch on 2 threads, {case}: {r:.2f} times as fast as on one." for case, r in threads.items()]
    lines += [f"Skipped: {name}: {reason}" for name, reason in missing.items()]
    (folder / "decoder.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    content = {"command": command, "load_before": LOAD_BEFORE, "missing": missing, "thread_ratios": threads}
    content["rows"] = [dict(zip(HEAD, row, strict=True)) for row in rows]
    (folder / "decoder.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


LOAD_BEFORE = os.getloadavg()[0]


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--other", type=Path, help="Python with ds_ctcdecoder 0.9.3")
    parser.add_argument("--quick", action="store_true", help="fewer utterances")
    parser.add_argument("--results", type=Path, help="folder for decoder.md and decoder.json")
    options = parser.parse_args()
    workers, missing = start(options)
    for name, reason in missing.items():
        print(f"left out: {name}: {reason}")
    print("  ".join(HEAD))
    rows = measure(workers, options.quick)
    threads = {
        case: thread_ratio(workers[OURS], scored)
        for case, scored in (("without scorer", False), ("with scorer", True))
    }
    for case, ratio in threads.items():
        print(f"batch on 2 threads, {case}: {ratio:.2f} times one thread")
    for worker in workers.values():
        worker.close()
    if options.results:
        command = "python benchmarks/decoder.py" + (" --quick" if options.quick else "")
        write(options.results, command, rows, threads, missing)


if __name__ == "__main__":
    main()
