"""Generates noise recordings for `--augment noise` and `data_set_tool.py`.

    python -m training.digits.noise VOICES.csv OUT [--seed 1] [--count 12]

Writes OUT/*.flac of 10 seconds each: hiss with several spectra, machine hum, and babble of four speakers from
VOICES.csv. Different seeds give different recordings.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.manifest import read_manifests
from training.digits.channel import RATE_HZ, Samples

SECONDS = 10
VOICES = 4
LEVEL = 0.05  # RMS; programs that add the noise scale it


def coloured(generator: np.random.Generator) -> Samples:
    """Noise whose power decreases with frequency by 0 to 9 dB per octave."""
    spectrum = np.fft.rfft(generator.normal(0, 1, SECONDS * RATE_HZ))
    slope = generator.uniform(0, 1.5)
    spectrum[1:] *= np.arange(1, len(spectrum)) ** -slope
    spectrum[: 50 * SECONDS] = 0  # inaudible, but would contain most of the power
    return np.fft.irfft(spectrum).astype(np.float32)


def hum(generator: np.random.Generator) -> Samples:
    """A slightly modulated tone with overtones, in hiss."""
    time_s = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    sway = 1 + 0.02 * np.sin(2 * np.pi * generator.uniform(0.1, 1) * time_s)
    phase = np.cumsum(2 * np.pi * generator.uniform(60, 240) * sway / RATE_HZ)
    tones = sum(generator.uniform(0, 1) / n * np.sin(n * phase) for n in range(1, 12))
    return (tones + 0.2 * generator.normal(0, 1, len(time_s))).astype(np.float32)


def babble(paths: list[str], generator: np.random.Generator) -> Samples:
    """Several simultaneous voices, each from a random position in its recordings."""
    together = np.zeros(SECONDS * RATE_HZ, np.float32)
    for _ in range(VOICES):
        voice = np.zeros(0, np.float32)
        while len(voice) < len(together):
            samples = read_audio(paths[int(generator.integers(len(paths)))], RATE_HZ)
            voice = np.concatenate([voice, samples / max(float(np.sqrt(np.mean(samples**2))), 1e-4)])
        together += voice[: len(together)]
    return together


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("voices", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12, help="recordings of each kind")
    options = parser.parse_args()
    generator = np.random.default_rng(options.seed)
    paths = [utterance.path for utterance in read_manifests([str(options.voices)])]
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.count):
        made = {"hiss": coloured(generator), "hum": hum(generator), "babble": babble(paths, generator)}
        for kind, samples in made.items():
            samples *= LEVEL / float(np.sqrt(np.mean(samples**2)))
            soundfile.write(options.out / f"{kind}{number:02d}.flac", samples.clip(-1, 1), RATE_HZ)
    print(f"{options.out}: {3 * options.count} recordings of {SECONDS} s")


if __name__ == "__main__":
    run_importer(main)
