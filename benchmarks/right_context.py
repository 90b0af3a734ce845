"""How far limited attention is from Whisper's, without any training, by chunk and right context.

Run as `python benchmarks/right_context.py FOLDER CSV` from the repository's root, with the folder of a
CTranslate2 model of Whisper tiny. Prints the squared error of the outputs of the blocks to those of the
unlimited encoder, relative to their squares, for the first utterances of the CSV file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from deepspeech_tf.audio.features import extract_features  # noqa: E402
from deepspeech_tf.audio.read import read_audio  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.config import FeatureConfig  # noqa: E402
from deepspeech_tf.data.manifest import read_manifests  # noqa: E402
from deepspeech_tf.model.transformer.config import POSITIONS, SUBSAMPLING, TransformerConfig  # noqa: E402
from deepspeech_tf.model.transformer.encoder import TransformerEncoder  # noqa: E402
from deepspeech_tf.model.transformer.whisper import read_whisper_encoder  # noqa: E402

FEATURES = FeatureConfig(feature_kind="log_mel", window_ms=25, step_ms=10)
SIZES = ((30, 0, 120), (30, 0, 240), (20, 10, 240), (15, 15, 240), (10, 20, 240))  # chunk, right, left


def encoder(folder: str, chunk: int, right: int, left: int) -> TransformerEncoder:
    config = TransformerConfig(
        n_labels=28, chunk_rows=chunk, right_context=right, left_context=left, n_convolutions=0
    )
    model = TransformerEncoder(config)
    for name, value in read_whisper_encoder(folder, config).items():
        model.named_weights()[name].assign(value)
    return model


def errors(model: TransformerEncoder, features: Any) -> tuple[float, float]:
    """Squared error and squares of the target, for features `(1, T, 80)`, T even.

    A stream begins with rows of silence, one and those of the right context, so the target does, too.
    """
    late = model.late
    target = model.unlimited(tf.pad(features, [[0, 0], [SUBSAMPLING * late, 0], [0, 0]]))[:, late:]
    received = model._forward(features, tf.constant([features.shape[1]]), None)[2]
    return float(tf.reduce_sum((received - target) ** 2)), float(tf.reduce_sum(target**2))


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", help="CTranslate2 model of Whisper tiny")
    parser.add_argument("csv", help="CSV file with recordings of at most 29 seconds")
    parser.add_argument("--limit", type=int, default=12, help="utterances")
    options = parser.parse_args()
    utterances = list(read_manifests([options.csv]))[: options.limit]
    recordings = [extract_features(read_audio(one.path, 16000), FEATURES) for one in utterances]
    recordings = [one[: min(len(one) // 2 * 2, SUBSAMPLING * (POSITIONS - 50))] for one in recordings]
    print("| chunk | right context | left context | error |\n|---:|---:|---:|---:|")
    for sizes in SIZES:
        model = encoder(options.folder, *sizes)
        found = np.sum(
            [errors(model, tf.constant(one[np.newaxis], tf.float32)) for one in recordings], axis=0
        )
        print(f"| {' | '.join(map(str, sizes))} | {found[0] / found[1]:.3f} |", flush=True)


if __name__ == "__main__":
    main()
