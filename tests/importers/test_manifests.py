"""Manifests of NeMo and Lhotse: segments, channels, paths, counts, damaged rows and files."""

from __future__ import annotations

import numpy as np
import soundfile

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import manifests

COLUMNS = "wav_filename,wav_filesize,transcript"


def test_nemo(tmp_path) -> None:
    manifests.nemo(tmp_path)
    out = tmp_path / "out"
    output = run(
        "nemo", tmp_path / "train_manifest.json", tmp_path / "test_manifest.json", "--target_dir", out
    )
    assert header(out / "train_manifest.csv") == COLUMNS
    assert transcripts(out / "train_manifest.csv") == ["one two", "first", "second", "from a file"]
    sizes = [int(row["wav_filesize"]) for row in rows(out / "train_manifest.csv")]
    assert sizes[1:3] == [44 + 2 * 32000, 44 + 2 * 40000]
    assert rows(out / "test_manifest.csv")[0]["wav_filename"] == "../audio/a.wav"  # good as it is
    for line in (
        "W left out: row 5 of train_manifest.json: audio/cut.flac: audio file",
        "W left out: row 6 of train_manifest.json: audio/missing.wav: audio file",
        "W left out: row 7 of train_manifest.json: must have 'text' or 'text_filepath'",
        "W left out: row 8 of train_manifest.json: must have 'audio_filepath', one file",
        "W left out: row 9 of train_manifest.json: 'duration'",
        "W left out: row 10 of train_manifest.json: must be JSON: ",
        "W left out: row 11 of train_manifest.json: /: audio file",
        "W left out: row 12 of train_manifest.json: ",
        "Skipped 8 samples that failed upon conversion.\nSkipped 1 samples that failed on transcript",
    ):
        assert line in output


def test_nemo_manifests_of_the_same_name(tmp_path) -> None:
    manifests.nemo(tmp_path)
    manifest = tmp_path / "train_manifest.json"
    assert "must have different names" in run("nemo", manifest, manifest, fails=True)
    assert "none.json cannot be read" in run("nemo", tmp_path / "none.json", fails=True)


def test_lhotse_supervisions(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    out = tmp_path / "out"
    manifest = tmp_path / "corpus_supervisions_dev.jsonl.gz"
    output = run("lhotse", manifest, "--target_dir", out, "--audio_root", tmp_path)
    csv = out / "corpus_supervisions_dev.csv"
    assert header(csv) == COLUMNS
    assert transcripts(csv) == ["hello there", "who is it", "the whole file"]
    first, other, whole = (soundfile.read(out / row["wav_filename"])[0] for row in rows(csv))
    assert len(first) == 32000 and np.abs(first).max() > 0.2
    assert np.abs(other).max() < 0.01  # the second channel is silent
    assert len(whole) == 48000
    for line in (
        "row 4 of corpus_supervisions_dev.jsonl.gz: cut-1: audio file",
        "row 5 of corpus_supervisions_dev.jsonl.gz: piped-1: must be an audio file. Received: a command",
        "lost-1: must have a recording. Received: none",
        "call-c-1: no audio file has channel 2",
        "half: incomplete: KeyError('start')",
        "W left out: row 9 of corpus_supervisions_dev.jsonl.gz: must be JSON: ",
        "Skipped 6 samples that failed upon conversion.",
    ):
        assert line in output


def test_lhotse_cuts(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    files = [tmp_path / "cuts_train.jsonl", tmp_path / "cuts_test.json"]
    output = run("lhotse", *files, "--target_dir", tmp_path, "--audio_root", tmp_path)
    assert transcripts(tmp_path / "cuts_train.csv") == ["begins before", "one", "two"]
    assert transcripts(tmp_path / "cuts_test.csv") == ["one", "two"]
    sizes = [int(row["wav_filesize"]) for row in rows(tmp_path / "cuts_train.csv")]
    assert sizes == [44 + 2 * 16000 * seconds for seconds in (2, 1, 2)]
    assert "s4: must be audio as recorded. Received: a recording with transforms" in output
    assert "row 4 of cuts_train.jsonl: : must be a cut of one recording. Received: MixedCut" in output


def test_lhotse_damaged_manifests(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    packed = tmp_path / "corpus_recordings_dev.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-30])
    manifest = tmp_path / "corpus_supervisions_dev.jsonl.gz"
    assert "is damaged, cut short or no gzip file" in run("lhotse", manifest, fails=True)
    (tmp_path / "cuts_test.json").write_text('[{"id": 1}, 2]')
    assert "must be a JSON list of objects" in run("lhotse", tmp_path / "cuts_test.json", fails=True)
