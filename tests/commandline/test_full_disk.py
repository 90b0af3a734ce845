"""A full disk: messages name the file that could not be written, and existing files are kept."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import load_checkpoint
from deepspeech_tf.checkpoint.state import LAST_STATE, listed_checkpoints
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.data.automatic_split import split_set
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.diagnosis.cleaning import write_quarantine
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.rows import Manifest
from deepspeech_tf.errors import CheckpointError, DeepSpeechError, ManifestError
from deepspeech_tf.evaluation.report import write_results
from deepspeech_tf.evaluation.results import UtteranceResult
from deepspeech_tf.exporting.files import write_file
from deepspeech_tf.fit.loss_curve import EpochLoss, LossCurve
from deepspeech_tf.importers.clip import Clip, LeftOut
from deepspeech_tf.importers.manifest import write_left_out
from deepspeech_tf.whole_file import write_text
from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT

# Coverage would have to write its own files to the full disk.
UNMEASURED = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("COVERAGE_")}


def run_limited(limit_bytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that can write no file beyond so many bytes: each write fails there, as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=UNMEASURED, capture_output=True, text=True, timeout=240,
        check=False, preexec_fn=limit,
    )  # fmt: skip


def test_a_checkpoint_that_cannot_be_written(tmp_path: Path) -> None:
    """The message has the file, the reason and intact files; the state file names existing checkpoints."""
    weights = {"layer_1/bias": np.ones(10**5, np.float32), "layer_6/bias": np.ones(3, np.float32)}
    store = CheckpointStore(tmp_path, weights, {}, 5)
    store.save_last(1, Progress())
    files = sorted(tmp_path.iterdir())
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10**5, old[1]))
    try:
        with pytest.raises(CheckpointError) as caught:
            store.save_last(2, Progress())
        with pytest.raises(CheckpointError, match=r"best_dev-2: .*File too large; intact: .*train-1$"):
            store.save_best(2, Progress())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    text = (
        f"{tmp_path}/train-2: the checkpoint could not be written: File too large; intact: {tmp_path}/train-1"
    )
    assert str(caught.value) == text
    assert sorted(tmp_path.iterdir()) == files
    assert listed_checkpoints(tmp_path, LAST_STATE) == [tmp_path / "train-1"]
    assert "train-2" not in (tmp_path / LAST_STATE).read_text()
    assert load_checkpoint(tmp_path, "auto") is not None


def test_training_ends_with_one_message_and_goes_on_later(tmp_path: Path) -> None:
    corpus, place = write_corpus(tmp_path, "train", 8, 1), tmp_path / "c"
    flags = ["-m", "deepspeech_tf.train", f"--train_files={corpus}", f"--checkpoint_dir={place}"]
    flags += ["--summary_dir=", "--n_hidden=64", "--train_batch_size=4", "--noshow_progressbar"]
    size = 4_000_000
    first = run_limited(size, *flags, "--epochs=1")
    assert first.returncode == 0, first.stderr
    before = {path.name: path.read_bytes() for path in place.glob("train-*")}
    assert max(map(len, before.values())) < size
    limit = max(map(len, before.values())) // 2
    result = run_limited(limit, *flags, "--epochs=2", f"--export_dir={tmp_path}/e")
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith(f"E {place}/train-4: the checkpoint could not be written:")
    assert f"File too large; intact: {place}/train-2" in lines[0]
    assert {path.name: path.read_bytes() for path in place.glob("train-*")} == before
    result = run_limited(
        10_000, "-m", "deepspeech_tf.export", f"--checkpoint_dir={place}", f"--export_dir={tmp_path}/e"
    )
    assert result.returncode == 1
    assert result.stderr == f"E {tmp_path}/e/output_graph.pb: the file could not be written: File too large\n"
    result = run_limited(
        10_000, "-m", "deepspeech_tf.export", f"--checkpoint_dir={place}", f"--export_dir={tmp_path}/e",
        "--export_savedmodel",
    )  # fmt: skip
    assert result.returncode == 1
    assert f"E {tmp_path}/e: the SavedModel could not be written: File too large" in result.stderr


def test_reports_that_cannot_be_written_do_not_cost_the_export(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, "train", 4, 1)
    (tmp_path / "report" / "report.html" / "taken").mkdir(parents=True)
    result = run_limited(
        2**40, "-m", "deepspeech_tf.train", f"--train_files={corpus}", f"--test_files={corpus}", "--epochs=1",
        f"--checkpoint_dir={tmp_path}/c", "--n_hidden=8", "--noshow_progressbar", "--summary_dir=",
        f"--report_dir={tmp_path}/report", f"--export_dir={tmp_path}/e",
    )  # fmt: skip
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert f"E --report_dir: {tmp_path}/report cannot be written" in result.stderr
    assert (tmp_path / "e" / "output_graph.pb").is_file()


def test_a_loss_curve_that_cannot_be_written_ends_no_training(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    curve = LossCurve(tmp_path / "gone", 0)
    curve.append(EpochLoss(0, 1.0, None, 1.0, 0.1))
    assert "loss_curve.json cannot be written: No such file" in caplog.text
    (tmp_path / "gone").mkdir()
    curve.append(EpochLoss(1, 0.5, None, 1.0, 0.1))
    assert [point.epoch for point in LossCurve(tmp_path / "gone").epochs] == [0, 1]


def test_a_cache_that_is_full_only_keeps_no_more(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = DiskCache(tmp_path / "cache")
    array = np.arange(10**4, dtype=np.float32)
    cache.put("a", array)
    assert cache._database is not None
    cache._database.execute("PRAGMA max_page_count = 20")  # SQLite's own way to a full disk
    with caplog.at_level(logging.WARNING):
        for key in ("b", "c", "d", "e"):
            cache.put(key, array)
    assert caplog.text.count("no more is stored, the run continues: database or disk is full") == 1
    kept = cache.get("a")
    assert kept is not None and np.array_equal(kept, array) and cache.get("e") is None


def test_a_cache_takes_names_of_any_bytes(tmp_path: Path) -> None:
    cache = DiskCache(os.fsencode(tmp_path / "cache").decode() + os.fsdecode(b"\xff"))
    cache.put(os.fsdecode(b"\xfe.wav"), np.ones(3, np.float32))
    kept = cache.get(os.fsdecode(b"\xfe.wav"))
    assert kept is not None and kept.sum() == 3


@pytest.mark.parametrize("name", ["set.csv", "set.sdb", "set.tar", "set.tgz"])
def test_sets_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    """The file is named, and nothing stays that looks like a set."""
    corpus, target = write_corpus(tmp_path, "train", 8, 1), tmp_path / "out" / name
    target.parent.mkdir()
    kind = ["--audio-type", "wav"] if name == "set.sdb" else []
    result = run_limited(20_000, "bin/data_set_tool.py", str(corpus), str(target), *kind)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"E {target.parent}/set") and line.endswith("cannot be written: File too large")
    assert not list(target.parent.iterdir())


def test_an_import_ends_at_a_full_disk(tmp_path: Path) -> None:
    """A clip that cannot be written ends the run, because a set without it would look complete."""
    corpus, target = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    for number in range(3):
        soundfile.write(corpus / f"{number}.flac", np.zeros(8000 * 2), 8000)
        (corpus / f"{number}.txt").write_text("hello")
    result = run_limited(10_000, "bin/import_folder.py", str(corpus), f"--target_dir={target}")
    assert result.returncode == 1 and not (target / "data.csv").exists()
    last = result.stderr.splitlines()[-1]
    assert last == f"E {target}/wav-16k/0.flac.wav: cannot be written: File too large"


def test_a_report_of_the_doctor(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, "train", 8, 1)
    flags = ["-m", "deepspeech_tf.doctor", f"--train_files={corpus}", f"--report_dir={tmp_path}/report"]
    result = run_limited(2_000, *flags)
    assert result.returncode == 1
    assert result.stderr == f"E --report_dir: {tmp_path}/report cannot be written: File too large\n"
    assert not list((tmp_path / "report").rglob(".*"))


@contextlib.contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file can have more bytes."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def write_quarantined(path: Path) -> None:
    manifest = Manifest("train", str(path), ["wav_filename"], [], broken={2: ["a" * 5000]})
    write_quarantine(path.parent, Diagnosis([manifest], [], []))


WRITERS: dict[str, Callable[[Path], object]] = {
    "quarantine": write_quarantined,
    "results": lambda path: write_results(path, [UtteranceResult("a.wav", "a" * 5000, "a", 0.0, 1, 1, 1, 1)]),
    "export": lambda path: write_file(path, bytes(5000)),
    "text": lambda path: write_text(path, "a" * 5000),
    "left out": lambda path: write_left_out(path, [LeftOut(Clip(path, "a" * 5000, "1"), "", "")]),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_nothing_is_left_of_what_could_not_be_written(
    tmp_path: Path, write: Callable[[Path], object]
) -> None:
    path = tmp_path / "quarantine.csv"
    path.write_text("old")
    with full_after(1000), pytest.raises((OSError, DeepSpeechError), match="File too large"):
        write(path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(path.name, "old")]


def test_a_set_is_split_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    """If one of the parts does not fit, the next attempt starts from the beginning."""
    whole = write_corpus(tmp_path, "all", 40, 1)
    before = sorted(tmp_path.iterdir())
    with full_after(200), pytest.raises(ManifestError, match="cannot be written here: File too large"):
        split_set(str(whole), 1)
    assert sorted(tmp_path.iterdir()) == before
    assert split_set(str(whole), 1).is_new
