"""Overhead of each binding over the C client, on one minute of audio.

    python benchmarks/bindings.py                       # all languages whose toolchain is present, 5 rounds
    python benchmarks/bindings.py --rounds 9 go java    # some of them
    python benchmarks/bindings.py --write               # also writes results/bindings.md

The example clients of the bindings and the program `deepspeech` transcribe the same recording, joined from
golden recordings, as a whole and as a stream in chunks of 20 ms with an intermediate transcript after each.
Each round runs all programs. Processor time is measured (user and system, all threads) for one minute and for
two minutes. The difference is compared with that of the C client in the same round; the table shows the
median of these ratios. What start, loading and warming up take more than in C is the last column, in seconds
of the first minute.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
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
CHUNK_SAMPLES = 320
MINUTE_S = 60


class MissingToolchainError(Exception):
    """A program that a language needs is not installed."""


def environment() -> dict[str, str]:
    sys.path.insert(0, str(NATIVE / "python"))
    from deepspeech._library import runtime_path

    return {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", "LD_LIBRARY_PATH": str(LIBRARY)}


def run(*command: str | Path, cwd: Path, **more: str) -> None:
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


def client_of(language: str, folder: Path) -> list[str]:
    """Builds the example client of a language; returns the command that starts it.

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
        return ["java", "-cp", f"{build}/classes:{build}/runtime/*", "org.deepspeech.client.Main"]
    elif language == "javascript":
        if not (source / "node_modules" / "koffi").is_dir():
            raise MissingToolchainError("koffi is not installed")
        libraries = (
            "--library",
            LIBRARY / "libdeepspeech.so",
            "--runtime",
            environment()["DS_LITERT_LIBRARY"],
        )
        run("node", "scripts/copy_natives.js", *libraries, cwd=source)
        return ["node", str(source / "client.js")]
    else:
        run("bash", source / "build.sh", folder / "dotnet", cwd=source)
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


def processor_seconds(
    command: list[str], language: str, options: list[str], audio: Path, stream: bool
) -> tuple[float, str]:
    """Processor time of a program, and the last line that it prints."""
    options = [*options, "--audio", str(audio)]
    if stream:
        options += ["--stream"] if language == "javascript" else ["--stream", str(CHUNK_SAMPLES)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([*command, *options], env=environment(), stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise RuntimeError(f"{command} failed: {errors.read().decode()[-500:]}")
        return usage.ru_utime + usage.ru_stime, output.read().decode().rstrip("\n").split("\n")[-1]


@dataclass(frozen=True)
class Seconds:
    """Processor seconds of a run for the first and for the second minute."""

    first: float
    second: float


Measured = dict[
    tuple[str, bool], list[Seconds]
]  # by language and whether the audio was streamed, for each round


def measure(clients: dict[str, list[str]], options: list[str], rounds: int, folder: Path) -> Measured:
    """Runs all clients in each round.

    Raises:
        RuntimeError: if a client fails, or two transcripts differ.
    """
    short = write_audio(folder / "short.wav", MINUTE_S)
    long = write_audio(folder / "long.wav", 2 * MINUTE_S)
    measured: Measured = {}
    for number in range(rounds):
        for stream in (False, True):
            texts = set()
            for language, command in clients.items():
                first, _ = processor_seconds(command, language, options, short, stream)
                both, text = processor_seconds(command, language, options, long, stream)
                measured.setdefault((language, stream), []).append(Seconds(first, both - first))
                texts.add(text)
            if len(texts) != 1:
                raise RuntimeError(f"the clients disagree: {texts}")
        print(f"round {number + 1} of {rounds}\n{table(measured)}", file=sys.stderr)
    return measured


def table(measured: Measured) -> str:
    """The table as Markdown, in columns for each kind of call."""
    columns = "seconds | overhead | range | first minute"
    lines = [f"| client | whole: {columns} | stream: {columns} |", "|---" * 9 + "|"]
    for language in dict.fromkeys(language for language, _ in measured):
        cells = [language]
        for stream in (False, True):
            pairs = list(zip(measured[language, stream], measured["C", stream], strict=True))
            ratios = [100 * (own.second / base.second - 1) for own, base in pairs]
            more = statistics.median(own.first - base.first for own, base in pairs)
            cells.append(f"{statistics.median(own.second for own, _ in pairs):.2f}")
            if language == "C":
                cells += ["", "", ""]
            else:
                low, high = min(ratios), max(ratios)
                cells += [
                    f"{statistics.median(ratios):+.1f} %",
                    f"{low:+.1f} to {high:+.1f} %",
                    f"{more:+.2f} s",
                ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


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
        told = f"Written by `{command}`: processor seconds for the second minute, {options.model.name}."
        head = f"# Overhead of the bindings\n\n{told}\n\n"
        RESULTS.write_text(head + written, encoding="utf-8")


if __name__ == "__main__":
    main()
