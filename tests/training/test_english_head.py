"""training/english: stored outputs of Whisper's encoder, and the training of the layers after them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.checkpoint.restore import load_checkpoint
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.model.transformer.encoder import TransformerEncoder
from deepspeech_tf.text.alphabet import Alphabet
from tests.encoders.whisper import Whisper
from tests.importers.layouts.sound import tone
from tests.sets import ROOT
from training.english import head, outputs
from training.english.head import best_labels, first_hours, groups, masked
from training.english.last_layers import LastLayers
from training.english.stored import Outputs, read_outputs, stored_path, write_outputs

SENTENCES = ("one", "two words", "three more words", "a fourth sentence")


@pytest.fixture(scope="module")
def whisper(tmp_path_factory) -> Path:
    return Whisper(n_features=80).file(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    lines = ["wav_filename,wav_filesize,transcript"]
    for number, sentence in enumerate(SENTENCES):
        path = tone(folder / f"{number}.wav", 1.5 + number / 3)
        lines.append(f"{path.name},{path.stat().st_size},{sentence}")
    (folder / "train.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "train.csv"


@pytest.fixture
def command(monkeypatch):
    monkeypatch.chdir(ROOT)

    def run(module, *arguments: object) -> None:
        monkeypatch.setattr(sys, "argv", ["program", *map(str, arguments)])
        monkeypatch.setattr(tf.config.threading, "set_intra_op_parallelism_threads", lambda count: None)
        module.main()

    return run


def test_version_0_is_what_a_stream_gives_and_others_are_augmented(command, whisper, corpus, tmp_path):
    command(outputs, whisper, corpus, tmp_path, "--versions", "2", "--augment", "volume[dbfs=-40~0]")
    plain, changed = (read_outputs(stored_path(tmp_path, corpus, version)) for version in (0, 1))
    alphabet = Alphabet.from_file(ROOT / "data/alphabet.txt")
    assert [alphabet.decode(one.labels.tolist()) for one in plain] == list(SENTENCES)
    assert [len(one.rows) for one in plain] == [len(one.rows) for one in changed]
    assert not np.allclose(plain[0].rows, changed[0].rows, atol=0.1)
    again = list(outputs.Extractor(whisper, alphabet).outputs(corpus, 0, parse_augmentations(["pitch"])))
    np.testing.assert_allclose(again[2].rows, plain[2].rows, atol=2e-3)


def test_outputs_are_not_computed_twice(command, whisper, corpus, tmp_path):
    command(outputs, whisper, corpus, tmp_path)
    index = stored_path(tmp_path, corpus, 0).with_suffix(".json")
    before = index.stat().st_mtime_ns
    command(outputs, whisper, f"{corpus},{corpus}", tmp_path)
    assert index.stat().st_mtime_ns == before


def test_an_interrupted_file_is_not_read(tmp_path):
    def interrupted():
        yield Outputs(np.ones((3, 4), np.float16), np.array([1], np.int32), "a.wav")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_outputs(tmp_path / "set-0", interrupted())
    with pytest.raises(ImporterError, match="expected outputs of an encoder"):
        read_outputs(tmp_path / "set-0")


def test_stored_outputs_are_read_as_written(tmp_path):
    written = [
        Outputs(np.full((count, 4), count, np.float16), np.arange(count, dtype=np.int32), f"{count}.wav")
        for count in (3, 1, 2)
    ]
    write_outputs(tmp_path / "set-0", iter(written))
    for one, again in zip(written, read_outputs(tmp_path / "set-0"), strict=True):
        assert again.audio == one.audio and np.array_equal(again.rows, one.rows)
        assert np.array_equal(again.labels, one.labels)


def test_last_layers_give_the_logits_of_the_encoder_within_a_chunk(whisper):
    """Except near its ends: the row that a stream drops is seen there, and zeros after the chunk."""
    config = outputs.whisper_config(whisper, 28, chunk_rows=60, left_context=0, period=60, right_context=0)
    encoder = TransformerEncoder(config)
    features = np.random.default_rng(1).standard_normal((2, 118, 80)).astype(np.float32)
    lengths = np.array([118, 118], np.int32)
    rows, counts = encoder.block_outputs(features, lengths)
    logits, _ = LastLayers(encoder)(rows, counts)
    expected, _ = encoder(features, lengths)
    np.testing.assert_allclose(logits[:, 16:43], expected[:, 16:43], atol=1e-4)


def test_training_learns_and_continues(command, whisper, corpus, tmp_path, capsys):
    command(outputs, whisper, corpus, tmp_path / "outputs")
    arguments = (whisper, tmp_path / "outputs", corpus, corpus, tmp_path / "out", "--every", 5)
    arguments = (*arguments, "--batch_seconds", 10)
    command(head, *arguments, "--steps", 5)
    first = load_checkpoint(tmp_path / "out", "last")
    command(head, *arguments, "--steps", 10)
    last = load_checkpoint(tmp_path / "out", "last")
    assert first is not None and last is not None
    assert int(first.tensors["global_step"]) == 5 and int(last.tensors["global_step"]) == 10
    for name, value in first.tensors.items():
        if name.startswith("block_") and "/Adam" not in name:
            np.testing.assert_array_equal(value, last.tensors[name])  # Whisper's weights stay
    assert not np.array_equal(first.tensors["output/weights"], last.tensors["output/weights"])
    curve = [json.loads(line) for line in (tmp_path / "out" / "curve.jsonl").read_text().splitlines()]
    assert [point["step"] for point in curve] == [5, 10]
    assert curve[1]["loss_per_row"] < curve[0]["loss_per_row"]


def test_a_larger_selection_contains_a_smaller_one():
    recordings = [[Outputs(np.zeros((900, 1), np.float16), np.zeros(1, np.int32), f"{n}")] for n in range(20)]
    small, large = (first_hours(recordings, hours, 3) for hours in (0.02, 0.05))
    assert [one[0].audio for one in large[: len(small)]] == [one[0].audio for one in small]
    assert len(small) == 4 and len(large) == 10
    with pytest.raises(ImporterError, match=r"--hours: expected at most 0\.10"):
        first_hours(recordings, 1, 3)


def test_groups_contain_everything_once_and_are_not_too_large():
    lengths = np.random.default_rng(2).uniform(20, 400, 200)
    found = groups(lengths, 2000, np.random.default_rng(3))
    assert sorted(place for group in found for place in group) == list(range(200))
    assert all(len(group) * max(lengths[group]) <= 2000 for group in found)


def test_masks_leave_the_stored_rows_unchanged():
    rows = np.ones((1000, 3), np.float16)
    copies = [masked(rows, np.random.default_rng(seed)) for seed in range(5)]
    assert rows.all() and any((copy == 0).any() for copy in copies)
    assert all((copy == 0).mean() < 0.2 for copy in copies)


def test_labels_of_a_path():
    blank = 3
    path = [blank, 1, 1, blank, 1, 2, 2, blank]
    assert best_labels(np.eye(4, dtype=np.float32)[path]) == [1, 1, 2]
