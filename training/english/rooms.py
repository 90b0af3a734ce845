"""Room impulse responses for `--augment rir`: 16 kHz, mono, starting with the direct sound.

    python -m training.english.rooms IMPULSES OUT [--count 40] [--seed 1]

Converts the room responses in IMPULSES (from training/english/packages.py: 44.1 kHz, stereo) and simulates
`--count` more: a direct sound and random reflections whose power falls by 60 dB within 0.1 to 0.7 s, faster
at high frequencies. The direct sound is 0 to 15 dB louder than all reflections together.
Writes OUT/*.wav and OUT/rooms.csv.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE_HZ = 16_000
LONGEST_S = 0.9
# The other files are effects: gates, a chorus, a bass.
ROOMS = ("Accoustic2_Impulse", "Blatty Plate", "Concrete Room", "Derlon Sanctuary", "ir_bathroom1")


def measured(path: Path) -> Samples:
    """An impulse response that starts at its strongest sample, `(samples,)`."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    samples = np.asarray(soxr.resample(samples[:, 0], rate_hz, RATE_HZ), np.float32)
    start = int(np.abs(samples).argmax())
    return np.asarray(samples[start : start + int(LONGEST_S * RATE_HZ)] / np.abs(samples).max(), np.float32)


def simulated(generator: np.random.Generator) -> Samples:
    """A direct sound followed by random reflections, `(samples,)`."""
    decay_s = float(generator.uniform(0.1, 0.7))
    time_s = np.arange(int(min(decay_s, LONGEST_S) * RATE_HZ)) / RATE_HZ
    low, high = (generator.normal(0, 1, len(time_s)) for _ in range(2))
    low = np.convolve(low, np.full(8, 1 / np.sqrt(8)), "same")  # below about 1 kHz
    tail = low * 10 ** (-3 * time_s / decay_s) + high * 10 ** (-3 * time_s / (0.6 * decay_s))
    tail[: int(generator.uniform(0.001, 0.02) * RATE_HZ)] = 0  # delay of the first reflection
    louder_db = float(generator.uniform(0, 15))
    tail *= 10 ** (-louder_db / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return np.asarray(tail / np.abs(tail).max(), np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("impulses", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generator = np.random.default_rng(options.seed)
    rooms = {name.lower().replace(" ", "-"): measured(options.impulses / f"{name}.wav") for name in ROOMS}
    rooms |= {f"simulated-{number:02d}": simulated(generator) for number in range(options.count)}
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "rooms.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("wav_filename", "wav_filesize", "transcript"))
        for name, samples in rooms.items():
            path = options.out / f"{name}.wav"
            soundfile.write(path, samples * 0.9, RATE_HZ, subtype="PCM_16")
            writer.writerow((path.name, path.stat().st_size, ""))
    print(f"I {options.out / 'rooms.csv'}: {len(rooms)} rooms")


if __name__ == "__main__":
    main()
