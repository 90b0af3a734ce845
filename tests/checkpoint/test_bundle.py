"""Bundles: complete or absent, never half; damage is noticed."""

import os
from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.checkpoint.bundle import (
    DATA_SUFFIX,
    INDEX_SUFFIX,
    bundle_exists,
    bundle_shapes,
    delete_bundle,
    read_bundle,
    write_bundle,
)
from deepspeech_tf.errors import CheckpointError


def tensors() -> dict[str, object]:
    random = np.random.default_rng(1)
    return {
        "layer_1/weights": random.normal(size=(494, 32)).astype(np.float32),
        "global_step": np.int64(7),
        "note": "töne",
    }


@pytest.mark.parametrize(
    "name", ["a[b]", "a]b", "a\\b", "a*?", "[", "sp ace %20", "two\nlines", "한é", os.fsdecode(b"\xff")]
)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Also where the name, taken for a pattern, fits the folder beside it."""
    for place in (tmp_path / name, tmp_path / "a" / name / "b"):
        write_bundle(place / "train-7", tensors())
        assert read_bundle(place / "train-7")["global_step"] == 7
        assert bundle_shapes(place / "train-7")["layer_1/weights"] == (494, 32)
        (place / f"train-7{DATA_SUFFIX}").write_bytes(b"cut short")
        with pytest.raises(CheckpointError, match="damaged"):
            read_bundle(place / "train-7")


def test_the_name_of_a_bundle_may_look_like_a_pattern(tmp_path: Path) -> None:
    for name in ("m[1]", "m1", "m*"):
        write_bundle(tmp_path / name, {**tensors(), "global_step": np.int64(len(name))})
    for name in ("m[1]", "m1", "m*"):
        assert read_bundle(tmp_path / name)["global_step"] == len(name)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written = tensors()
    write_bundle(tmp_path / "train-7", written)
    read = read_bundle(tmp_path / "train-7")
    np.testing.assert_array_equal(read["layer_1/weights"], written["layer_1/weights"])
    assert read["global_step"] == 7 and read["global_step"].dtype == np.int64
    assert read["note"].item().decode("utf-8") == "töne"
    assert bundle_shapes(tmp_path / "train-7")["layer_1/weights"] == (494, 32)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"train-7{DATA_SUFFIX}",
        f"train-7{INDEX_SUFFIX}",
    ]


@pytest.mark.parametrize("suffix", [DATA_SUFFIX, INDEX_SUFFIX])
@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_damage_is_named(tmp_path: Path, suffix: str, damage: str) -> None:
    write_bundle(tmp_path / "train-7", tensors())
    path = Path(f"{tmp_path / 'train-7'}{suffix}")
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "flip":
        content[len(content) // 2] ^= 0xFF
    else:
        content = bytearray()
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="train-7"):
        read_bundle(tmp_path / "train-7")


def test_missing_and_deleted(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no checkpoint"):
        read_bundle(tmp_path / "train-7")
    write_bundle(tmp_path / "train-7", tensors())
    delete_bundle(tmp_path / "train-7")
    assert not bundle_exists(tmp_path / "train-7") and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="could not be written"):
        write_bundle(tmp_path / "file" / "train-7", tensors())
