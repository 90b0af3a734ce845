"""Exported models hear recordings with other sampling rates exactly as the program `deepspeech` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from deepspeech_tf import TranscriptionJob, transcribe
from deepspeech_tf.config import DecodingConfig
from deepspeech_tf.errors import AudioError
from deepspeech_tf.evaluation.exported import read_for_client
from tests.native.client import need_client
from tests.native.test_client_program import run

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "digits" / "digits.tflite"
WAV = ROOT / "models" / "digits" / "nine_two_eight_three_zero_five.wav"
PLAIN = DecodingConfig(beam_width=500)


def pieces(rate_hz: int, channels: int, subtype: str, folder: Path, count: int = 40) -> list[Path]:
    """Noisy parts of a recording, whose transcripts without a scorer depend on small differences.

    A resampler with another filter changes 7 of these 40 transcripts at 8 kHz, and some at other rates.
    """
    samples, original_hz = soundfile.read(WAV, dtype="float32")
    random = np.random.default_rng(6)
    length = len(samples) // 2
    files = []
    for number in range(count):
        first = int(random.integers(0, len(samples) - length))
        piece = samples[first : first + length]
        piece = piece * 0.3 + random.normal(0, random.uniform(0.01, 0.08), length)
        at_rate = soxr.resample(piece, original_hz, rate_hz)
        sides = [at_rate * random.uniform(0.5, 1.0) for _ in range(channels)]
        files.append(folder / f"{number:02}.wav")
        soundfile.write(files[-1], np.stack(sides, axis=1), rate_hz, subtype=subtype)
    return files


def heard_by_the_program(audio: Path) -> list[str]:
    """Transcripts of the files of a folder, or of one file."""
    done = run("--model", MODEL, "--audio", audio)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[2::2] if audio.is_dir() else done.stdout.splitlines()


@pytest.mark.parametrize(
    ("rate_hz", "channels", "subtype"),
    [
        (44100, 1, "PCM_16"),
        (8000, 1, "PCM_16"),
        (48000, 2, "PCM_24"),
        (16000, 1, "PCM_16"),
        (22050, 2, "FLOAT"),
    ],
)
def test_text_is_that_of_the_program(rate_hz: int, channels: int, subtype: str, tmp_path: Path) -> None:
    need_client()
    (tmp_path / "wav").mkdir()
    files = pieces(rate_hz, channels, subtype, tmp_path / "wav")
    rows = "".join(f"{file},{file.stat().st_size},one\n" for file in files)
    (tmp_path / "test.csv").write_text(f"wav_filename,wav_filesize,transcript\n{rows}")
    command = [
        sys.executable,
        ROOT / "bin" / "evaluate_tflite.py",
        "--model",
        MODEL,
        "--csv",
        tmp_path / "test.csv",
    ]
    subprocess.run([*command, "--dump", tmp_path / "heard"], capture_output=True, check=True, timeout=120)
    lines = (tmp_path / "heard.out").read_text().splitlines()
    expected = heard_by_the_program(tmp_path / "wav")
    assert [line.split(" ", 1)[1] for line in lines] == expected
    assert len(set(expected)) > 6


def test_library_hears_what_the_program_hears(tmp_path: Path) -> None:
    need_client()
    (file,) = pieces(44100, 1, "PCM_16", tmp_path, 1)
    (heard,) = transcribe(TranscriptionJob(audio_files=(file,), model_path=MODEL, decoding=PLAIN))
    assert [heard.text] == heard_by_the_program(file)


def test_samples_are_not_clipped_before_they_are_resampled(tmp_path: Path) -> None:
    """The client clips last. A loud float file would get other samples otherwise."""
    need_client()
    from deepspeech import resample

    loud = (3 * np.sin(np.arange(4410) * 0.3)).astype(np.float32)
    soundfile.write(tmp_path / "loud.wav", loud, 44100, subtype="FLOAT")
    read = read_for_client(tmp_path / "loud.wav", 16000)
    assert (read == resample(loud, 44100, 16000)).all()
    assert (read != resample(loud.clip(-1, 1), 44100, 16000)).any()


def test_recording_without_samples_after_resampling(tmp_path: Path) -> None:
    need_client()
    soundfile.write(tmp_path / "short.wav", np.zeros(1, np.int16), 48000)
    with pytest.raises(AudioError, match=r"short\.wav is too short to be resampled: 1 samples at 48000 Hz"):
        read_for_client(tmp_path / "short.wav", 16000)
