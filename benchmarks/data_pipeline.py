"""Measures the throughput of the data pipeline with and without augmentation.

Run as `python benchmarks/data_pipeline.py` from the repository's root; `--write` saves the result. Files are
read, decoded, augmented and made into batches of features by the `Dataset` of training; nothing is trained.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import soundfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.config import FeatureConfig  # noqa: E402
from deepspeech_tf.data.augment import parse_augmentations  # noqa: E402
from deepspeech_tf.data.batching import BucketedBatches  # noqa: E402
from deepspeech_tf.data.check import durations_s  # noqa: E402
from deepspeech_tf.data.dataset import Dataset  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402
from deepspeech_tf.data.utterance import Utterance  # noqa: E402
from deepspeech_tf.text.alphabet import Alphabet  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "data_pipeline.md"
CORPUS = SHARED / "data" / "librispeech" / "train.csv"
BATCH_SIZE = 20
NOISE_SECONDS, RATE_HZ = 60, 16000


def cases(noise: Path) -> dict[str, list[str]]:
    """Augmentations by the name of the case."""
    overlay = f"overlay[source={noise},snr=10~5]"
    masks = ["frequency_mask[n=2,size=3]", "time_mask[n=2,size=30]"]
    together = [overlay, "reverb[delay=50~30,decay=10~2]", "pitch", "tempo[factor=1~0.2]", *masks]
    single = {text.split("[")[0]: [text] for text in together}
    more = {text.split("[")[0]: [text] for text in ("speed", "warp", "resample", "codec[bitrate=16000]")}
    return {"none": [], "overlay, reverb, pitch, tempo, masks": together, **single, **more}


def write_noise(folder: Path) -> Path:
    """Writes two noise recordings; their contents do not affect the speed."""
    generator = np.random.default_rng(0)
    for name in ("a", "b"):
        noise = generator.normal(0, 0.1, NOISE_SECONDS * RATE_HZ)
        soundfile.write(folder / f"{name}.flac", noise.clip(-1, 1), RATE_HZ)
    return folder


def as_wav(utterances: list[Utterance], folder: Path) -> list[Utterance]:
    """Copies of the utterances as WAV files, which most corpora use and which need no decoder."""
    copies = []
    for place, utterance in enumerate(utterances):
        samples, rate_hz = soundfile.read(utterance.path)
        path = folder / f"{place}.wav"
        soundfile.write(path, samples, rate_hz)
        copies.append(Utterance(str(path), utterance.where, utterance.size, utterance.transcript))
    return copies


def measure(utterances: list[Utterance], specifications: list[str], epoch: int) -> float:
    """Duration of one epoch in seconds, without caching."""
    dataset = Dataset(
        utterances,
        Alphabet.from_file(ROOT / "data" / "alphabet.txt"),
        FeatureConfig(),
        BucketedBatches([utterance.size for utterance in utterances], BATCH_SIZE, 0),
        augmentations=parse_augmentations(specifications),
        cache_bytes=0,
    )
    start = time.perf_counter()
    for _ in dataset.batches(epoch):
        pass
    return time.perf_counter() - start


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, default=CORPUS)
    parser.add_argument(
        "--limit", type=int, default=300, help="number of utterances, sampled evenly from the set"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    every = read_manifests([str(options.csv)])
    files = every[:: max(1, len(every) // options.limit)][: options.limit]
    with tempfile.TemporaryDirectory() as place:
        noise, wavs = Path(place, "noise"), Path(place, "wavs")
        noise.mkdir()
        wavs.mkdir()
        text = table(files, as_wav(files, wavs), cases(write_noise(noise)), options.rounds)
    print(text)
    if options.write:
        RESULTS.write_text(text, encoding="utf-8")


def table(
    files: list[Utterance], wavs: list[Utterance], specifications: dict[str, list[str]], rounds: int
) -> str:
    seconds = float(durations_s(files).sum())
    runs = {("none", Path(files[0].path).suffix): (files, [])}
    runs |= {(name, ".wav"): (wavs, texts) for name, texts in specifications.items()}
    fastest = dict.fromkeys(runs, float("inf"))
    measure(wavs[:20], [], 0)  # warm-up of TensorFlow
    for number in range(rounds):
        for case, (utterances, texts) in runs.items():
            fastest[case] = min(fastest[case], measure(utterances, texts, number + 1))
            print(f"round {number + 1}: {case}: {seconds / fastest[case]:.0f}", file=sys.stderr, flush=True)
    lines = [
        f"# Data pipeline, {datetime.now(tz=timezone.utc):%Y-%m-%d}", "",
        "    python benchmarks/data_pipeline.py --write", "",
        f"{len(files)} utterances, {seconds / 60:.0f} minutes of audio, from files to batches of features,",
        f"without caching; the fastest of {rounds} rounds; {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.", "",
        "| augmentation | files | times real time |", "|---|---|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {kind} | {seconds / fastest[name, kind]:.0f} |" for name, kind in runs]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
