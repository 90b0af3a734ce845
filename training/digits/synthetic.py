"""Synthesizes digit strings with espeak-ng or flite, digit by digit, like the recordings of the corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soxr

from training.demo.espeak import Synthesizer, Voice
from training.digits import flite
from training.digits.channel import RATE_HZ, Samples

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACCENTS = ("en-us", "en-us", "en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-029")
TIMBRES = (
    "Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike "
    "RicishayMax RicishayMax2 RicishayMax3 Storm adam anika antonio belinda benjamin boris caleb david ed "
    "edward edward2 f1 f2 f3 f4 f5 grandma grandpa gustave ian iven iven2 iven3 john kaukovalta linda "
    "m1 m2 m3 m4 m5 m6 m7 m8 marcelo max michel miguel mike2 norbert pablo paul pedro quincy rob robert "
    "sandro shelby steph steph2 steph3 travis victor zac klatt klatt2 klatt3 klatt4 klatt5 klatt6"
).split()


@dataclass(frozen=True)
class Speaker:
    """A voice of espeak-ng, and the factor on its vocal tract length."""

    voice: Voice
    factor: float


def random_speaker(generator: np.random.Generator) -> Speaker:
    """A random voice."""
    voice = Voice(
        accent=str(generator.choice(ACCENTS)),
        variant=str(generator.choice(TIMBRES)),
        words_per_minute=int(generator.integers(110, 190)),
        pitch=int(generator.integers(20, 75)),
        pitch_range=int(generator.integers(20, 70)),
    )
    return Speaker(voice, float(generator.uniform(0.85, 1.18)))


def random_digits(generator: np.random.Generator) -> str:
    """Three to seven digits as words."""
    return " ".join(generator.choice(DIGITS, generator.integers(3, 8)))


def say_digits(
    synthesizer: Synthesizer, text: str, speaker: Speaker, generator: np.random.Generator
) -> Samples:
    """Digits with 60 to 250 ms of silence before, between and after them; `(samples,)` at 16 kHz.

    Each has a level of its own, and differs a little in speed and pitch.
    """
    voice = speaker.voice

    def say(word: str) -> Samples:
        said = Voice(
            voice.accent,
            voice.variant,
            voice.words_per_minute + int(generator.integers(-10, 10)),
            int(np.clip(voice.pitch + generator.integers(-8, 9), 0, 99)),
            voice.pitch_range,
        )
        samples = synthesizer.say(word, said).astype(np.float32) / 32768
        return np.asarray(soxr.resample(samples, synthesizer.sample_rate_hz * speaker.factor, RATE_HZ))

    return _splice(text, say, generator)


class FliteDigits:
    """Digits from the voices of flite; caches `ways` variants of each digit per voice."""

    def __init__(self, ways: int = 12) -> None:
        self._ways = ways
        self._said: dict[tuple[str, str, int], tuple[Samples, int]] = {}

    def say_digits(self, text: str, generator: np.random.Generator) -> Samples:
        """As the function of that name, with one voice and a modified vocal tract length."""
        voice, factor = str(generator.choice(flite.VOICES)), generator.uniform(0.85, 1.18)

        def say(word: str) -> Samples:
            samples, rate_hz = self._one(voice, word, int(generator.integers(self._ways)))
            return np.asarray(
                soxr.resample(samples, rate_hz * factor * generator.uniform(0.97, 1.03), RATE_HZ)
            )

        return _splice(text, say, generator)

    def _one(self, voice: str, word: str, way: int) -> tuple[Samples, int]:
        key = (voice, word, way)
        if key not in self._said:
            self._said[key] = flite.say(word, voice, np.random.default_rng(way))
        return self._said[key]


def _splice(text: str, say: Callable[[str], Samples], generator: np.random.Generator) -> Samples:
    pieces = [_silence(generator)]
    for word in text.split():
        samples = _trim(say(word))
        level = 0.5 / float(np.abs(samples).max()) * 10 ** (generator.uniform(-4, 2) / 20)
        pieces += [samples * level, _silence(generator)]
    return np.concatenate(pieces).astype(np.float32) * 10 ** (generator.uniform(-15, 0) / 20)


def _silence(generator: np.random.Generator) -> Samples:
    return np.zeros(int(generator.uniform(0.06, 0.25) * RATE_HZ), np.float32)


def _trim(samples: Samples) -> Samples:
    """Trims leading and trailing silence to 10 ms."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[max(0, loud[0] - 160) : loud[-1] + 160]
