"""Error rates over training time: three encoders, three sets of training data.

    python benchmarks/ablation.py --packages FOLDER --minutes 5 10 20 [--jobs 2] [--write]

Trains each pair of an encoder (LSTM; transformer; transformer with the weights of Whisper tiny.en, of which
only the layers after the blocks are trained) and of data (recordings; also synthetic speech of single voices;
also blends of voices, and rooms and noise added to a part of all utterances) with
`python -m deepspeech_tf.train` for the same processor time, and evaluates it without a scorer on the same
utterances of LibriSpeech's validation set.
The first point of all pairs comes before the second point of any. An interrupted run resumes. As processor
time counts, other work on the machine makes the run longer, not the result worse. FOLDER is that of
`python -m training.english.packages`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path or ".").resolve() != ROOT / "benchmarks")]

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.whole_file import write_json  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
DATA = SHARED / "data"
REAL = tuple(
    DATA / name / "train.csv" for name in ("librispeech", "speechocean762", "kathleen", "read_speech")
)
FLAGS = "training/english/flags.txt"
CONSTANT = ("--lr_schedule=constant", "--lr_warmup_steps=20")  # the time decides when a training ends
ENCODERS = {
    "LSTM": ("--encoder=deepspeech", "--n_hidden=512", "--learning_rate=0.001", "--features=mfcc"),
    "transformer": ("--learning_rate=0.0004",),
    "transformer from Whisper": ("--learning_rate=0.001", "--trained_layers=5"),
}
STOPPED = threading.Event()  # by a signal
CORPORA = ("recordings", "+ synthetic", "+ blends and rooms")
COLORS = dict(zip(ENCODERS, ("tab:gray", "tab:orange", "tab:blue"), strict=True))


def training_files(corpus: str, folder: Path) -> str:
    """The CSV files of a corpus, comma-separated."""
    files = list(REAL)
    if corpus != "recordings":
        files.append(folder / ("voices.csv" if corpus == "+ synthetic" else "voices_and_blends.csv"))
    return ",".join(map(str, files))


def write_synthetic(folder: Path) -> None:
    """Writes the manifests of the synthetic speech, without and with blends of voices."""
    source = DATA / "synthetic" / "train.csv"
    with open(source, newline="", encoding="utf-8") as file:
        rows = [row | {"wav_filename": source.parent / row["wav_filename"]} for row in csv.DictReader(file)]
    single = [row for row in rows if "+" not in row["voice"]]
    for name, kept in (("voices.csv", single), ("voices_and_blends.csv", rows)):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(kept)


def flags_of(encoder: str, corpus: str, folder: Path, packages: Path) -> list[str]:
    shared = (ROOT / FLAGS).read_text(encoding="utf-8").split()
    flags = [
        flag
        for flag in shared
        if flag.startswith("--") and not any(word in flag for word in ("schedule", "warmup", "learning"))
    ]
    if encoder == "LSTM":
        flags = [flag for flag in flags if "encoder" not in flag]
    flags += [*ENCODERS[encoder], *CONSTANT]
    if encoder == "transformer from Whisper":
        flags.append(f"--init_from={packages / 'whisper-tiny.en'}")
    if corpus == CORPORA[-1]:
        flags += [
            f"--augment=rir[p=0.3,source={folder / 'rooms' / 'rooms.csv'}]",
            f"--augment=noise[p=0.4,source={folder / 'noise'},snr=17~12]",
        ]
    return flags


def processor_s(group: int) -> float:
    """Processor seconds of a process group, with the children of its processes that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:  # has ended
            continue
        if int(fields[2]) == group:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def train(flags: list[str], folder: Path, seconds: float) -> float:
    """Trains until so much processor time is spent, in this run and earlier ones; returns what was spent.

    Raises:
        SystemExit: if the training fails, or `STOPPED` is set.
    """
    record = folder / "spent_s"
    before = float(record.read_text(encoding="ascii")) if record.is_file() else 0.0
    if before >= seconds:
        return before
    if STOPPED.is_set():
        sys.exit("E interrupted; the same command continues")
    command = [sys.executable, "-m", "deepspeech_tf.train", *flags, "--epochs=1000"]
    command += [f"--checkpoint_dir={folder}", "--checkpoint_secs=0", "--summary_dir=", "--noshow_progressbar"]
    with open(folder / "training.log", "ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    spent = before
    while process.poll() is None and spent < seconds and not STOPPED.is_set():
        spent = before + processor_s(process.pid)
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)  # it ends with a checkpoint
    process.wait()
    if (folder / "checkpoint").is_file():
        record.write_text(f"{spent:.1f}", encoding="ascii")
    if STOPPED.is_set():
        sys.exit("E interrupted; the same command continues")
    if spent < seconds or not (folder / "checkpoint").is_file():
        sys.exit(
            f"E the training ended with {process.returncode} after {spent:.0f} s: {folder / 'training.log'}"
        )
    return spent


def error_rates(folder: Path, limit: int, scorer: Path | None = None) -> tuple[float, float, float]:
    """WER, CER and loss of the last checkpoint on the validation set, of which 0 utterances are all."""
    files = ["--test_files", str(DATA / "librispeech" / "dev.csv"), "--limit_test", str(limit)]
    command = [sys.executable, "-m", "deepspeech_tf.evaluate", *files, "--checkpoint_dir", str(folder)]
    command += ["--scorer_path", str(scorer or ""), "--load_evaluate", "last"]
    command += ["--report_count", "0", "--noshow_progressbar"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"WER: ([\d.]+), CER: ([\d.]+), loss: ([\d.]+)", done.stdout)
    if found is None:
        sys.exit(f"E {' '.join(command)} printed no error rates:\n{(done.stdout + done.stderr)[-2000:]}")
    return float(found[1]), float(found[2]), float(found[3])


def plot(points: dict[str, list[dict[str, float]]], path: Path) -> None:
    figure, panels = plt.subplots(1, len(CORPORA), figsize=(11, 4), sharey=True)
    for panel, corpus in zip(panels, CORPORA, strict=True):
        for encoder in ENCODERS:
            found = points.get(f"{encoder}|{corpus}", [])
            minutes = [one["spent_s"] / 60 for one in found]
            panel.plot(
                minutes, [100 * one["cer"] for one in found], "o-", color=COLORS[encoder], label=encoder
            )
        panel.set(
            title=corpus, xlabel="processor time of the training (minutes)", ylim=(0, 105), xlim=(0, None)
        )
        panel.grid(alpha=0.3)
    panels[0].set(ylabel="character error rate, no scorer (%)")
    panels[0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def table(points: dict[str, list[dict[str, float]]], limit: int) -> str:
    lines = [
        f"# Encoders and training data, {datetime.now(tz=timezone.utc):%Y-%m-%d}",
        "",
        "    python benchmarks/ablation.py --packages FOLDER --write",
        "",
        f"{limit} utterances of the validation set of LibriSpeech, no scorer. WER / CER by processor time.",
        "",
    ]
    minutes = sorted({one["minutes"] for found in points.values() for one in found})
    lines += [
        "| encoder | data |" + "".join(f" {m:g} minutes |" for m in minutes),
        "|---" * (2 + len(minutes)) + "|",
    ]
    for encoder, corpus in itertools.product(ENCODERS, CORPORA):
        found = {one["minutes"]: one for one in points.get(f"{encoder}|{corpus}", [])}
        cells = [f"{found[m]['wer']:.1%} / {found[m]['cer']:.1%}" if m in found else "" for m in minutes]
        lines.append(f"| {encoder} | {corpus} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", "![character error rates by training time](ablation.png)", ""])


def make_rooms_and_noise(packages: Path, folder: Path) -> None:
    """Writes impulse responses and noise for `--augment`, as the recipe does."""
    for module, source, target, more in (
        ("training.english.rooms", packages / "impulses", folder / "rooms", []),
        ("training.digits.noise", REAL[0], folder / "noise", ["--count", "12"]),
    ):
        if not target.is_dir():
            command = [sys.executable, "-m", module, str(source), str(target), *more]
            subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--packages", type=Path, required=True, help="folder with whisper-tiny.en and impulses")
    add(
        "--minutes",
        type=float,
        nargs="+",
        default=[5, 10, 20],
        help="processor time of training at each point",
    )
    add("--limit", type=int, default=40, help="utterances of the validation set")
    add("--jobs", type=int, default=1, help="trainings at a time")
    add("--folder", type=Path, default=ROOT / "work" / "ablation", help="for checkpoints")
    add("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    packages = options.packages.resolve()
    make_rooms_and_noise(packages, folder)
    write_synthetic(folder)
    record = folder / "points.json"
    points = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    lock = threading.Lock()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOPPED.set())

    def measure(minutes: float, corpus: str, encoder: str) -> None:
        name = f"{encoder}|{corpus}"
        found = points.setdefault(name, [])
        if any(one["minutes"] >= minutes for one in found):
            return
        place = folder / re.sub(r"\W+", "_", name)
        place.mkdir(exist_ok=True)
        flags = flags_of(encoder, corpus, folder, packages)
        flags += ["--train_files", training_files(corpus, folder)]
        spent = train(flags, place, 60 * minutes)
        wer, cer, loss = error_rates(place, options.limit)
        with lock:
            found.append({"minutes": minutes, "spent_s": spent, "wer": wer, "cer": cer, "loss": loss})
            write_json(record, points)
        print(f"{name}: {minutes:g} minutes, WER {wer:.1%}, CER {cer:.1%}, loss {loss:.1f}", flush=True)

    for minutes in sorted(options.minutes):
        with ThreadPoolExecutor(options.jobs) as pool:
            pairs = itertools.product(CORPORA, ENCODERS)
            for one in [pool.submit(measure, minutes, *pair) for pair in pairs]:
                one.result()
    text = table(points, options.limit)
    print(text)
    target = RESULTS if options.write else folder
    plot(points, target / "ablation.png")
    (target / "ablation.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
