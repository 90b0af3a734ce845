"""`--engine ray` on a local Ray with two workers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.sets import ROOT
from tests.speech.recordings import SENTENCE_FILE, joined, write_wav

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs Ray: pip install '.[ray]'")
COMMAND = [sys.executable, "-m", "deepspeech_tf.transcribe"]
OURS = re.compile(
    r"[IWE] .*|INFO: Created TensorFlow Lite XNNPACK delegate for CPU\."
)  # LiteRT says this, too
NAMES = ("long.wav", "short.wav", "bad.mp3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two recordings, a damaged one, and in `local` what the other engine writes for them."""
    folder = tmp_path_factory.mktemp("ray")
    write_wav(folder / "long.wav", joined([0.8 + 0.02 * number for number in range(20)])[0])
    write_wav(folder / "short.wav", joined([0.5] * 4)[0])
    (folder / "bad.mp3").write_bytes(b"no audio" * 100)
    command = [*COMMAND, *(str(folder / name) for name in NAMES), "--formats", "json"]
    done = subprocess.run(
        [*command, "--output_dir", folder / "local"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert sorted(path.name for path in (folder / "local").iterdir()) == ["long.json", "short.json"]
    return folder


def begin(folder: Path, output: Path, **environment: str) -> subprocess.Popen:
    output.mkdir(exist_ok=True)
    command = [*COMMAND, *(str(folder / name) for name in NAMES), "--engine", "ray", "--processes", "2"]
    command += ["--formats", "json", "--output_dir", str(output)]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    with open(output.with_suffix(".log"), "wb") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env=outside | environment, stdout=log, stderr=log, start_new_session=True
        )


def finish(process: subprocess.Popen, output: Path, meanwhile: Callable[[], object] = lambda: None) -> str:
    """Waits for the end of a run; returns what it printed."""
    try:
        while process.poll() is None:
            meanwhile()
            time.sleep(0.02)
    finally:
        process.kill()
    printed = output.with_suffix(".log").read_text()
    assert [line for line in printed.splitlines() if not OURS.fullmatch(line)] == []
    return printed


def processes_of(session: int) -> dict[int, bytes]:
    """The processes of a session, without its leader, and their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session and int(folder.name) != session:
                found[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
    return {pid: command for pid, command in found.items() if command}  # without those that have ended


def require_end_of_ray(session: int) -> None:
    """Processes that Ray has told to end may take a moment."""
    end = time.monotonic() + 120
    while left := processes_of(session):
        assert time.monotonic() < end, left
        time.sleep(0.1)


def kill_workers(session: int, count: int) -> int:
    """Kills processes that recognize, or load the model."""
    workers = [pid for pid, command in processes_of(session).items() if b"_Worker" in command][:count]
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    return len(workers)


def lines_of(output: Path) -> int:
    journal = output / ".long.transcription"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def require_transcripts_of_local_engine(folder: Path, output: Path) -> None:
    assert sorted(path.name for path in output.iterdir()) == ["long.json", "short.json"]
    for name in ("long.json", "short.json"):
        assert (output / name).read_bytes() == (folder / "local" / name).read_bytes()


@needs_ray
@pytest.mark.timeout(1200)
def test_killed_worker_loses_nothing_and_repeats_nothing(folder, tmp_path) -> None:
    output = tmp_path / "output"
    process, killed = begin(folder, output), 0

    def kill_one() -> None:
        nonlocal killed
        if not killed and lines_of(output) > 3:
            killed = kill_workers(process.pid, 1)

    printed = finish(process, output, kill_one)
    assert killed == 1, printed
    assert process.returncode == 1, printed  # because of bad.mp3
    assert printed.count("bad.mp3 cannot be decoded") == 1
    assert "I 2 recordings: " in printed
    require_transcripts_of_local_engine(folder, output)
    require_end_of_ray(process.pid)


@needs_ray
@pytest.mark.timeout(1200)
def test_resumes_after_kill_of_the_program(folder, tmp_path) -> None:
    output = tmp_path / "output"
    process = begin(folder, output)
    while lines_of(output) < 6:
        assert process.poll() is None, output.with_suffix(".log").read_text()
        time.sleep(0.02)
    process.kill()
    process.wait()
    require_end_of_ray(process.pid)
    journals = list(output.glob(".*"))
    rows = [json.loads(line) for path in journals for line in path.read_bytes().splitlines()[1:]]
    assert not (output / "long.json").exists() and len(rows) >= 5
    printed = finish(begin(folder, output), output)
    if not (output / "short.json").exists():  # else it is complete, and is not counted
        assert f"{sum(row[1] for row in rows) / 16000:.1f} s are from an earlier run" in printed
    assert "are from an earlier run" in printed
    require_transcripts_of_local_engine(folder, output)


@needs_ray
@pytest.mark.timeout(1200)
def test_workers_that_end_again_and_again(folder, tmp_path) -> None:
    output = tmp_path / "output"
    process = begin(folder, output)
    printed = finish(process, output, lambda: kill_workers(process.pid, 9))
    assert process.returncode == 1
    errors = [line for line in printed.splitlines() if line.startswith("E ") and "bad.mp3" not in line]
    assert len(errors) == 1 and "workers of the cluster ended again and again" in errors[0]
    assert list(output.glob("*.json")) == []
    require_end_of_ray(process.pid)


@needs_ray
def test_cluster_that_is_not_there(folder, tmp_path) -> None:
    output = tmp_path / "output"
    process = begin(folder, output, RAY_ADDRESS="127.0.0.1:1")
    printed = finish(process, output)
    assert process.returncode == 1
    assert "E the Ray cluster 127.0.0.1:1 cannot be reached" in printed


def run_without(package: str, *arguments: object, **options) -> subprocess.CompletedProcess:
    program = (
        f"import sys; sys.modules[{package!r}] = None; sys.argv[0] = 'transcribe';"
        "from deepspeech_tf.transcribe import main; main()"
    )
    command = [sys.executable, "-c", program, *map(str, arguments), "--engine", "ray", "--processes", "1"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, **options)


def test_without_ray_the_message_names_the_extra(tmp_path) -> None:
    done = run_without("ray", SENTENCE_FILE, "--dst", tmp_path / "a.txt")
    assert done.returncode == 1
    wanted = (
        'E the engine ray needs the package ray, which is not installed: pip install "deepspeech-tf[ray]"'
    )
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr and list(tmp_path.iterdir()) == []


def test_standard_input_is_not_for_a_cluster() -> None:
    done = run_without("nothing", "-", "--dst", "-", input="")
    assert (done.returncode, done.stdout) == (1, "")
    assert "a cluster transcribes files. Received: stdin, which is none" in done.stderr
