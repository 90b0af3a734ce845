"""Flags that say something else of a model than its checkpoint: an error that names both, everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from absl import flags

from deepspeech_tf.checkpoint.bundle import write_bundle
from deepspeech_tf.checkpoint.description import DESCRIPTION_TENSOR, ModelDescription, describe
from deepspeech_tf.checkpoint.state import LAST_STATE, announce_checkpoint
from deepspeech_tf.commandline.conversion_phase import convert_checkpoint
from deepspeech_tf.commandline.model_choice import model_to_evaluate, model_to_train
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet
from tests.commandline.test_flags import parse
from tests.encoders.causal import CausalConfig, register_causal

N_LABELS = 28


Choose = Callable[[flags.FlagValues], ModelDescription]


def write_checkpoint(
    folder: Path,
    *,
    layer_norm: bool = False,
    labels: Sequence[str] | None = Alphabet.from_file("data/alphabet.txt").labels,
    features: FeatureConfig = FeatureConfig(),  # noqa: B008 (frozen)
    relu_clip: float = 20.0,
    config: EncoderConfig | None = None,
    description: bool = True,
) -> None:
    """As much of a checkpoint as tells what its model is; `labels` None: bytes."""
    alphabet = BytesAlphabet() if labels is None else Alphabet.from_labels(labels)
    n_labels = len(alphabet)
    tensors: dict[str, Any] = {
        "layer_1/bias": np.zeros(8, np.float32),
        "layer_6/bias": np.zeros(n_labels + 1, np.float32),
    }
    if layer_norm:
        tensors["layer_1/LayerNorm/gamma"] = np.ones(8, np.float32)
    if description:
        options = {"n_hidden": 8, "layer_norm": layer_norm, "relu_clip": relu_clip}
        facts = describe(config or DeepSpeechConfig(n_labels, **options), features, alphabet)
        tensors[DESCRIPTION_TENSOR] = json.dumps(facts)
    announce_checkpoint(folder, LAST_STATE, folder / "train-1")
    write_bundle(folder / "train-1", tensors)


@pytest.mark.parametrize("layer_norm", [False, True])
@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--n_hidden=9", "--n_hidden 8. Received: --n_hidden 9"),
        ("--audio_sample_rate=8000", "--audio_sample_rate 16000. Received: --audio_sample_rate 8000"),
        ("--feature_win_len=25", "--feature_win_len 32. Received: --feature_win_len 25"),
        ("--feature_win_step=10", "--feature_win_step 20. Received: --feature_win_step 10"),
        ("--relu_clip=6", "--relu_clip 20.0. Received: --relu_clip 6.0"),
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
    norm = ("--nolayer_norm", "--layer_norm")
    wrong_norm = (norm[not layer_norm], f"trained with {norm[layer_norm]}. Received: {norm[not layer_norm]}")
    for given, wanted in ((flag.format(tmp_path), message), wrong_norm):
        for choose in (
            convert_checkpoint,
            model_to_evaluate,  # of evaluate, export, lm_optimizer
            lambda values: model_to_train(values, Replicas()),
        ):
            with pytest.raises(CheckpointError) as caught:
                choose(parse(*common, given))
            assert wanted in str(caught.value)
            assert "train-1: trained with " in str(caught.value)


@pytest.mark.parametrize("layer_norm", [False, True])
@pytest.mark.parametrize("choose", [model_to_evaluate, lambda values: model_to_train(values, Replicas())])
def test_what_is_not_said_comes_from_the_checkpoint(tmp_path: Path, layer_norm: bool, choose: Choose) -> None:
    """Flags have these values afterwards, since they are stored with checkpoints and exports."""
    write_checkpoint(
        tmp_path, layer_norm=layer_norm, features=FeatureConfig(8000, 25, 10), labels="ab", relu_clip=6.0
    )
    values = parse(f"--checkpoint_dir={tmp_path}", "--dropout_rate=0.5")
    model = choose(values)
    options = {"n_labels": 2, "n_hidden": 8, "relu_clip": 6.0, "layer_norm": layer_norm}
    rates = dict.fromkeys(("dropout_1", "dropout_2", "dropout_3", "dropout_5"), 0.5)
    assert model.encoder == DeepSpeechConfig(**options, **rates)
    assert model.features == FeatureConfig(8000, 25, 10)
    assert model.alphabet == Alphabet.from_labels("ab")
    assert (values.n_hidden, values.relu_clip, values.layer_norm) == (8, 6.0, layer_norm)
    assert (values.audio_sample_rate, values.feature_win_len, values.feature_win_step) == (8000, 25, 10)


def test_bytes_come_from_the_checkpoint(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, layer_norm=False, labels=None)
    model = model_to_evaluate(parse(f"--checkpoint_dir={tmp_path}"))
    assert model.alphabet.is_bytes and model.encoder.n_labels == 255
    with pytest.raises(CheckpointError, match=r"an alphabet of 255 labels. Received: .*alphabet.txt with 28"):
        model_to_evaluate(parse(f"--checkpoint_dir={tmp_path}", "--alphabet_config_path=data/alphabet.txt"))


def test_a_new_output_layer_may_have_other_labels(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, layer_norm=True)
    (tmp_path / "few.txt").write_text("a\nb\n")
    few = f"--alphabet_config_path={tmp_path}/few.txt"
    common = (f"--checkpoint_dir={tmp_path}", "--drop_source_layers=1")
    assert len(model_to_train(parse(*common, few), Replicas()).alphabet) == 2
    assert len(model_to_train(parse(*common), Replicas()).alphabet) == N_LABELS
    with pytest.raises(CheckpointError, match="trained with --layer_norm"):
        model_to_train(parse(*common, few, "--nolayer_norm"), Replicas())


def test_a_new_model_does_not_ask_the_checkpoint(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, layer_norm=True)
    model = model_to_train(parse(f"--checkpoint_dir={tmp_path}", "--load_train=init"), Replicas())
    assert model.encoder.n_hidden == 2048 and not model.encoder.layer_norm


def test_checkpoints_of_the_original_tell_what_their_shapes_do(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, layer_norm=True, description=False)
    values = parse(f"--checkpoint_dir={tmp_path}", "--relu_clip=6", "--audio_sample_rate=8000")
    model = model_to_evaluate(values)
    assert (model.encoder.n_hidden, model.encoder.layer_norm, model.encoder.relu_clip) == (8, True, 6.0)
    assert model.features.sample_rate_hz == 8000
    with pytest.raises(CheckpointError, match=r"trained with --n_hidden 8\. Received: --n_hidden 9"):
        model_to_evaluate(parse(f"--checkpoint_dir={tmp_path}", "--n_hidden=9"))


def test_other_encoders(tmp_path: Path) -> None:
    register_causal()
    write_checkpoint(tmp_path, config=CausalConfig(N_LABELS, width=40))
    folder = f"--checkpoint_dir={tmp_path}"
    values = parse(folder)
    assert model_to_evaluate(values).encoder == CausalConfig(N_LABELS, width=40)
    assert values.encoder == "causal"
    assert model_to_evaluate(parse(folder, "--encoder_option=width=40")).encoder.width == 40
    for given, wanted in (
        ("--encoder=deepspeech", "--encoder causal. Received: --encoder deepspeech"),
        ("--encoder_option=width=24", "--encoder_option width=40. Received: --encoder_option width=24"),
    ):
        with pytest.raises(CheckpointError, match=wanted):
            model_to_evaluate(parse(folder, given))
    with pytest.raises(ConfigError, match="--n_hidden is of the encoder deepspeech"):
        model_to_evaluate(parse(folder, "--n_hidden=40"))
    with pytest.raises(CheckpointError, match=r"0\.9\.3 has the encoder deepspeech only\. Received: causal"):
        convert_checkpoint(parse(folder, f"--save_checkpoint_dir={tmp_path}/old"))
