"""Overhead of each binding over the C client, on one minute of audio.

    python benchmarks/bindings.py                       # all languages whose toolchain is present, 5 rounds
    python benchmarks/bindings.py --rounds 2 go java    # some of them
    python benchmarks/bindings.py --write               # also writes results/bindings.md

The example clients of the bindings and the program `deepspeech` transcribe the same recording, joined from
golden recordings, as a whole and as a stream in chunks of 20 ms with an intermediate transcript after each.
They run with timed_library.c in the place of libdeepspeech: it passes all calls on, and adds up the processor
time of the threads in them, and the time that elapses. What a client takes besides is its own: as processor
time (user and system, all threads: its calls, copies, compiler and garbage collector), and as time that
elapses, in which threads of its runtime may use other cores. The library's work is the same code for all; its
time scatters by 20 % and more on shared cores, far beyond what is looked for, and so is measured but not
compared.

A client's own time is taken for one minute and for three minutes; half of the difference belongs to one
minute without start and loading. The least time of each client in all rounds counts, as whatever else the
machine does only adds to it. The overhead is what a binding takes more than the C client, in percent of what
the C client takes in all.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402

NATIVE = ROOT / "native_client"
GOLDEN = ROOT / "tests" / "golden"
ENGLISH = ROOT / "models" / "english"
LIBRARY = NATIVE / "python" / "deepspeech" / "lib"
RESULTS = ROOT / "benchmarks" / "results" / "bindings.md"
LANGUAGES = ("go", "rust", "nim", "java", "javascript", "dotnet")
TIMED = ("DS_SpeechToText", "DS_FeedAudioContent", "DS_IntermediateDecode", "DS_FinishStream")
CHUNK_SAMPLES = 320
MINUTE_S = 60


class MissingToolchainError(Exception):
    """A program that a language needs is not installed."""


def environment() -> dict[str, str]:
    sys.path.insert(0, str(NATIVE / "python"))
    from deepspeech._library import runtime_path

    return {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", "LD_LIBRARY_PATH": str(LIBRARY)}


def run(*command: str | Path, cwd: Path, **more: str) -> str:
    """Runs a program; returns what it prints.

    Raises:
        MissingToolchainError: if it is not there or fails.
    """
    program = str(command[0])
    if shutil.which(program) is None:
        raise MissingToolchainError(f"{program} is not installed")
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**environment(), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise MissingToolchainError(f"{program} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout.strip()


def client_of(language: str, folder: Path) -> list[str]:
    """Builds the example client of a language.

    Args:
        language: one of ``LANGUAGES``.
        folder: where the program is to be made, and the libdeepspeech that it is to open.

    Returns:
        The command that starts it.

    Raises:
        MissingToolchainError: if it cannot be built here.
    """
    source, program = NATIVE / language, folder / language
    if language == "go":
        run("go", "build", "-o", program, "./cmd/deepspeech", cwd=source, GOFLAGS="-mod=mod")
    elif language == "rust":
        target = ROOT / "build" / "bindings" / "rust_target"
        run("cargo", "build", "--release", "--examples", cwd=source, CARGO_TARGET_DIR=str(target))
        program = target / "release" / "examples" / "client"
    elif language == "nim":
        options = ("-d:release", "--gc:orc", "--threads:on", "--hints:off", f"--nimcache:{folder}/cache")
        run("nim", "c", *options, f"-o:{program}", "examples/client.nim", cwd=source)
    elif language == "java":
        run("mvn", "-o", "-B", "-q", "process-classes", cwd=source)
        build = ROOT / "build" / "bindings" / "java"
        classes = ["-cp", f"{build}/classes:{build}/runtime/*"]
        return ["java", f"-Ddeepspeech.library.path={folder}", *classes, "org.deepspeech.client.Main"]
    elif language == "javascript":
        if not (source / "node_modules" / "koffi").is_dir():
            raise MissingToolchainError("koffi is not installed")
        package = folder / "javascript"
        shutil.copytree(source, package, ignore=shutil.ignore_patterns("node_modules", "lib"))
        (package / "node_modules").symlink_to(source / "node_modules")
        libraries = package / "lib" / run("node", "-p", "process.platform + '-' + process.arch", cwd=package)
        libraries.mkdir(parents=True)
        shutil.copy(folder / "libdeepspeech.so", libraries)
        return ["node", str(package / "client.js")]
    else:
        run("bash", source / "build.sh", folder / "dotnet", cwd=source)
        shutil.copy(folder / "libdeepspeech.so", folder / "dotnet")
        return ["mono", str(folder / "dotnet" / "DeepSpeechConsole.exe")]
    return [str(program)]


def write_audio(path: Path, seconds: float) -> Path:
    """Joins golden recordings until they last as long."""
    files = sorted((GOLDEN / "wav").glob("test*.wav"))
    frames, rate = b"", 16000
    while len(frames) < 2 * rate * seconds:
        for file in files:
            with wave.open(str(file)) as opened:
                assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (rate, 1, 2)
                frames += opened.readframes(opened.getnframes())
    with wave.open(str(path), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(frames[: int(2 * rate * seconds)])
    return path


def timed_library(folder: Path) -> Path:
    """Compiles the library that measures; see timed_library.c."""
    header = (NATIVE / "include" / "deepspeech.h").read_text(encoding="utf-8")
    names = re.findall(r"^DEEPSPEECH_EXPORT [^(]*?\b(DS_\w+)\(", header, re.MULTILINE)
    listed = " ".join(f"{'TIMED' if name.startswith(TIMED) else 'OTHER'}({name})" for name in names)
    library = folder / "libdeepspeech.so"
    source = Path(__file__).with_name("timed_library.c")
    options = ["-shared", "-fPIC", "-O2", f"-DFUNCTIONS={listed}", "-Wl,-soname,libdeepspeech.so"]
    subprocess.run(["cc", *options, "-o", str(library), str(source), "-ldl"], check=True)
    return library


@dataclass(frozen=True)
class Run:
    """Seconds of a program, and the last line that it prints.

    Args:
        library: processor seconds in the library.
        own: other processor seconds.
        library_elapsed: seconds that elapse in the library.
        own_elapsed: the other seconds from start to end.
    """

    library: float
    own: float
    library_elapsed: float
    own_elapsed: float
    text: str


def run_client(command: list[str], options: list[str], audio: Path, folder: Path) -> Run:
    """Runs a client with the library that measures.

    Raises:
        RuntimeError: if it fails, or does not use that library.
    """
    counter = folder / "nanoseconds"
    counter.write_bytes(bytes(16))
    timed = {
        "LD_LIBRARY_PATH": str(folder),
        "DS_TIMED_LIBRARY": str(LIBRARY / "libdeepspeech.so"),
        "DS_TIMED_SECONDS": str(counter),
    }
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            [*command, *options, "--audio", str(audio)],
            env=environment() | timed,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise RuntimeError(f"{command} failed: {errors.read().decode()[-500:]}")
        library, library_elapsed = (ns / 1e9 for ns in struct.unpack("qq", counter.read_bytes()))
        if library == 0:
            raise RuntimeError(f"{command} does not use the library that measures")
        own = usage.ru_utime + usage.ru_stime - library
        text = output.read().decode().rstrip("\n").split("\n")[-1]
        return Run(library, own, library_elapsed, elapsed - library_elapsed, text)


@dataclass
class Measured:
    """Runs of a client with one minute and with three minutes of audio, one of each per round."""

    one: list[Run] = field(default_factory=list)
    three: list[Run] = field(default_factory=list)

    def per_minute(self, kind: str) -> float:
        """Least seconds of a minute; ``kind`` is a field of ``Run``."""
        one, three = (min(float(getattr(run, kind)) for run in runs) for runs in (self.one, self.three))
        return (three - one) / 2


Results = dict[tuple[str, bool], Measured]  # by client and whether the audio was streamed


def measure(clients: dict[str, list[str]], options: list[str], rounds: int, folder: Path) -> Results:
    """Runs all clients in each round, in a new order.

    Raises:
        RuntimeError: if a client fails, or two transcripts differ.
    """
    short = write_audio(folder / "short.wav", MINUTE_S)
    long = write_audio(folder / "long.wav", 3 * MINUTE_S)
    results: Results = {(client, stream): Measured() for client in clients for stream in (False, True)}
    order = random.Random(0)
    for number in range(rounds):
        for stream in (False, True):
            texts = set()
            for client in order.sample(list(clients), len(clients)):
                flag = ["--stream"] if client == "javascript" else ["--stream", str(CHUNK_SAMPLES)]
                chosen = options + (flag if stream else [])
                results[client, stream].one.append(run_client(clients[client], chosen, short, folder))
                results[client, stream].three.append(run_client(clients[client], chosen, long, folder))
                texts.add(results[client, stream].three[-1].text)
            if len(texts) != 1:
                raise RuntimeError(f"the clients disagree: {texts}")
        print(f"round {number + 1} of {rounds}\n{table(results)}", file=sys.stderr, flush=True)
    return results


def table(results: Results) -> str:
    """Two tables as Markdown: processor time, and time that elapses."""
    columns = "library, s | own, s | overhead"
    lines: list[str] = []
    for title, suffix in (("processor time", ""), ("time that elapses", "_elapsed")):
        lines += [f"| {title} | whole: {columns} | stream: {columns} |", "|---" + "|---:" * 6 + "|"]
        for client in dict.fromkeys(client for client, _ in results):
            cells = [client]
            for stream in (False, True):
                found, base = results[client, stream], results["C", stream]
                library, own = (found.per_minute(kind + suffix) for kind in ("library", "own"))
                base_library, base_own = (base.per_minute(kind + suffix) for kind in ("library", "own"))
                overhead = 100 * (own - base_own) / (base_own + base_library)
                cells += [f"{library:.2f}", f"{own:.3f}", "" if client == "C" else f"{overhead:+.1f} %"]
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=", ".join(LANGUAGES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", type=Path, default=ENGLISH / "english.tflite")
    parser.add_argument("--scorer", type=Path, default=ENGLISH / "english.scorer")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    options = parser.parse_args()
    for language in options.languages:
        if language not in LANGUAGES:
            parser.error(f"expected one of {', '.join(LANGUAGES)}, got {language}")
    if options.rounds < 1:
        parser.error(f"--rounds must be at least 1, got {options.rounds}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        timed_library(folder)
        clients = {"C": [str(NATIVE / "python" / "deepspeech" / "bin" / "deepspeech")]}
        skipped = ""
        for language in options.languages or LANGUAGES:
            try:
                clients[language] = client_of(language, folder)
            except MissingToolchainError as error:
                skipped += f"Skipped: {language}: {error}\n"
        models = ["--model", str(options.model), "--scorer", str(options.scorer)]
        seconds = measure(clients, models, options.rounds, folder)
        written = table(seconds) + (f"\n{skipped}" if skipped else "")
    print(written, end="")
    if options.write:
        command = f"python benchmarks/bindings.py --rounds {options.rounds} --write"
        told = f"Written by `{command}`: seconds for a minute of audio, {options.model.name}."
        head = f"# Overhead of the bindings\n\n{told}\n\n"
        RESULTS.write_text(head + written, encoding="utf-8")


if __name__ == "__main__":
    main()
