"""Stores the outputs of Whisper's encoder for recordings.

    python -m training.english.outputs WHISPER CSV_FILES OUT [--versions 2] [--augment … …]

The encoder has the weights in WHISPER. Version 0 of a recording is what a stream gives. The others are
augmented (`--augment` as in training), their positions begin anywhere, and they are computed in chunks of 45
rows, which takes two thirds of the time. With stored outputs, an epoch of the layers after the blocks takes a
fraction of the time: training/english/head.py trains them. An hour takes 184 MB for width 512. Complete files
are not computed again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Augmentation, parse_augmentations
from deepspeech_tf.data.batching import TimedBatches
from deepspeech_tf.data.check import durations_s
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.model.transformer.config import TransformerConfig
from deepspeech_tf.model.transformer.encoder import TransformerEncoder
from deepspeech_tf.model.transformer.whisper import read_whisper_encoder, whisper_sizes
from deepspeech_tf.text.alphabet import Alphabet
from training.english.stored import Outputs, is_stored, stored_path, write_outputs

ALPHABET = Path("data/alphabet.txt")
BATCH_S = 45.0
LARGE_CHUNKS = {"chunk_rows": 45, "left_context": 225}


def features_of_whisper() -> FeatureConfig:
    """The features of Whisper."""
    return FeatureConfig(**TransformerConfig.default_features)


def whisper_config(folder: Path, n_labels: int, **options: int) -> TransformerConfig:
    """The encoder that the weights in a folder fit."""
    return TransformerConfig(n_labels=n_labels, **whisper_sizes(folder), **options)


def whisper_blocks(folder: Path, **options: int) -> TransformerEncoder:
    """Whisper's encoder, without layers after the blocks."""
    config = whisper_config(folder, 1, n_convolutions=0, dropout=0, **options)
    encoder = TransformerEncoder(config)
    variables = encoder.named_weights()
    for name, value in read_whisper_encoder(folder, config).items():
        variables[name].assign(value)
    return encoder


class Extractor:
    """Computes the outputs of the encoder in a folder for manifests."""

    def __init__(self, whisper: Path, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        streaming, augmented = whisper_blocks(whisper), whisper_blocks(whisper, **LARGE_CHUNKS)
        frames = tf.TensorSpec([None, None, streaming.config.n_features], tf.float32)
        lengths, seed = tf.TensorSpec([None], tf.int32), tf.TensorSpec([2], tf.int32)
        self._streaming = tf.function(streaming.block_outputs, input_signature=[frames, lengths])
        self._augmented = tf.function(augmented.block_outputs, input_signature=[frames, lengths, seed])

    def outputs(self, csv: Path, version: int, augmentations: Sequence[Augmentation]) -> Iterator[Outputs]:
        """The outputs for the recordings of a manifest, short ones first."""
        utterances = read_manifests([csv])
        seconds = durations_s(utterances)
        batches = TimedBatches(seconds, max(BATCH_S, float(seconds.max(initial=0))), shuffle=False, seed=0)
        dataset = Dataset(
            utterances,
            self._alphabet,
            features_of_whisper(),
            batches,
            augmentations=augmentations if version else (),
            frames_multiple=100,
            seed=4568 + version,
            workers=1,
            cache_bytes=0,
        )
        began, done_s = time.monotonic(), 0.0
        for number, batch in enumerate(dataset.batches(0)):
            if version:
                rows, counts = self._augmented(
                    batch.features, batch.feature_lengths, tf.constant([version, number], tf.int32)
                )
            else:
                rows, counts = self._streaming(batch.features, batch.feature_lengths)
            values = rows.numpy().astype(np.float16)
            for place, count in enumerate(counts.numpy()):
                labels = batch.labels[place, : batch.label_lengths[place]]
                if count:
                    yield Outputs(values[place, :count], labels, batch.ids[place])
            done_s += float(batch.feature_lengths.sum()) / 100
            if number % 10 == 9:
                speed = done_s / (time.monotonic() - began)
                print(f"I {csv}, version {version}: {done_s / 60:.0f} minutes, {speed:.0f} x", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("whisper", type=Path, help="folder of a CTranslate2 model")
    parser.add_argument("csv_files", help="comma-separated")
    parser.add_argument("out", type=Path)
    parser.add_argument("--versions", type=int, default=1, help="of each recording")
    parser.add_argument("--augment", action="append", default=[], help="for all versions but the first")
    parser.add_argument("--threads", type=int, default=0, help="0: one for each processor")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    augmentations = parse_augmentations(options.augment)
    extractor = Extractor(options.whisper, Alphabet.from_file(ALPHABET))
    for version in range(options.versions):
        for name in dict.fromkeys(options.csv_files.split(",")):
            path = stored_path(options.out, Path(name), version)
            if not is_stored(path):
                write_outputs(path, extractor.outputs(Path(name), version, augmentations))


if __name__ == "__main__":
    run_importer(main)
