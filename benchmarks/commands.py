"""Measures how many spoken orders are understood: intent and all slots right, clean and in noise.

Run as `python benchmarks/commands.py --model FILE` from the repository's root. Without `--scorer` and
`--commands` both are made from `data/commands/coffee.yaml` by `data/lm/commands.py`. The recordings are those
of `../shared/data/barista`, which are for tests only. Noise is pink (the same power in each octave from 50 Hz
on), drawn for each recording from its number; its level is set against the mean power of the recording.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "native_client" / "python")]

from deepspeech import Commands, Model  # noqa: E402
from deepspeech_tf.audio.read import read_audio  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from tests.sets import SHARED  # noqa: E402

TEMPLATES = ROOT / "data" / "commands" / "coffee.yaml"
RATE_HZ, LEAST_HZ, FULL_SCALE = 16000, 50, 32768


def pink_noise(samples: int, seed: int) -> np.ndarray:
    """Noise of power 1, float64 `(samples,)`."""
    generator = np.random.default_rng(seed)
    spectrum = np.fft.rfft(generator.standard_normal(samples))
    frequencies = np.fft.rfftfreq(samples, 1 / RATE_HZ)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequencies, LEAST_HZ)), samples)
    return noise / np.sqrt(np.mean(noise**2))


def with_noise(clean: np.ndarray, snr_db: float | None, seed: int) -> np.ndarray:
    """int16 samples of a recording (float, full scale 1) with noise at a signal-to-noise ratio."""
    mixed = clean.astype(np.float64)
    if snr_db is not None:
        power = np.mean(mixed**2) / 10 ** (snr_db / 10)
        mixed = mixed + np.sqrt(power) * pink_noise(len(mixed), seed)
    return np.clip(np.round(mixed * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


def wanted(intent: str) -> tuple[str, dict[str, str]]:
    """Intent and slots of a row, without the spaces that some values begin with."""
    row = json.loads(intent)
    return row["intent"], {name: value.strip() for name, value in row["slots"].items()}


def outcome(commands: Commands, transcripts: object, row: dict[str, str]) -> str:
    """right, wrong, or none: no command was found."""
    found = commands.match(transcripts)
    if found is None:
        return "none"
    return "right" if (found.intent, found.values) == wanted(row["intent"]) else "wrong"


def make_grammar(folder: str) -> tuple[Path, Path]:
    """Scorer and commands file of the templates."""
    program = [sys.executable, str(ROOT / "data/lm/commands.py"), "--templates", str(TEMPLATES)]
    done = subprocess.run([*program, "--output_dir", folder], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return Path(folder, f"{TEMPLATES.stem}.scorer"), Path(folder, f"{TEMPLATES.stem}.commands")


def measure(options: argparse.Namespace, scorer: Path, commands: Commands) -> list[str]:
    """Rows of the table."""
    with open(options.data / "test.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[: options.limit]
    model = Model(options.model)
    model.enableExternalScorer(scorer)
    if options.lm_alpha is not None or options.lm_beta is not None:
        nothing = float("nan")  # keeps the weight of the package
        weights = (nothing if w is None else w for w in (options.lm_alpha, options.lm_beta))
        model.setScorerAlphaBeta(*weights)
    audio = [read_audio(options.data / row["wav_filename"], RATE_HZ) for row in rows]
    lines = []

    def add(name: str, outcomes: list[str]) -> float:
        shares = [outcomes.count(kind) / len(outcomes) for kind in ("right", "wrong", "none")]
        lines.append(f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
        print(lines[-1], flush=True)
        return shares[0]

    add("transcripts of the set", [outcome(commands, row["transcript"], row) for row in rows])
    noisy = []
    for snr_db in (None, *options.snr):
        heard = (model.sttWithMetadata(with_noise(a, snr_db, n), 10) for n, a in enumerate(audio))
        found = [outcome(commands, result, row) for result, row in zip(heard, rows, strict=True)]
        share = add("clean" if snr_db is None else f"{snr_db:g} dB", found)
        noisy += [] if snr_db is None else [share]
    if noisy:
        lines.append(f"| mean over noises | {np.mean(noisy):.1%} | | |")
        print(lines[-1])
    return lines


def main() -> int:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="exported model (.tflite)")
    parser.add_argument("--scorer", type=Path, help="scorer; default: one of the templates")
    parser.add_argument("--commands", type=Path, help="commands file; default: one of the templates")
    parser.add_argument("--lm_alpha", type=float)
    parser.add_argument("--lm_beta", type=float)
    parser.add_argument("--snr", type=float, nargs="*", default=[24, 18, 12, 6], help="noise levels in dB")
    parser.add_argument("--limit", type=int, help="the first recordings only")
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "barista")
    options = parser.parse_args()
    if not (options.data / "test.csv").is_file():
        print(
            f"E {options.data / 'test.csv'} is not there: --data names the folder of the set", file=sys.stderr
        )
        return 1
    print("| | right | wrong command | no command |\n|---|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        made = (None, None) if options.scorer and options.commands else make_grammar(folder)
        measure(options, options.scorer or made[0], Commands(options.commands or made[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
