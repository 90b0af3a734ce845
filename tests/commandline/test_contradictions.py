"""Flags that say something else of a model than its checkpoint: an error that names both, everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.checkpoint.bundle import write_bundle
from deepspeech_tf.checkpoint.description import DESCRIPTION_TENSOR, describe
from deepspeech_tf.checkpoint.state import LAST_STATE, announce_checkpoint
from deepspeech_tf.commandline.conversion_phase import convert_checkpoint
from deepspeech_tf.commandline.evaluation_phase import checkpoint_config, evaluation_checkpoint
from deepspeech_tf.commandline.settings import load_alphabet
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.text.alphabet import Alphabet
from tests.commandline.test_flags import parse

N_LABELS = 28


def write_checkpoint(folder: Path, *, layer_norm: bool) -> None:
    labels = Alphabet.from_file("data/alphabet.txt")
    tensors = {"layer_1/bias": np.zeros(8, np.float32), "layer_6/bias": np.zeros(N_LABELS + 1, np.float32)}
    if layer_norm:
        tensors["layer_1/LayerNorm/gamma"] = np.ones(8, np.float32)
    description = describe(
        DeepSpeechConfig(N_LABELS, n_hidden=8, layer_norm=layer_norm), FeatureConfig(), labels
    )
    announce_checkpoint(folder, LAST_STATE, folder / "train-1")
    write_bundle(folder / "train-1", {**tensors, DESCRIPTION_TENSOR: json.dumps(description)})


@pytest.mark.parametrize("layer_norm", [False, True])
@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--n_hidden=9", "n_hidden 8. Received: --n_hidden 9"),
        ("--audio_sample_rate=8000", "--audio_sample_rate 16000. Received: 8000"),
        ("--feature_win_len=25", "--feature_win_len 32. Received: 25"),
        ("--feature_win_step=10", "--feature_win_step 20. Received: 10"),
        ("--relu_clip=6", "--relu_clip 20.0. Received: 6.0"),
        ("--bytes_output_mode", "an alphabet of 28 labels. Received: --bytes_output_mode with 255"),
        ("--alphabet_config_path={}/other.txt", "label 27 was"),
        ("--alphabet_config_path={}/few.txt", "few.txt with 2"),
    ],
)
def test_contradictions(tmp_path: Path, layer_norm: bool, flag: str, message: str) -> None:
    write_checkpoint(tmp_path, layer_norm=layer_norm)
    labels = Alphabet.from_file("data/alphabet.txt").labels
    (tmp_path / "other.txt").write_text("".join(f"{label}\n" for label in [*labels[:-1], "é"]))
    (tmp_path / "few.txt").write_text("a\nb\n")
    fitting = f"--{'' if layer_norm else 'no'}layer_norm"
    common = [f"--checkpoint_dir={tmp_path}", f"--save_checkpoint_dir={tmp_path}/old", fitting]
    norm = ("without layer normalisation", "with --layer_norm")
    wrong_norm = (f"--{'no' if layer_norm else ''}layer_norm", f"trained {norm[layer_norm]}")
    for given, wanted in ((flag.format(tmp_path), message), wrong_norm):
        values = parse(*common, given)
        with pytest.raises(CheckpointError) as caught:
            convert_checkpoint(values)
        assert wanted in str(caught.value)
        checkpoint = evaluation_checkpoint(values, str(tmp_path))  # of evaluate, export, lm_optimizer
        with pytest.raises(CheckpointError) as caught:
            checkpoint_config(values, checkpoint, load_alphabet(values))
        assert wanted in str(caught.value)
    config = checkpoint_config(parse(*common[:2]), checkpoint, Alphabet.from_labels(labels))
    assert config.layer_norm is layer_norm and config.n_hidden == 8
