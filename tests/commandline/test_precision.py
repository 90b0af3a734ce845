"""`--precision`: trained, resumed and tested by the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
import tensorflow as tf

from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import arguments, curve, run


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("train", 24), ("dev", 6)]):
        write_corpus(folder, name, count, seed)
    return folder


def test_float16_keeps_its_scale_and_float32_goes_on_from_it(corpus: Path, tmp_path: Path) -> None:
    result = run("train", *arguments(corpus, tmp_path, "--precision=float16"))
    assert result.returncode == 0, result.stderr
    assert "I Computing in float16" in result.stdout
    reader = tf.train.load_checkpoint(str(tmp_path))
    assert reader.get_tensor("current_loss_scale") >= 1.0
    kinds = reader.get_variable_to_dtype_map()
    assert kinds["layer_1/weights"] == kinds["layer_1/weights/Adam"] == tf.float32
    losses = curve(tmp_path)
    assert losses[-1][0] < losses[0][0]
    result = run("train", *arguments(corpus, tmp_path, "--automatic_mixed_precision", "--load_train=last"))
    assert result.returncode == 0, result.stderr
    assert "I Computing in bfloat16" in result.stdout
    result = run("train", *arguments(corpus, tmp_path, f"--test_files={corpus}/dev.csv"))
    assert result.returncode == 0, result.stderr
    assert curve(tmp_path)[-1][0] < losses[-1][0]


@pytest.mark.parametrize(
    "more", [("--precision=float8",), ("--precision=float32", "--automatic_mixed_precision")]
)
def test_refused(corpus: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    result = run("train", *arguments(corpus, tmp_path, *more))
    assert result.returncode == 1
    assert result.stderr.startswith("E ") and "--precision" in result.stderr
