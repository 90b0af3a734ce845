"""Measures the throughput of the data pipeline with and without augmentation.

Run as `python benchmarks/data_pipeline.py` from the repository's root; `--write` saves the result. Files are
read, decoded, augmented and made into batches of features by the `Dataset` of training; nothing is trained.
The last table does train: it shows which share of the processor time of an epoch the pipeline takes, after
the first epoch has decoded the recordings.
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
from deepspeech_tf.config import FeatureConfig, OptimizerConfig  # noqa: E402
from deepspeech_tf.data.augment import parse_augmentations  # noqa: E402
from deepspeech_tf.data.batching import BucketedBatches  # noqa: E402
from deepspeech_tf.data.check import durations_s  # noqa: E402
from deepspeech_tf.data.dataset import Dataset  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402
from deepspeech_tf.data.utterance import Utterance  # noqa: E402
from deepspeech_tf.fit.adam import Adam  # noqa: E402
from deepspeech_tf.fit.step import TrainStep  # noqa: E402
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig  # noqa: E402
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder  # noqa: E402
from deepspeech_tf.text.alphabet import Alphabet  # noqa: E402
from tests.sets import SHARED  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "data_pipeline.md"
CORPUS = SHARED / "data" / "librispeech" / "train.csv"
# Opus and MP3
EPOCH_CORPORA = [
    SHARED / "data" / name / "train.csv" for name in ("librispeech", "speechocean762", "kathleen")
]
EPOCH_AUGMENTATIONS = [
    "tempo[factor=1~0.15]",
    "time_mask[domain=signal,n=2,size=20~15]",
    "frequency_mask[n=2,size=3]",
]
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


def epoch_times(utterances: list[Utterance], specifications: list[str], n_hidden: int) -> tuple[float, float]:
    """Processor time of an epoch of training and of its data pipeline, in seconds."""
    alphabet = Alphabet.from_file(ROOT / "data" / "alphabet.txt")
    dataset = Dataset(
        utterances,
        alphabet,
        FeatureConfig(),
        BucketedBatches([utterance.size for utterance in utterances], BATCH_SIZE, 0),
        augmentations=parse_augmentations(specifications),
    )
    model = DeepSpeechEncoder(DeepSpeechConfig(len(alphabet), n_hidden=n_hidden))
    step = TrainStep(model, Adam(model.named_weights(), OptimizerConfig(learning_rate=1e-4)), 4568)
    first = list(dataset.batches(0))  # decodes the recordings
    step(first[0])  # compiles
    start = time.process_time()
    for _ in dataset.batches(1):
        pass
    pipeline_s, start = time.process_time() - start, time.process_time()
    for batch in dataset.batches(1):
        step(batch)
    epoch_s = time.process_time() - start
    return epoch_s, pipeline_s


def shares(limit: int, n_hidden: int) -> str:
    every = read_manifests([str(path) for path in EPOCH_CORPORA if path.exists()])
    files = every[:: max(1, len(every) // limit)][:limit]
    lines = [
        "", f"Share of the pipeline in the processor time of an epoch: {len(files)} utterances (MP3, Opus), "
        f"{float(durations_s(files).sum()) / 60:.0f} minutes,",
        f"n_hidden {n_hidden}, float32, batches of {BATCH_SIZE}; the second epoch.", "",
        "| augmentation | processor time | of the pipeline | share |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    for name, texts in (("none", []), ("tempo, masks on signal and spectrogram", EPOCH_AUGMENTATIONS)):
        epoch_s, pipeline_s = epoch_times(files, texts, n_hidden)
        lines.append(f"| {name} | {epoch_s:.1f} s | {pipeline_s:.2f} s | {pipeline_s / epoch_s:.1%} |")
    return "\n".join([*lines, ""])


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, default=CORPUS)
    parser.add_argument(
        "--limit", type=int, default=300, help="number of utterances, sampled evenly from the set"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--n_hidden", type=int, default=512, help="of the training in the last table")
    parser.add_argument("--only_epoch", action="store_true", help="only the last table")
    parser.add_argument("--write", action="store_true", help="save the result")
    options = parser.parse_args()
    text = shares(options.limit, options.n_hidden)
    if not options.only_epoch:
        text = throughput(options.csv, options.limit, options.rounds) + text
    print(text)
    if options.write:
        RESULTS.write_text(text, encoding="utf-8")


def throughput(csv: Path, limit: int, rounds: int) -> str:
    every = read_manifests([str(csv)])
    files = every[:: max(1, len(every) // limit)][:limit]
    with tempfile.TemporaryDirectory() as place:
        noise, wavs = Path(place, "noise"), Path(place, "wavs")
        noise.mkdir()
        wavs.mkdir()
        return table(files, as_wav(files, wavs), cases(write_noise(noise)), rounds)


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
