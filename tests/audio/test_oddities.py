"""Doctor, check, training and client agree about every oddity, as `doc/audio.md` documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.audio.read import examine_audio, read_channels
from deepspeech_tf.errors import AudioError
from tests.audio.encoding import SECONDS, encoded
from tests.audio.oddities import write_oddities
from tests.audio.verdicts import (
    BEGIN,
    DOCUMENT,
    END,
    Verdict,
    of_check,
    of_client,
    of_doctor,
    of_training,
    table,
    write_manifest,
)
from tests.commandline.test_train_command import ENVIRONMENT, ROOT
from tests.native.client import need_client

SHORTER_THAN_A_WINDOW = "one-sample.wav"  # training needs a frame; the client, as in 0.9.3, hears nothing


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[str]]]:
    folder = tmp_path_factory.mktemp("oddities")
    return folder, write_oddities(folder)


@pytest.fixture(scope="module")
def checked(files: tuple[Path, dict[str, list[str]]], tmp_path_factory) -> dict[str, Verdict]:
    return of_check(files[0], all_names(files[1]), tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def trained(files: tuple[Path, dict[str, list[str]]]) -> dict[str, Verdict]:
    return of_training(files[0], all_names(files[1]))


@pytest.fixture(scope="module")
def diagnosed(files: tuple[Path, dict[str, list[str]]], tmp_path_factory) -> dict[str, Verdict]:
    return of_doctor(files[0], all_names(files[1]), tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def transcribed(files: tuple[Path, dict[str, list[str]]]) -> dict[str, Verdict]:
    need_client()
    return of_client(files[0], all_names(files[1]))


def all_names(groups: dict[str, list[str]]) -> list[str]:
    return [name for names in groups.values() for name in names]


def is_read(verdicts: dict[str, Verdict]) -> dict[str, bool]:
    return {name: verdict.is_read for name, verdict in verdicts.items()}


def test_training_agrees_with_the_check(checked, trained) -> None:
    # By its name alone, training would not get these from a CSV file.
    names = [name for name in checked if not name.endswith((".webm", ".mp4", ".m4a"))]
    assert {name: trained[name].is_read for name in names} == {name: checked[name].is_read for name in names}


def test_the_doctor_agrees_with_the_check(checked, diagnosed) -> None:
    assert is_read(diagnosed) == is_read(checked)


def test_the_client_agrees_with_the_check(checked, transcribed) -> None:
    assert transcribed[SHORTER_THAN_A_WINDOW].is_read
    others = {name: verdict for name, verdict in transcribed.items() if name != SHORTER_THAN_A_WINDOW}
    assert is_read(others) == {name: checked[name].is_read for name in others}
    for name, verdict in others.items():
        if verdict.is_read and "channel" not in verdict.text:
            assert verdict.text == checked[name].text
        elif "concatenated" in checked[name].text:
            assert verdict.text == f"it {checked[name].text}."


def test_the_document_says_so(files, diagnosed, checked, trained, transcribed) -> None:
    """Verdicts and messages. `python -m tests.audio.verdicts` updates the table."""
    text = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert text == table(files[1], (diagnosed, checked, trained, transcribed))
    for name, verdict in checked.items():
        others = {one[name].is_read for one in (diagnosed, trained, transcribed)}
        assert others == {verdict.is_read} or name == SHORTER_THAN_A_WINDOW


def test_lengths_are_those_of_the_sound(files, checked) -> None:
    """The decoded audio has the length of the original, except for silence that encoders add."""
    for name in (name for name, verdict in checked.items() if verdict.is_read):
        facts = examine_audio(files[0] / name)
        assert facts.samples == len(read_channels(files[0] / name)[0])
        parts = 2 if any(word in name for word in ("joined", "twice", "chained")) else 1
        if "cut" in name or "too-small" in name:
            assert 0.4 * SECONDS < facts.seconds < 1.1 * SECONDS
        else:
            assert SECONDS * parts - 0.01 <= facts.seconds <= (SECONDS + 0.25) * parts, name


def test_training_runs_on_all_that_is_read(files, checked, tmp_path: Path) -> None:
    """The command itself: a set of all files is refused with a count, one of those that are read trains."""
    good = [name for name, verdict in checked.items() if verdict.is_read]
    named = [name for name in checked if not name.endswith((".webm", ".mp4", ".m4a"))]
    bad = len(named) - len(good)
    refused = train(write_manifest(files[0], named, tmp_path / "all.csv"), tmp_path)
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert f"{bad} of {len(named)} utterances cannot be used" in refused.stderr
    trained = train(write_manifest(files[0], good, tmp_path / "good.csv"), tmp_path)
    assert trained.returncode == 0, trained.stderr
    assert "no finite loss" not in trained.stdout + trained.stderr
    warned = sum(bool(checked[name].text) for name in good)
    assert f"… and {warned - 5} more; the doctor lists all" in trained.stdout + trained.stderr


def train(manifest: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    alphabet = folder / "alphabet.txt"
    alphabet.write_text(" \na\n", encoding="utf-8")
    return subprocess.run(
        [
            sys.executable, "-m", "deepspeech_tf.train", f"--train_files={manifest}", "--train_batch_size=16",
            f"--checkpoint_dir={folder / 'checkpoints'}", "--summary_dir=", "--n_hidden=8", "--epochs=1",
            f"--alphabet_config_path={alphabet}", "--scorer_path=", "--noshow_progressbar",
        ],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def test_names_in_a_locale_without_utf_8(tmp_path: Path) -> None:
    """A file `é.wav` that a manifest names, and one that the command line names."""
    (tmp_path / "é.wav").write_bytes(encoded("WAV", "PCM_16"))
    write_manifest(tmp_path, ["é.wav"], tmp_path / "a.csv")
    program = (
        "import sys\n"
        "from deepspeech_tf.audio.read import audio_duration\n"
        "from deepspeech_tf.data.manifest import read_manifests\n"
        "(one,) = read_manifests([sys.argv[1]])\n"
        "print(audio_duration(one.path), audio_duration(sys.argv[2]))\n"
    )
    environment = {**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = [sys.executable, "-c", program, str(tmp_path / "a.csv"), str(tmp_path / "é.wav")]
    done = subprocess.run(
        arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{SECONDS:.1f} {SECONDS:.1f}\n"), done.stderr


def test_messages_say_what_a_file_is(files) -> None:
    folder, _ = files
    for name, words in (
        ("webm-named.mp3", "it is WebM or Matroska. Supported: WAV, FLAC, MP3"),
        ("m4a-named.wav", "it is MP4 or M4A. Supported: WAV"),
        ("git-lfs-pointer.wav", "it is a Git LFS pointer"),
        ("html-named.mp3", "it is a text file"),
    ):
        with pytest.raises(AudioError, match=words):
            examine_audio(folder / name)
