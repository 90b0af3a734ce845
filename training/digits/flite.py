"""Speech synthesis with flite (Debian package `flite`), whose voices are built from recordings."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from training.demo.espeak import SynthesisError
from training.digits.channel import Samples

# Recorded at 16 kHz: an American who speaks in diphones, a Scot, an American man and an American woman.
VOICES = ("kal16", "awb", "rms", "slt")
_PITCHES_HZ = {"kal16": 105.0, "awb": 130.0, "rms": 100.0, "slt": 170.0}


def installed() -> bool:
    return shutil.which("flite") is not None


def say(text: str, voice: str, generator: np.random.Generator) -> tuple[Samples, int]:
    """Synthesizes `text` at random speed and pitch; returns samples `(samples,)` and their rate in Hz.

    Raises:
        SynthesisError: if flite is not installed, or does not speak.
    """
    pitch_hz = _PITCHES_HZ[voice] * generator.uniform(0.88, 1.15)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        command = [
            "flite", "-voice", voice, "--setf", f"duration_stretch={generator.uniform(0.85, 1.15):.3f}",
            "--setf", f"int_f0_target_mean={pitch_hz:.1f}", "-t", text, "-o", str(path),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise SynthesisError("flite is not installed: apt-get install flite") from error
        if done.returncode or not path.exists():
            raise SynthesisError(
                f"flite produced no audio for {text!r} with voice {voice}: {done.stderr.strip()}"
            )
        samples, rate_hz = soundfile.read(path, dtype="float32")
    return samples, rate_hz
