#!/usr/bin/env python3
"""Play samples of a CSV file, a sample database or a folder, optionally augmented; or one recording.

With --pipe, the first one is written to stdout as a WAV file: play.py set.sdb --pipe > first.wav
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.commandline.begin import write_data
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Augmentation, Domain, Moment, apply_domain, parse_augmentations
from deepspeech_tf.data.recode import wav_bytes
from deepspeech_tf.data.recordings import Recordings
from deepspeech_tf.errors import AudioError, ConfigError


def chosen(source: str, start: int, number: int, shuffled: bool) -> Iterator[tuple[str, str]]:
    """Yields paths and places of the samples to play; a negative `number` repeats them endlessly."""
    is_set = os.path.isdir(source) or source.lower().endswith((".csv", ".sdb"))
    named = list(Recordings(source).named) if is_set else [(source, source)]
    if not -len(named) <= start < len(named):
        raise ConfigError(f"--start must be from {-len(named)} to {len(named) - 1}. Received: {start}")
    if shuffled:
        random.shuffle(named)
    first = start % len(named)
    endless = itertools.cycle(named[first:] + named[:first])
    yield from endless if number < 0 else itertools.islice(endless, number)


def augmented(
    samples: npt.NDArray[np.float32], augmentations: tuple[Augmentation, ...], clock: float
) -> npt.NDArray[np.float32]:
    """A sample as training would get it at that time."""
    rng, moment = np.random.default_rng(), Moment(clock, FeatureConfig())
    for domain in (Domain.SAMPLE, Domain.SIGNAL):
        samples = apply_domain(augmentations, domain, samples, moment, rng)
    return samples


def play(samples: npt.NDArray[np.float32], rate_hz: int) -> None:
    """Raises ConfigError if sound cannot be played."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise ConfigError(f"playing needs sounddevice (pip install '.[microphone]'): {error}") from error
    try:
        sounddevice.play(samples, rate_hz, blocking=True)
    except sounddevice.PortAudioError as error:
        raise ConfigError(f"no sound can be played here ({error}); --pipe writes it") from error


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", help="CSV file, sample database, folder or recording")
    parser.add_argument("--start", type=int, default=0, help="first sample; negative: from the end")
    parser.add_argument("--number", type=int, default=-1, help="samples to play; -1: without end")
    parser.add_argument("--random", action="store_true", help="in random order")
    parser.add_argument(
        "--augment", action="append", default=[], help="operation[param=value,...]; repeatable"
    )
    parser.add_argument("--clock", type=float, default=0.5, help="0 to 1: progress that a:b goes by")
    parser.add_argument("--pipe", action="store_true", help="first sample to stdout, as a WAV file")
    parser.add_argument("--quiet", action="store_true", help="do not print what is played")
    params = parser.parse_args()
    augmentations = tuple(parse_augmentations(params.augment))
    for text, augmentation in zip(params.augment, augmentations, strict=True):
        if augmentation.domain not in (Domain.SAMPLE, Domain.SIGNAL):
            raise ConfigError(f"--augment {text}: acts on {augmentation.domain.value}, which has no sound")
    rate_hz = FeatureConfig().sample_rate_hz
    for path, where in chosen(params.source, params.start, params.number, params.random):
        try:
            samples = augmented(read_audio(path, rate_hz), augmentations, params.clock)
        except AudioError as error:
            raise AudioError(f"{where}: {error}") from error
        if params.pipe:
            write_data(wav_bytes(samples, rate_hz))
            return
        if not params.quiet:
            print(f"{path} ({len(samples) / rate_hz:.2f} s)", flush=True)
        play(samples, rate_hz)


if __name__ == "__main__":
    run_importer(main)
