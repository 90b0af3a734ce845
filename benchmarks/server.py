"""How many real-time streams a server holds, and what it does beyond that.

    python benchmarks/server.py all --packages FOLDER --write    # all of the following but soak, 12 minutes
    python benchmarks/server.py capacity --streams 1 16 32 48 64
    python benchmarks/server.py capacity --server one-at-a-time --streams 1 4 8 16
    python benchmarks/server.py capacity --server whisper --packages FOLDER --streams 1 4 8
    python benchmarks/server.py overload --held 48
    python benchmarks/server.py disconnects
    python benchmarks/server.py soak --held 8 --minutes 60 --log work/soak.jsonl

Clients, in a process of their own, send recordings of LibriSpeech in real time: each block of 100 ms at the
moment when a microphone would have recorded it. After the last one they say `end`, and measure the time
until they have the final text. `soak` continues where an earlier run with the same log ended; `all` reads
this log.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path or ".").resolve() != ROOT / "benchmarks")]

from benchmarks.serving import measure, report  # noqa: E402
from benchmarks.serving.servers import KINDS, missing  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
STREAMS = {
    "this": [1, 16, 32, 48, 56, 64, 80],
    "one-at-a-time": [1, 4, 8, 16, 32],
    "whisper": [1, 2, 4, 8],
}
TRIED = ("this", "one-at-a-time", "whisper")  # by `all`, in turns
REST_S = 130  # without the seconds of `overload`: what `all` needs after the capacities


def capacity(args: argparse.Namespace, sounds: measure.Sounds) -> None:
    points: list[measure.Point] = []
    print(report.HEAD, flush=True)
    for count in args.streams or STREAMS[args.server]:
        points.append(measure.capacity(args.server, sounds, count, args.seconds, args.packages))
        _tell(points[-1])
        if points[-1].p95_ms > args.enough_ms:
            break
    print(report.summary(points, args.server))


def overload(args: argparse.Namespace, sounds: measure.Sounds) -> None:
    points, is_running = measure.overload(sounds, args.held, args.seconds, args.retry_s)
    print("\n".join(report.overload_lines(points, args.held, is_running)))


def disconnects(args: argparse.Namespace, sounds: measure.Sounds) -> None:
    print("\n".join(report.disconnect_lines(measure.disconnects(sounds, args.disconnects))))


def soak(args: argparse.Namespace, sounds: measure.Sounds) -> None:
    measure.soak(sounds, args.held, args.minutes, args.log)
    print("\n".join(report.soak_lines(measure.read_log(args.log))))


def everything(args: argparse.Namespace, sounds: measure.Sounds) -> None:
    before = report.machine()
    deadline = time.monotonic() + args.most_minutes * 60 - REST_S - 2 * (args.seconds + 10)
    points, left_out = _in_turns(args, sounds, deadline)
    places = max(1, measure.held(points, "this"))
    tenfold, is_running = measure.overload(sounds, places, args.seconds, args.retry_s)
    print("\n".join(report.overload_lines(tenfold, places, is_running)), flush=True)
    broken = measure.disconnects(sounds, args.disconnects)
    print("\n".join(report.disconnect_lines(broken)), flush=True)
    minutes = measure.read_log(args.log)
    command = shlex.join(["python", "benchmarks/server.py", *map(_without_folder, sys.argv[1:])])
    text = report.page(command, before, points, (places, tenfold, is_running), broken, minutes, left_out)
    folder = RESULTS if args.write else args.log.parent
    folder.mkdir(parents=True, exist_ok=True)
    report.plot(points, folder / "server.png")
    (folder / "server.md").write_text(text, encoding="utf-8")
    print(f"written: {folder / 'server.md'}")


def _without_folder(argument: str) -> str:
    """Results do not name the folders of one machine."""
    return "FOLDER" if Path(argument).is_dir() else Path(argument).name if "/" in argument else argument


def _in_turns(
    args: argparse.Namespace, sounds: measure.Sounds, deadline: float
) -> tuple[list[measure.Point], list[str]]:
    """The capacities of all servers, a few streams first; and what was left out."""
    points: list[measure.Point] = []
    left_out = []
    waiting = {}
    for kind in TRIED:
        if reason := missing(kind, args.packages):
            left_out.append(f"{report.TITLES[kind]} was not measured: {reason}")
        else:
            waiting[kind] = list(args.streams or STREAMS[kind])
    print(report.HEAD, flush=True)
    while any(waiting.values()):
        for kind, counts in waiting.items():
            if not counts:
                continue
            if time.monotonic() + args.seconds + 12 > deadline:
                left_out.append(f"{report.TITLES[kind]}: no time was left for {counts} streams.")
                counts.clear()
                continue
            points.append(measure.capacity(kind, sounds, counts.pop(0), args.seconds, args.packages))
            _tell(points[-1])
            if points[-1].p95_ms > args.enough_ms:
                counts.clear()
    return points, left_out


def _tell(point: measure.Point) -> None:
    print("\n".join([report.row(point), *report.remarks(point)]), flush=True)


PARTS = {
    "all": everything, "capacity": capacity, "overload": overload, "disconnects": disconnects, "soak": soak
}  # fmt: skip


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("part", choices=PARTS)
    add("--server", choices=KINDS, default="this", help="of `capacity`")
    add("--streams", type=int, nargs="+", help="of `capacity` and `all`; default: other ones for each server")
    add("--seconds", type=float, default=16, help="in which clients begin with recordings")
    add("--enough_ms", type=float, default=3000, help="more streams are not tried beyond it")
    add("--held", type=int, default=8, help="streams of `overload` and `soak`")
    add("--retry_s", type=float, default=5, help="pause of a client that was refused, in `overload`")
    add("--disconnects", type=int, default=1000, help="of one of the three rounds")
    add("--minutes", type=int, default=60, help="of `soak`")
    add("--most_minutes", type=float, default=12, help="of `all`; it leaves out large numbers of streams")
    add("--log", type=Path, default=ROOT / "work" / "soak.jsonl", help="of `soak`")
    add("--packages", type=Path, help="folder with the models of Whisper (training.english.packages)")
    add("--write", action="store_true", help="`all` writes results/server.md instead of work/server.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        PARTS[args.part](args, measure.write_recordings(Path(folder)))


if __name__ == "__main__":
    main()
