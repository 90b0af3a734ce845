"""Summaries: they can be read back, and a folder that cannot be written is reported."""

from pathlib import Path

import pytest
import tensorflow as tf

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.summaries import KINDS, Summaries


def test_scalars_by_kind_and_step(tmp_path: Path) -> None:
    with Summaries(str(tmp_path)) as summaries:
        for step in (1, 2):
            summaries.scalar("train", "step_loss", 10.0 / step, step)
        summaries.scalar("dev", "step_loss", 7.0, 2)
    found = {}
    for kind in KINDS:
        (file,) = (tmp_path / kind).iterdir()
        found[kind] = [
            (event.step, value.tag, float(tf.make_ndarray(value.tensor)))
            for event in tf.compat.v1.train.summary_iterator(str(file))
            for value in event.summary.value
        ]
    assert found["train"] == [(1, "step_loss", 10.0), (2, "step_loss", 5.0)]
    assert found["dev"] == [(2, "step_loss", 7.0)] and not found["metrics"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"summary_dir: .*file cannot be written: .*file"):
        Summaries(str(tmp_path / "file"))


def test_no_folder_no_summaries() -> None:
    with Summaries("") as summaries:
        summaries.scalar("train", "step_loss", 1.0, 1)
