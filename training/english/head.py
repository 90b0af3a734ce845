"""Trains the layers after the blocks of Whisper's encoder on stored outputs (training/english/outputs.py).

    python -m training.english.head WHISPER OUTPUTS CSV_FILES DEV_CSV OUT [--steps 2000] [--hours H] …

Writes checkpoints of the whole encoder to OUT, which `deepspeech_tf.train`, `evaluate` and `export` read,
and OUT/curve.jsonl with the error rates without a scorer on DEV_CSV. The same command continues an
interrupted run. A CSV file that is named twice counts twice.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from deepspeech_tf.checkpoint.description import describe
from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import assign_tensors, load_checkpoint
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.model.transformer.encoder import TransformerEncoder
from deepspeech_tf.model.transformer.whisper import read_whisper_encoder
from deepspeech_tf.text.alignment import align
from deepspeech_tf.text.alphabet import Alphabet
from training.english.last_layers import LastLayers
from training.english.outputs import ALPHABET, features_of_whisper, whisper_config
from training.english.stored import Outputs, is_stored, read_outputs, stored_path

ROW_S = 0.02
LONGEST_MASK = 14  # rows
ROWS_PER_MASK = 100
ROUNDED_TO = 50  # rows of a batch, so that fewer shapes occur
JITTER = 0.1

Recording = list[Outputs]  # all versions of it


def read_recordings(folder: Path, csv_files: Sequence[str]) -> list[Recording]:
    """The versions of each recording.

    Raises:
        ImporterError: if a file's outputs are missing.
    """
    recordings: list[Recording] = []
    for name in csv_files:
        by_audio: dict[str, Recording] = {}
        for version in range(100):
            path = stored_path(folder, Path(name), version)
            if version and not is_stored(path):
                break
            for one in read_outputs(path):
                by_audio.setdefault(one.audio, []).append(one)
        recordings += by_audio.values()
    return recordings


def first_hours(recordings: Sequence[Recording], hours: float, seed: int) -> list[Recording]:
    """A random selection of so many hours; with the same seed, a larger one contains a smaller one."""
    kept: list[Recording] = []
    seconds = 0.0
    for place in np.random.default_rng(seed).permutation(len(recordings)):
        if seconds >= 3600 * hours:
            break
        kept.append(recordings[place])
        seconds += ROW_S * len(recordings[place][0].rows)
    if seconds < 3600 * hours:
        raise ImporterError(f"--hours: expected at most {seconds / 3600:.2f}. Received: {hours:g}")
    return kept


def groups(lengths: NDArray[np.float64], most: float, generator: np.random.Generator) -> list[list[int]]:
    """Batches of similar length in random order, other ones at each call; `most`: size with padding."""
    found: list[list[int]] = []
    group: list[int] = []
    longest = 0.0
    for place in np.argsort(lengths * generator.uniform(1 - JITTER, 1 + JITTER, len(lengths))):
        longest = max(longest, lengths[place])
        if group and longest * (len(group) + 1) > most:
            found.append(group)
            group, longest = [], lengths[place]
        group.append(int(place))
    found.append(group)
    return [found[place] for place in generator.permutation(len(found))]


def masked(rows: NDArray[Any], generator: np.random.Generator) -> NDArray[np.float32]:
    """A copy in float32 with zeros in place of a few stretches."""
    copy = np.array(rows, np.float32)
    for _ in range(int(generator.integers(0, 1 + len(rows) // ROWS_PER_MASK))):
        width = int(generator.integers(0, LONGEST_MASK))
        first = int(generator.integers(0, max(1, len(rows) - width)))
        copy[first : first + width] = 0
    return copy


def batch_of(chosen: Sequence[Outputs], rows: Sequence[NDArray[np.float32]]) -> Batch:
    names = [one.audio for one in chosen]
    return make_batch(names, rows, [one.labels for one in chosen], [""] * len(chosen), ROUNDED_TO)


def epochs(recordings: Sequence[Recording], batch_s: float, seed: int, start: int) -> Iterator[Batch]:
    """Batches without end, from number `start` on: a random version of each recording per epoch."""
    lengths = np.array([len(versions[0].rows) for versions in recordings], np.float64)
    number, epoch = 0, 0
    while True:
        for group in groups(lengths, batch_s / ROW_S, np.random.default_rng((seed, epoch))):
            if number >= start:
                generator = np.random.default_rng((seed, epoch, number))
                chosen = [recordings[p][generator.integers(len(recordings[p]))] for p in group]
                yield batch_of(chosen, [masked(one.rows, generator) for one in chosen])
            number += 1
        epoch += 1


def best_labels(probabilities: NDArray[np.float32]) -> list[int]:
    """Labels of the most probable path `(rows, classes)`, blank last, without repetitions and blanks."""
    path = probabilities.argmax(axis=1)
    changes = np.concatenate([[True], path[1:] != path[:-1]])
    return [int(label) for label in path[changes] if label != probabilities.shape[1] - 1]


def error_rates(step: EvalStep, dev: Sequence[Outputs], alphabet: Alphabet) -> tuple[float, float]:
    """WER and CER without a scorer."""
    errors, said = np.zeros(2), np.zeros(2)
    for first in range(0, len(dev), 8):
        chosen = dev[first : first + 8]
        _, probabilities, counts = step(batch_of(chosen, [np.asarray(o.rows, np.float32) for o in chosen]))
        for one, values, count in zip(chosen, probabilities, counts, strict=True):
            pair = alphabet.decode(one.labels.tolist()), alphabet.decode(best_labels(values[:count]))
            for kind, (reference, found) in enumerate((tuple(t.split() for t in pair), pair)):
                errors[kind] += sum(s.kind != "same" for s in align(reference, found))
                said[kind] += len(reference)
    wer, cer = errors / said
    return float(wer), float(cer)


@dataclass(frozen=True)
class Settings:
    """Steps, seconds of audio per step, learning rate, steps between validations, and the seed."""

    steps: int
    batch_s: float
    learning_rate: float
    every: int
    seed: int


def optimization(settings: Settings) -> OptimizerConfig:
    """Adam with half a cosine as its schedule, and an average of the weights."""
    return OptimizerConfig(
        learning_rate=settings.learning_rate,
        beta2=0.98,
        clip_norm=1,
        warmup_steps=60,
        schedule="cosine",
        decay_steps=settings.steps,
        ema_decay=0.995,
    )


def train(
    whisper: Path, recordings: Sequence[Recording], dev: Sequence[Outputs], out: Path, settings: Settings
) -> None:
    """Trains from the last checkpoint in `out`, or from Whisper's weights."""
    alphabet = Alphabet.from_file(ALPHABET)
    config = whisper_config(whisper, len(alphabet), dropout=0.15)
    encoder = TransformerEncoder(config, settings.seed)
    weights = encoder.named_weights()
    for name, value in read_whisper_encoder(whisper, config).items():
        weights[name].assign(value)
    optimizer = Adam(weights, optimization(settings))
    model = LastLayers(encoder)
    step, evaluation = (
        TrainStep(model, optimizer, settings.seed),
        EvalStep(model, averages=optimizer.averages),
    )
    store = CheckpointStore(
        out, weights | optimizer.named_variables(), describe(config, features_of_whisper(), alphabet), 1
    )
    store.prepare({}, alphabet.file_text())
    checkpoint = load_checkpoint(out, "last")
    if checkpoint is not None:
        assign_tensors(checkpoint, store.variables)
    done = int(optimizer.global_step.numpy())
    losses: list[float] = []
    began, trained_s = time.monotonic(), 0.0
    for batch in epochs(recordings, settings.batch_s, settings.seed, done):
        if done >= settings.steps:
            break
        loss = step(batch)
        losses.append(float(loss[np.isfinite(loss)].sum() / batch.feature_lengths.sum()))
        trained_s += ROW_S * float(batch.feature_lengths.sum())
        done += 1
        if done % settings.every == 0 or done == settings.steps:
            wer, cer = error_rates(evaluation, dev, alphabet)
            store.save_last(done, Progress())
            mean = float(np.mean(losses))
            point = {"step": done, "loss_per_row": mean, "wer": wer, "cer": cer}
            with open(out / "curve.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps(point) + "\n")
            speed = trained_s / (time.monotonic() - began)
            print(
                f"I step {done}: loss per row {mean:.3f}, WER {wer:.1%}, CER {cer:.1%}, {speed:.0f} x",
                flush=True,
            )
            losses.clear()
    store.finish()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("whisper", type=Path, help="folder of a CTranslate2 model")
    add("outputs", type=Path, help="folder of training/english/outputs.py")
    add("csv_files", help="training sets, comma-separated")
    add("dev_csv", type=Path)
    add("out", type=Path, help="folder of checkpoints")
    add("--steps", type=int, default=2000)
    add("--batch_seconds", type=float, default=120)
    add("--learning_rate", type=float, default=0.001)
    add("--hours", type=float, default=0, help="train on a random selection only; 0: on everything")
    add("--every", type=int, default=200, help="steps between validations")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=0, help="0: one for each processor")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    recordings = read_recordings(options.outputs, options.csv_files.split(","))
    if options.hours:
        recordings = first_hours(recordings, options.hours, options.seed)
    dev = read_outputs(stored_path(options.outputs, options.dev_csv, 0))
    settings = Settings(
        options.steps, options.batch_seconds, options.learning_rate, options.every, options.seed
    )
    train(options.whisper, recordings, dev, options.out, settings)


if __name__ == "__main__":
    run_importer(main)
