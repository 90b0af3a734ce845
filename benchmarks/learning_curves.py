"""Error rates by hours of training data and by size of Whisper's encoder.

    python benchmarks/learning_curves.py --packages FOLDER [--hours 0.5 1.5 4.5] [--whisper NAME …] [--write]

For each size, stores the encoder's outputs for recordings of LibriSpeech, speechocean762, kathleen and LJ
Speech (training/english/outputs.py), and trains the layers after the blocks on random selections of them, of
which larger ones contain smaller ones (training/english/head.py). Three times the hours get twice the steps.
Reports the error rates on LibriSpeech's validation set, without a scorer and with it. An interrupted run
resumes. FOLDER is that of `python -m training.english.packages`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path or ".").resolve() != ROOT / "benchmarks")]

from benchmarks.ablation import REAL, error_rates  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.whole_file import write_json  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
DEV = SHARED / "data" / "librispeech" / "dev.csv"
SCORER = ROOT / "models" / "english" / "english.scorer"
FIRST_STEPS = 150  # for the smallest number of hours
GROWTH = 0.63  # log 2 / log 3
BATCH_S = 60


@dataclass(frozen=True)
class Point:
    """Error rates after a training.

    Args:
        hours: of training data.
        steps: of training.
        loss: on the training data at the end, per output row.
        wer: word error rate without a scorer.
        cer: character error rate without a scorer.
        scorer_wer: word error rate with a scorer.
    """

    hours: float
    steps: int
    loss: float
    wer: float
    cer: float
    scorer_wer: float


def run(*arguments: object) -> None:
    """Runs a module of Python.

    Raises:
        SystemExit: if it fails.
    """
    command = [sys.executable, "-m", *map(str, arguments)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"E failed: {' '.join(command)}")


def measure(whisper: Path, hours: float, steps: int, folder: Path) -> Point:
    """Trains on so many hours, and evaluates."""
    files = ",".join(map(str, REAL))
    outputs = folder / "outputs" / whisper.name
    run("training.english.outputs", whisper, f"{files},{DEV}", outputs)
    out = folder / f"{whisper.name}-{hours:g}"
    arguments = (whisper, outputs, files, DEV, out, "--hours", hours, "--steps", steps, "--every", 50)
    run("training.english.head", *arguments, "--batch_seconds", BATCH_S)
    last = json.loads((out / "curve.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    with_scorer = error_rates(out, 0, SCORER)[0]
    return Point(hours, steps, last["loss_per_row"], last["wer"], last["cer"], with_scorer)


def plot(points: dict[str, list[Point]], path: Path) -> None:
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.8))
    for name, found in points.items():
        hours = [one.hours for one in found]
        panels[0].plot(hours, [100 * one.wer for one in found], "o-", label=f"{name}, no scorer")
        color = panels[0].lines[-1].get_color()
        scored = [100 * one.scorer_wer for one in found]
        panels[0].plot(hours, scored, "o--", color=color, label=f"{name}, scorer")
        panels[1].plot(hours, [one.loss for one in found], "o-", color=color, label=name)
    panels[0].set(ylabel="word error rate (%)", title="LibriSpeech, validation set", ylim=(0, None))
    panels[1].set(ylabel="loss per output row", title="training data", ylim=(0, None))
    for panel in panels:
        panel.set(xlabel="hours of training data", xscale="log")
        ticks = sorted({one.hours for found in points.values() for one in found})
        panel.set_xticks(ticks, [f"{hours:g}" for hours in ticks], minor=False)
        panel.minorticks_off()
        panel.grid(alpha=0.3)
        panel.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def table(points: dict[str, list[Point]], command: str) -> str:
    lines = [
        f"# Hours of training data, size of the encoder, {datetime.now(tz=timezone.utc):%Y-%m-%d}",
        "",
        f"    {command}",
        "",
        f"The layers after the blocks of Whisper's encoder, trained in steps of {BATCH_S} s. Rates of",
        "LibriSpeech's validation set (111 utterances).",
        "",
        "| encoder | hours | steps | loss per output row | WER | CER | WER, scorer |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, found in points.items():
        for one in found:
            cells = (name, f"{one.hours:g}", one.steps, f"{one.loss:.3f}", f"{one.wer:.1%}", f"{one.cer:.1%}")
            lines.append(f"| {' | '.join(map(str, cells))} | {one.scorer_wer:.1%} |")
    return "\n".join([*lines, "", "![error rates by hours of data](learning_curves.png)", ""])


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--packages", type=Path, required=True, help="folder with the models of Whisper")
    add("--whisper", nargs="+", default=["whisper-tiny.en", "whisper-base"], help="folders in it")
    add("--hours", type=float, nargs="+", default=[0.5, 1.5, 4.5])
    add("--folder", type=Path, default=ROOT / "work" / "learning_curves", help="for outputs and checkpoints")
    add("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / "points.json"
    stored = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    points = {name: [Point(**one) for one in stored.get(name, [])] for name in options.whisper}
    for hours in sorted(options.hours):
        steps = round(FIRST_STEPS * (hours / min(options.hours)) ** GROWTH)
        for name in options.whisper:
            if any(one.hours == hours for one in points[name]):
                continue
            found = measure(options.packages.resolve() / name, hours, steps, folder)
            points[name].append(found)
            write_json(record, {key: [asdict(one) for one in value] for key, value in points.items()})
            print(f"I {name}, {hours:g} hours: {found}", flush=True)
    hours = " ".join(f"{one:g}" for one in sorted(options.hours))
    text = table(points, f"python benchmarks/learning_curves.py --packages FOLDER --hours {hours} --write")
    print(text)
    target = RESULTS if options.write else folder
    plot(points, target / "learning_curves.png")
    (target / "learning_curves.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
