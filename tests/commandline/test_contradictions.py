"""Flags that say something else of a model than its checkpoint: an error that names both, everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from absl import flags

from deepspeech_tf.checkpoint.bundle import write_bundle
from deepspeech_tf.checkpoint.description import DESCRIPTION_TENSOR, ModelDescription, describe
from deepspeech_tf.checkpoint.state import LAST_STATE, announce_checkpoint
from deepspeech_tf.commandline.conversion_phase import convert_checkpoint
from deepspeech_tf.commandline.model_choice import flags_of_model, model_to_evaluate, model_to_train
from deepspeech_tf.commandline.provenance import resolved_flags
from deepspeech_tf.config import FeatureConfig, ModelConfig
from deepspeech_tf.errors import AlphabetError, CheckpointError, ConfigError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.jobs.model_choice import choose_model
from deepspeech_tf.model import registry
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder import StateTensor
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
    """The part of a checkpoint that describes its model; `labels` None: bytes."""
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
    with pytest.raises(ConfigError, match="--n_hidden is an option of the encoder deepspeech"):
        model_to_evaluate(parse(folder, "--n_hidden=40"))
    with pytest.raises(CheckpointError, match=r"0\.9\.3 has the encoder deepspeech only\. Received: causal"):
        convert_checkpoint(parse(folder, f"--save_checkpoint_dir={tmp_path}/old"))


def original_weights(folder: Path, n_labels: int) -> None:
    """A checkpoint of 0.9.3, which does not state its labels."""
    write_checkpoint(folder, labels="abcdefgh"[:n_labels], description=False)


@pytest.mark.parametrize("default", ["data/alphabet.txt", "elsewhere/alphabet.txt"])
def test_conversion_needs_no_alphabet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, default: str) -> None:
    """The file that the flag names by default has other labels, or is not there in another folder."""
    original_weights(tmp_path, 5)
    if default.startswith("elsewhere"):
        monkeypatch.chdir(tmp_path)
    convert_checkpoint(parse(f"--checkpoint_dir={tmp_path}", f"--save_checkpoint_dir={tmp_path}/old"))
    assert (tmp_path / "old" / "checkpoint").is_file()
    with pytest.raises(CheckpointError, match="5 labels"):
        convert_checkpoint(
            parse(
                f"--checkpoint_dir={tmp_path}",
                f"--save_checkpoint_dir={tmp_path}/again",
                "--bytes_output_mode",
            )
        )


def test_conversion_names_an_alphabet_that_is_not_utf8(tmp_path: Path) -> None:
    original_weights(tmp_path, 5)
    (tmp_path / "alphabet.txt").write_bytes(b"a\n\xe4\n")
    with pytest.raises(AlphabetError, match=r"alphabet\.txt: must be UTF-8\. Received: byte 0xe4"):
        convert_checkpoint(parse(f"--checkpoint_dir={tmp_path}", f"--save_checkpoint_dir={tmp_path}/old"))


def test_exports_of_the_original_state_the_shapes_of_the_checkpoint(tmp_path: Path) -> None:
    """It has no flag file, and another n_hidden than the default."""
    write_checkpoint(tmp_path, layer_norm=True, description=False)
    values = parse(f"--checkpoint_dir={tmp_path}")
    model = model_to_evaluate(values)
    resolved = resolved_flags(values, str(tmp_path), flags_of_model(model))
    assert (resolved["n_hidden"], resolved["layer_norm"]) == (8, True)
    (tmp_path / "flags.txt").write_text("--n_hidden=64\n--epochs=7\n")
    resolved = resolved_flags(values, str(tmp_path), flags_of_model(model))
    assert (resolved["n_hidden"], resolved["epochs"]) == (8, 7)


@pytest.mark.parametrize("description", [True, False])
def test_the_alphabet_file_that_is_named_was_used(tmp_path: Path, description: bool) -> None:
    """The file beside the checkpoint has other labels than the checkpoint, or nothing was read from it."""
    write_checkpoint(tmp_path, description=description)
    (tmp_path / "alphabet.txt").write_text("x\ny\n")
    values = parse(f"--checkpoint_dir={tmp_path}")
    model = model_to_evaluate(values)
    assert Alphabet.from_file(values.alphabet_config_path) == model.alphabet
    (tmp_path / "alphabet.txt").write_text(model.alphabet.file_text())
    values = parse(f"--checkpoint_dir={tmp_path}")
    model_to_evaluate(values)
    named = {True: f"{tmp_path}/alphabet.txt", False: "data/alphabet.txt"}
    assert values.alphabet_config_path == named[description]


@pytest.mark.parametrize("labels", [["x", "y"], None])
def test_no_alphabet_file_is_named_if_none_was_used(tmp_path: Path, labels: Sequence[str] | None) -> None:
    """Neither that beside the checkpoint nor the default has the model's labels."""
    write_checkpoint(tmp_path, labels=labels)
    (tmp_path / "alphabet.txt").write_text("z\n")
    values = parse(f"--checkpoint_dir={tmp_path}")
    model = model_to_evaluate(values)
    assert resolved_flags(values, str(tmp_path), flags_of_model(model))["alphabet_config_path"] in (None, "")


@dataclass(frozen=True)
class TupleConfig(EncoderConfig):
    """Options that are tuples."""

    kernels: tuple[int, ...] = (3, 5)
    names: tuple[str, ...] = ()


@pytest.fixture
def tuples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_ENTRIES", dict(registry._ENTRIES))
    registry.register("tuples", TupleConfig, lambda: pytest.fail("only its options are needed"))


@pytest.mark.usefixtures("tuples")
def test_options_that_are_tuples(tmp_path: Path) -> None:
    config = TupleConfig(N_LABELS, kernels=(7, 9), names=("a",))
    write_checkpoint(tmp_path, config=config)
    folder = f"--checkpoint_dir={tmp_path}"
    values = parse(folder)
    assert model_to_train(values, Replicas()).encoder == config
    assert values.encoder_option == ["kernels=7,9", "names=a"]
    given = ("--encoder_option=kernels=7,9", "--encoder_option=names=a")
    for choose in (model_to_evaluate, lambda values: model_to_train(values, Replicas())):
        assert choose(parse(folder, "--encoder=tuples", *given)).encoder == config
    with pytest.raises(CheckpointError, match=r"kernels=7,9\. Received: --encoder_option kernels=3"):
        model_to_evaluate(parse(folder, "--encoder_option=kernels=3"))
    with pytest.raises(ConfigError, match=r"kernels=3,x: expected .*\. Received: 'x'"):
        model_to_evaluate(parse(folder, "--encoder_option=kernels=3,x"))
    asked = ModelConfig(encoder="tuples", options={"kernels": [7, 9]})
    assert choose_model(asked, {"encoder": "tuples"}).encoder.kernels == (7, 9)


@pytest.mark.parametrize("name", ["two words", "a\nb", "tab\t", ""])
def test_names_that_would_break_the_metadata(name: str, tuples: None) -> None:
    """Exported files have them in lines of values separated by blanks."""
    with pytest.raises(ConfigError, match="must be a word"):
        registry.register(name, TupleConfig, lambda: pytest.fail("not needed"))
    with pytest.raises(ConfigError, match="must be a word"):
        StateTensor(name, (1,))
