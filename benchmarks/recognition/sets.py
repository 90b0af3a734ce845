"""Test sets as WAV files of 16 kHz, clean and with noise; made once, the same for all recognizers."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.audio.sample_database import WAV_TYPE
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.recode import Recoding, recode_all, wav_bytes
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AudioError, ConfigError, ManifestError

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000
NOISE_SEED = 77  # the recipes train with noise of seed 1
NOISE_COUNT = 8  # recordings of each kind: hiss, hum, babble
CLEAN = "clean"


@dataclass(frozen=True)
class TestSet:
    """Utterances of a test set, shortest first.

    Args:
        name: of the set.
        utterances: that are transcribed.
        digest: identifies the utterances.
    """

    __test__ = False  # not for pytest

    name: str
    utterances: tuple[Utterance, ...]
    digest: str


def read_set(name: str, manifest: Path, limit: int) -> TestSet:
    """Reads a CSV file; with a limit above 0, takes that many utterances, evenly spaced by length.

    Raises:
        ManifestError: if the file cannot be read, or has no utterances.
    """
    every = read_manifests([manifest])
    if not every:
        raise ManifestError(f"{manifest}: must have utterances. Received: none")
    count = min(limit, len(every)) if limit else len(every)
    chosen = tuple(every[int((place + 0.5) * len(every) / count)] for place in range(count))
    identity = [(one.path, one.size, one.transcript) for one in chosen]
    return TestSet(name, chosen, digest_of(json.dumps(identity).encode()))


def digest_of(content: bytes) -> str:
    """A short hash for names of files."""
    return hashlib.sha256(content).hexdigest()[:12]


def noise_folder(cache: Path, voices: Path) -> Path:
    """Recordings of noise, generated if missing; the babble is from `voices`, a CSV file.

    Raises:
        AudioError: if they cannot be generated.
    """
    folder = cache / f"noise-{digest_of(voices.read_bytes())}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="making-") as temporary:
            made = Path(temporary, "noise")
            command = [sys.executable, "-m", "training.digits.noise", str(voices.resolve()), str(made)]
            command += ["--seed", str(NOISE_SEED), "--count", str(NOISE_COUNT)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                raise AudioError(done.stderr.strip().removeprefix("E ") or "the noise was not generated")
            made.rename(folder)
    return folder


def prepare(test: TestSet, condition: str, cache: Path, voices: Path) -> list[Path]:
    """WAV files of the utterances, in order, for `clean` or a signal-to-noise ratio in dB.

    Raises:
        AudioError: if an utterance cannot be read.
        ConfigError: if the noise cannot be read.
    """
    augmentations: Sequence[str] = []
    label = condition
    if condition != CLEAN:
        noise = noise_folder(cache, voices)
        augmentations = [f"noise[source={noise},snr={condition}]"]
        label = f"{condition}dB-{noise.name}"
    folder = cache / "sets" / f"{test.name}-{test.digest}" / label
    names = [f"{place:05d}.wav" for place in range(len(test.utterances))]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as temporary:
            made = Path(temporary, "set")
            made.mkdir()
            _write(test.utterances, augmentations, made, names)
            made.rename(folder)  # complete or not at all
    return [folder / name for name in names]


def _write(utterances: Sequence[Utterance], augmentations: Sequence[str], folder: Path, names: list[str]):
    if not augmentations:
        for utterance, name in zip(utterances, names, strict=True):
            (folder / name).write_bytes(wav_bytes(read_audio(utterance.path, RATE_HZ), RATE_HZ))
        return
    try:
        parsed = tuple(parse_augmentations(augmentations))
    except ConfigError as error:
        raise ConfigError(f"{augmentations[0]}: {error}") from error
    recoding = Recoding(WAV_TYPE, augmentations=parsed, seed=NOISE_SEED)
    rows = recode_all(recoding, utterances, 1)
    for (_, audio), name in zip(rows, names, strict=True):
        if isinstance(audio, AudioError):
            raise audio
        (folder / name).write_bytes(audio)
