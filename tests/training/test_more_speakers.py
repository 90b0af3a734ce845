"""The digits recipe's further recordings: how many, how long, how they sound, twice alike."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.digits.channel import NARROW_HZ, RATE_HZ, add_noise, narrow, other_microphone
from training.digits.synthetic import DIGITS, random_digits

ROOT = Path(__file__).parents[2]


def chirp(seconds: float = 1.0) -> np.ndarray:
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * (200 + 3000 * time / seconds) * time)).astype(np.float32)


def band_power(samples: np.ndarray, low_hz: float, high_hz: float) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    return float(power[(hertz >= low_hz) & (hertz < high_hz)].sum())


def test_narrow_leaves_nothing_above_half_its_rate() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE_HZ).astype(np.float32)
    heard = narrow(noise)
    assert len(heard) == len(noise)
    assert band_power(heard, NARROW_HZ / 2 + 200, RATE_HZ) < 1e-3 * band_power(heard, 0, NARROW_HZ / 2)


def test_another_microphone_colours_and_keeps_the_peak() -> None:
    speech = chirp()
    ratios = set()
    for seed in range(5):
        heard = other_microphone(speech, np.random.default_rng(seed))
        assert len(heard) == len(speech)
        assert np.abs(heard).max() == pytest.approx(np.abs(speech).max(), rel=1e-3)
        ratios.add(round(10 * np.log10(band_power(heard, 0, 1000) / band_power(heard, 1000, 3200)), 1))
    assert max(ratios) - min(ratios) > 3  # dB


def test_noise_is_8_to_40_db_below_the_speech() -> None:
    speech = chirp()
    for seed in range(10):
        noise = add_noise(speech, np.random.default_rng(seed)) - speech
        snr_db = 10 * np.log10(np.mean(speech**2) / np.mean(noise**2))
        assert 7.5 < snr_db < 40.5


def test_random_digits() -> None:
    generator = np.random.default_rng(0)
    for _ in range(50):
        words = random_digits(generator).split()
        assert 3 <= len(words) <= 7 and set(words) <= set(DIGITS)


def test_recordings_are_made_twice_alike(tmp_path: Path) -> None:
    pytest.importorskip("espeakng_loader")
    data = tmp_path / "data"
    data.mkdir()
    soundfile.write(data / "a.wav", chirp(), RATE_HZ)
    (data / "train.csv").write_text("wav_filename,wav_filesize,transcript\na.wav,32044,one two\n")
    for name in ("first", "second"):
        command = [sys.executable, "-m", "training.digits.more_speakers", data, tmp_path / name]
        command += ["--copies", "4", "--synthetic", "2", "--reading", data / "train.csv"]
        subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    with open(tmp_path / "first" / "train.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["transcript"] for row in rows[:5]] == ["one two"] * 5
    assert len(rows) == 8 and all(len(row["transcript"].split()) >= 3 for row in rows[5:7])
    assert rows[7]["transcript"] == "one two" and Path(rows[7]["wav_filename"]).name == "read00000.wav"
    durations = [soundfile.info(row["wav_filename"]).duration for row in rows]
    assert durations[0] == pytest.approx(1)
    assert durations[1] > durations[2] > durations[3] > durations[4]  # slower first
    for row in rows[1:]:
        path = Path(row["wav_filename"])
        assert path.stat().st_size == int(row["wav_filesize"])
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()
