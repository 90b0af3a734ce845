"""Compares complete clients on one stream: this client, deepspeech(-tflite) 0.9.3 and Coqui stt 1.4.0.

    python benchmarks/client.py [--rounds 3] [--scorer FILE]

A model of n_hidden 2048 with int8 weights and random values, in the form of 0.9.3 (all clients load it) and
in the form of our export, transcribes speech without a scorer. So does the same model as a memory-mapped
graph with float32 weights (.pbmm), in this client and in the TensorFlow client of 0.9.3. The clients take
turns; the best round of each counts. Ours is the build in the checkout, else the package that is installed.
Needs ../shared/golden for speech; a peer that cannot be installed is left out with the reason. Writes
benchmarks/results/client.json and client.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.client_models import make_models  # noqa: E402
from benchmarks.peers.environments import PeerMissing, peer_python  # noqa: E402
from benchmarks.this_client import environment_for, last_words  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.text.alphabet import Alphabet  # noqa: E402
from tests.sets import LARGER as GOLDEN  # noqa: E402

SECONDS = 12
COLUMNS = {
    "real_time_factor": "real-time factor",
    "cpu_factor": "CPU time / audio",
    "first_partial_ms": "first partial, ms of processing",
    "final_ms": "end of speech to text, ms",
    "load_ms": "load, ms",
    "scorer_ms": "open scorer, ms",
    "peak_memory_mb": "peak memory, MB",
}


def measure(python: Path, model: Path, scorer: Path, *, ours: bool) -> dict[str, float]:
    """Runs one round in a separate process.

    Raises:
        RuntimeError: saying what the process died of.
    """
    command = [
        python,
        ROOT / "benchmarks" / "client_worker.py",
        model,
        scorer,
        GOLDEN / "wav" / "test0002.wav",
        SECONDS,
    ]
    done = subprocess.run(
        list(map(str, command)),
        env=environment_for("deepspeech/lib/libdeepspeech.so" if ours else None),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(last_words(done.stderr))
    values: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return values


def map_graph(graph: Path) -> Path:
    """Converts a frozen graph to a memory-mapped one (.pbmm).

    Raises:
        RuntimeError: with the error of deepspeech-convert.
    """
    mapped = graph.with_suffix(".pbmm")
    program = "from deepspeech.programs import convert; convert()"
    done = subprocess.run(
        [sys.executable, "-c", program, str(graph), str(mapped)],
        env=environment_for("deepspeech/lib/libdeepspeech.so"),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(last_words(done.stderr))
    return mapped


def contestants(models: dict[str, Path]) -> dict[str, tuple[Path, Path]]:
    """Interpreter and model by name of the client."""
    found = {
        "this client, 0.9.3's form": (Path(sys.executable), models["old"]),
        "this client, our form": (Path(sys.executable), models["fast"]),
        "this client, .pbmm": (Path(sys.executable), models["mapped"]),
    }
    forms = {"old": "0.9.3's form", "mapped": ".pbmm"}
    for peer, form in (("deepspeech-tflite", "old"), ("stt", "old"), ("deepspeech", "mapped")):
        try:
            found[f"{peer}, {forms[form]}"] = (peer_python(peer), models[form])
        except PeerMissing as reason:
            print(f"without {peer}: {reason}")
    return found


def table(results: dict[str, dict[str, float]]) -> str:
    """The results with ratios, in Markdown."""
    lines = ["| client | " + " | ".join(COLUMNS.values()) + " |", "|---|" + "---:|" * len(COLUMNS)]
    for name, values in results.items():
        cells = [f"{values[key]:.3f}" if "factor" in key else f"{values[key]:.1f}" for key in COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines.append("")
    ours = [name for name in results if name.startswith("this")]
    for other in results.keys() - set(ours):
        for name in ours:
            if name.endswith(".pbmm") != other.endswith(".pbmm"):
                continue
            ratio = results[other]["real_time_factor"] / results[name]["real_time_factor"]
            cpu = results[other]["cpu_factor"] / results[name]["cpu_factor"]
            lines.append(
                f"* {other} takes {ratio:.1f} times as long as {name} ({cpu:.1f} times the CPU time)"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--n_hidden", type=int, default=2048)
    parser.add_argument("--scorer", type=Path, default=GOLDEN / "kenlm.scorer")
    options = parser.parse_args()
    if not GOLDEN.is_dir():
        sys.exit(f"skipped: {GOLDEN} is not there")
    if not options.scorer.is_file():
        sys.exit(f"E --scorer must name a .scorer file. Not a file: {options.scorer}")
    if options.rounds < 1 or options.n_hidden < 1:
        sys.exit("E --rounds and --n_hidden must be at least 1")
    with tempfile.TemporaryDirectory() as folder:
        alphabet = Alphabet.from_file(ROOT / "data" / "alphabet.txt")
        models = make_models(Path(folder), options.n_hidden, alphabet)
        clients = contestants({**models, "mapped": map_graph(models["graph"])})
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in clients}
        for _ in range(options.rounds):
            for name, (python, model) in clients.items():
                try:
                    values = measure(python, model, options.scorer, ours=name.startswith("this"))
                except RuntimeError as error:
                    sys.exit(f"E {name} cannot be measured: {error}")
                print(f"{name}: {values['real_time_factor']:.4f}", flush=True)
                rounds[name].append(values)
    results = {name: {key: min(r[key] for r in all_of) for key in COLUMNS} for name, all_of in rounds.items()}
    text = table(results)
    print(text)
    folder = ROOT / "benchmarks" / "results"
    command = f"python benchmarks/client.py --rounds {options.rounds} --n_hidden {options.n_hidden}"
    head = (
        f"# Complete clients\n\n`{command}`, scorer of {options.scorer.stat().st_size / 1e6:.1f} MB, "
        f"{os.cpu_count()} cores, best of the rounds:\n\n"
    )
    (folder / "client.md").write_text(head + text, encoding="utf-8")
    (folder / "client.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
