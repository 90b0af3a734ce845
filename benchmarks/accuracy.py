"""Compares recognizers of English: word error rate, clean and in noise, against speed, latency and size.

    python benchmarks/accuracy.py [--limit 40] [--packages FOLDER] [--write]

Models of this project in the native client, PocketSphinx and Whisper transcribe the same WAV files, each in
its own process on one core. Each result is stored under --cache; an interrupted run resumes, and other
models, sets or conditions add to it. A recognizer that is not installed is left out with the reason.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Without this file's folder, whose training.py would be imported instead of the folder `training`.
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path or ".").resolve() != ROOT / "benchmarks")]

from benchmarks.recognition.report import Figures, Key, figures, plot, record, table, title  # noqa: E402
from benchmarks.recognition.sets import CLEAN, NOISE_SEED, TestSet, prepare, read_set  # noqa: E402
from benchmarks.recognition.systems import (  # noqa: E402
    WORKER,
    System,
    default_models,
    default_python,
    parse_model,
    peer_environment,
    peers,
    require_distinct,
)
from benchmarks.this_client import environment_for, last_words  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.errors import ConfigError, DeepSpeechError  # noqa: E402
from deepspeech_tf.whole_file import write_json  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
DATA = SHARED / "data"
SETS = {
    "librispeech": DATA / "librispeech/test.csv",
    "speechocean762": DATA / "speechocean762/test.csv",
    "kathleen": DATA / "kathleen/dev.csv",
    "read_speech": DATA / "read_speech/test.csv",
}


class Failed(Exception):  # noqa: N818 - one measurement, not the program
    """The last line of output of a worker that failed."""


def measure(system: System, wavs: Sequence[Path], core: int) -> dict[str, Any]:
    """Transcribes the files in a separate process.

    Raises:
        Failed: saying what the process died of.
    """
    job = {
        "kind": system.kind,
        "model": str(system.model),
        "scorer": str(system.scorer or ""),
        "core": core,
        "wavs": [str(path) for path in wavs],
    }
    ours = environment_for("deepspeech/lib/libdeepspeech.so")
    done = subprocess.run(
        [str(system.python), str(WORKER)],
        input=json.dumps(job),
        env=ours if system.kind == "ours" else peer_environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed(last_words(done.stderr))
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def stored_or_measured(
    system: System, test: TestSet, condition: str, options: argparse.Namespace
) -> dict[str, Any]:
    """The result of a recognizer on a set, from the cache or measured now.

    Raises:
        Failed: see `measure`.
        DeepSpeechError: see `prepare`.
    """
    wavs = prepare(test, condition, options.cache, options.voices)
    folder = options.cache / "results" / wavs[0].parent.relative_to(options.cache / "sets")
    path = folder / f"{system.kind}-{system.digest()}.json"
    if not path.is_file():
        measured = measure(system, wavs, options.core)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(path, {"system": system.name, **measured}, indent=1)
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def measure_all(
    systems: Sequence[System], tests: Sequence[TestSet], options: argparse.Namespace
) -> tuple[dict[Key, Figures], int]:
    """All figures, and the number of measurements that failed."""
    results: dict[Key, Figures] = {}
    failures = 0
    for test in tests:
        references = [one.transcript for one in test.utterances]
        for condition in options.conditions:
            for system in systems:
                try:
                    measured = stored_or_measured(system, test, condition, options)
                except Failed as error:
                    where = f"{test.name}, {title(condition)}"
                    print(f"E {system.name} cannot be measured on {where}: {error}", file=sys.stderr)
                    failures += 1
                    continue
                found = figures(references, measured)
                results[system.name, test.name, condition] = found
                print(
                    f"{test.name}, {title(condition)}: {system.name}: WER {found.wer:.1%}, "
                    f"real-time factor {found.real_time_factor:.3f}, final text {found.final_ms:.0f} ms",
                    flush=True,
                )
    return results, failures


def text_of(
    systems: Sequence[System],
    tests: Sequence[TestSet],
    results: dict[Key, Figures],
    options: argparse.Namespace,
) -> str:
    """The report in Markdown."""
    disk_mb = {system.name: system.disk_mb for system in systems}
    versions = {system.kind: system.version for system in systems if system.version}
    names = {
        "pocketsphinx": "PocketSphinx {}, default US English model",
        "whisper": "faster-whisper {}, int8",
    }
    peers_used = "; ".join(names[kind].format(version) for kind, version in versions.items()) or "none"
    limit = f" --limit {options.limit}" if options.limit else ""
    lines = [
        f"# Accuracy, {datetime.now(tz=timezone.utc):%Y-%m-%d}", "",
        f"    python benchmarks/accuracy.py{limit} --packages FOLDER --write", "",
        f"One core, one thread; {processor()}. Other recognizers: {peers_used}.", "",
        "* All transcripts are normalized in the same way: lower case, numbers in words, no punctuation.",
        "  Spellings are not: `colour` instead of `color` counts as an error.",
        f"* Noise: hiss, hum and babble of four voices (`training/digits/noise.py`, seed {NOISE_SEED}).",
        "* Real-time factor: processor time per duration of the audio, which arrives in pieces of 20 ms.",
        "* Final text: processor time from the last piece of audio to the text. faster-whisper does not",
        "  stream, so this is its time for the whole utterance.",
        f"* Confidence interval, speed and memory are those of `{title(options.conditions[0])}`. Memory is",
        "  that of the process, Python included. Model: its files, with the language model.", "",
    ]  # fmt: skip
    for test in tests:
        if any((name, test.name, options.conditions[0]) in results for name in disk_mb):
            lines.append(table(test.name, options.conditions, disk_mb, results))
    return "\n".join([*lines, "![word error rate against real-time factor](accuracy.png)", ""])


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.machine())


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--model", action="append", default=[], metavar="NAME=FILE.tflite[,FILE.scorer]",
        help="a model of this project; repeatable (default: models/english and an LSTM,\n"
        "without and with scorer)")  # fmt: skip
    add("--sets", nargs="+", default=[], metavar="NAME=CSV", help=f"(default: {', '.join(SETS)})")
    add("--conditions", nargs="+", default=[CLEAN, "20", "10", "5"],
        help="clean, or signal-to-noise ratios in dB (default: clean 20 10 5)")  # fmt: skip
    add("--limit", type=int, default=0, help="utterances per set, evenly spaced by length; 0: all")
    add("--peer_python", type=Path, default=default_python(),
        help="interpreter with pocketsphinx and faster-whisper")  # fmt: skip
    add("--packages", type=Path, help="folder with the models of Whisper (training.english.packages)")
    add("--no_peers", action="store_true", help="measure only models of this project")
    add("--voices", type=Path, default=DATA / "librispeech/dev.csv", help="CSV file for babble noise")
    add("--cache", type=Path, default=ROOT / "work" / "accuracy", help="folder of WAV files and results")
    add("--core", type=int, help="number of the core (default: the last that is available)")
    add("--write", action="store_true", help="save the report in benchmarks/results")
    return parser.parse_args()


def check(options: argparse.Namespace) -> None:
    """Checks options that depend on each other or on the machine, and fills in defaults.

    Raises:
        ConfigError: naming the option.
    """
    if options.limit < 0:
        raise ConfigError(f"--limit must be at least 0. Received: {options.limit}")
    for condition in options.conditions:
        try:
            is_right = condition == CLEAN or math.isfinite(float(condition))
        except ValueError:
            is_right = False
        if not is_right:
            raise ConfigError(f"--conditions must be clean or numbers in dB. Received: {condition}")
    options.conditions = list(dict.fromkeys(options.conditions))
    if options.conditions != [CLEAN] and not options.voices.is_file():
        raise ConfigError(f"--voices must name a CSV file, for noise. Not a file: {options.voices}")
    cores = sorted(os.sched_getaffinity(0))
    options.core = cores[-1] if options.core is None else options.core
    if options.core not in cores:
        raise ConfigError(f"--core must be one of {cores}. Received: {options.core}")
    options.cache = options.cache.resolve()


def chosen_sets(texts: Sequence[str]) -> dict[str, Path]:
    """The sets of `--sets`, or the default ones that are there.

    Raises:
        ConfigError: if a set has another form than NAME=CSV, or there is none.
    """
    if not texts:
        found = {name: path for name, path in SETS.items() if path.is_file()}
        if not found:
            raise ConfigError("the default sets are not there: pass --sets NAME=CSV")
        return found
    chosen: dict[str, Path] = {}
    for text in texts:
        name, _, path = text.partition("=")
        if not path or not name.replace("-", "_").isidentifier() or name in chosen:
            raise ConfigError(f"--sets must be NAME=CSV, each NAME once, a word. Received: {text}")
        chosen[name] = Path(path)
    return chosen


def main() -> None:
    begin_command()
    options = parse_arguments()
    try:
        check(options)
        systems = [parse_model(text) for text in options.model] or default_models()
        systems += [] if options.no_peers else peers(options.peer_python, options.packages)
        require_distinct(systems)
        tests = [read_set(name, path, options.limit) for name, path in chosen_sets(options.sets).items()]
        results, failures = measure_all(systems, tests, options)
        if not results:
            raise ConfigError("no recognizer could be measured")
        text = text_of(systems, tests, results, options)
        print(text)
        (options.cache / "accuracy.md").write_text(text, encoding="utf-8")
        write_json(options.cache / "accuracy.json", record(results), indent=1, end="\n")
        sets, names = [test.name for test in tests], [system.name for system in systems]
        plot(sets, options.conditions, names, results, options.cache / "accuracy.png")
        if options.write:
            for name in ("accuracy.md", "accuracy.json", "accuracy.png"):
                shutil.copy(options.cache / name, RESULTS / name)
    except DeepSpeechError as error:
        sys.exit(f"E {error}")
    except OSError as error:
        sys.exit(f"E {error.filename or ''}: {error.strerror or error}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
