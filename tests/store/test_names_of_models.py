"""Programs take the name of a model in place of its file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepspeech.programs import with_stored_file, with_stored_model
from deepspeech.stored import PUBLISHED, StoreError
from tests.sets import ROOT
from tests.speech.recordings import SENTENCE, SENTENCE_FILE, sentence

ENGLISH = ROOT / "models" / "english"
MODEL, SCORER = str(ENGLISH / "english.tflite"), str(ENGLISH / "english.scorer")
TEXT = " ".join(SENTENCE) + "\n"


@pytest.fixture
def kitchen(tmp_path, monkeypatch) -> Path:
    """A model of the store, named kitchen."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "data" / "deepspeech-tf" / "models" / "kitchen"
    folder.mkdir(parents=True)
    for file in ("english.tflite", "english.scorer"):
        (folder / file).symlink_to(ENGLISH / file)
    return folder


def run(*command: object, audio: bytes = b"") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *map(str, command)], cwd=ROOT, input=audio, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'native_client' / 'python'}"},
    )  # fmt: skip


def console(program: str, *arguments: object) -> subprocess.CompletedProcess:
    """Runs what the console script of this name runs."""
    call = f"import sys; sys.argv[0] = {program!r}; from deepspeech.programs import {program}; {program}()"
    return run("-c", call, *arguments)


@pytest.mark.parametrize("name", ["kitchen", "english", ENGLISH])
def test_microphone(kitchen, name) -> None:
    audio = np.concatenate((sentence(), np.zeros(16000, np.int16))).tobytes()
    done = run("-m", "deepspeech.microphone", "--stdin", "--model", name, audio=audio)
    assert (done.returncode, done.stdout.decode()) == (0, TEXT), done.stderr.decode()


@pytest.mark.parametrize("program", ["deepspeech", "stt"])
def test_console_scripts_that_transcribe(kitchen, program) -> None:
    done = console(program, "--model", "kitchen", "--audio", SENTENCE_FILE)
    assert (done.returncode, done.stdout.decode()) == (0, TEXT), done.stderr.decode()


def test_console_scripts_that_read_a_model(kitchen, tmp_path) -> None:
    done = console("inspect", "--json", "kitchen")
    assert done.returncode == 0 and done.stdout == console("inspect", "--json", MODEL).stdout.replace(
        MODEL.encode(), str(kitchen / "english.tflite").encode()
    )
    done = console("convert", "--weights", "float16", "digits", tmp_path / "small.tflite")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "small.tflite").stat().st_size > 10000


def test_evaluation(kitchen, tmp_path) -> None:
    (tmp_path / "one.csv").write_text(
        "wav_filename,wav_filesize,transcript\n"
        f"{SENTENCE_FILE},{SENTENCE_FILE.stat().st_size},{' '.join(SENTENCE)}\n"
    )
    reports = [
        run(
            ROOT / "bin" / "evaluate_tflite.py", "--model", name, "--csv", tmp_path / "one.csv", "--proc", "1"
        )
        for name in ("kitchen", kitchen, MODEL)
    ]
    assert [done.returncode for done in reports] == [0, 0, 0], reports[0].stderr
    assert len({done.stdout for done in reports}) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--model", "english", "-e"], ["--scorer", SCORER, "--model", MODEL, "-e"]),
        (["--model=english"], ["--scorer", SCORER, f"--model={MODEL}"]),
        (["-m", "english", "--scorer", "x"], ["--scorer", SCORER, "-m", MODEL, "--scorer", "x"]),
        (["-menglish"], ["--scorer", SCORER, f"-m{MODEL}"]),
        (["--model", MODEL, "--audio", "english"], ["--model", MODEL, "--audio", "english"]),
        (["--model", "none.tflite"], ["--model", "none.tflite"]),
        (["--model"], ["--model"]),
        (["--model", ""], ["--model", ""]),
        ([], []),
    ],
)
def test_arguments_of_the_native_program(arguments, expected) -> None:
    assert with_stored_model(arguments) == expected


def test_first_argument_of_the_other_programs() -> None:
    assert with_stored_file(["--alphabet", "english", "english"], ["--alphabet"]) == [
        "--alphabet", "english", MODEL
    ]  # fmt: skip
    assert with_stored_file(["english", "digits"], []) == [MODEL, "digits"]
    assert with_stored_file(["missing.scorer"], []) == ["missing.scorer"]
    with pytest.raises(StoreError, match=r"Received: missing\. To install a model: .* --name missing$"):
        with_stored_file(["missing"], [])
    assert with_stored_file(["--help"], []) == ["--help"]


def test_a_file_comes_before_a_name(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "english").write_bytes(b"")
    assert with_stored_model(["--model", "english"]) == ["--model", "english"]


def test_a_damaged_model_ends_with_one_message(kitchen) -> None:
    (kitchen / "another.tflite").write_bytes(b"")
    for done in (
        run("-m", "deepspeech.microphone", "--stdin", "--model", "kitchen"),
        console("deepspeech", "--model", "kitchen", "--audio", SENTENCE_FILE),
        console("inspect", "kitchen"),
    ):
        errors = done.stderr.decode()
        assert done.returncode == 1
        assert errors.startswith("E ") and "kitchen: expected one model. Received: another.tflite" in errors
        assert errors.count("\n") == 1


def test_an_unknown_name_is_refused(kitchen) -> None:
    for done in (
        run("-m", "deepspeech.microphone", "--stdin", "--model", "nowhere"),
        console("deepspeech", "--model", "../kitchen", "--audio", SENTENCE_FILE),
    ):
        assert done.returncode == 1 and b"Traceback" not in done.stderr


@pytest.fixture
def wheel(tmp_path) -> Path:
    """The Python packages and programs, copied to where they have no repository around them."""
    site = tmp_path / "site-packages"
    without = shutil.ignore_patterns("__pycache__", "include")
    shutil.copytree(ROOT / "deepspeech_tf", site / "deepspeech_tf", ignore=without)
    shutil.copytree(ROOT / "native_client" / "python" / "deepspeech", site / "deepspeech", ignore=without)
    (site / "models" / "english").mkdir(parents=True)  # a package of others, which contains no models of ours
    (site / "models" / "english" / "weights.pb").write_bytes(b"")
    return site


def test_a_wheel_says_how_models_are_installed_and_installs_them(wheel, tmp_path) -> None:
    environment = os.environ | {"PYTHONPATH": str(wheel), "XDG_DATA_HOME": str(tmp_path / "data")}

    def installed(*command: object, audio: bytes = b"") -> subprocess.CompletedProcess:
        line = [sys.executable, *map(str, command)]
        return subprocess.run(
            line, cwd=tmp_path, env=environment, input=audio, capture_output=True, check=False
        )

    program = "from deepspeech.programs import deepspeech; deepspeech()"
    audio = np.concatenate((sentence(), np.zeros(16000, np.int16))).tobytes()
    commands = [
        ("-c", program, "--model", "english", "--audio", SENTENCE_FILE),
        ("-m", "deepspeech.microphone", "--stdin", "--model", "english"),
        ("-m", "deepspeech_tf.transcribe", SENTENCE_FILE, "--dst", "-", "--processes", "1"),
    ]
    others = [
        ("-c", "from deepspeech.programs import inspect; inspect()", "english"),
        ("-c", "from deepspeech.programs import convert; convert()", "english", tmp_path / "new.tflite"),
        ("-m", "deepspeech_tf.serve", "--port", "0"),
        ("-m", "deepspeech_tf.models", "info", "english"),
        (ROOT / "bin" / "evaluate_tflite.py", "--model", "english", "--csv", tmp_path / "one.csv"),
    ]
    for command in commands + others:
        done = installed(*command)
        errors = done.stderr.decode()
        assert done.returncode == 1 and not done.stdout, command
        assert "english.zip of the release" in errors and errors.count("\nE ") == 0, errors
        assert "python -m deepspeech_tf.models add english.zip" in errors, errors

    packed = [sys.executable, ROOT / "packaging" / "models.py", tmp_path / "dist"]
    subprocess.run(packed, check=True, capture_output=True)
    assert {file.stem for file in (tmp_path / "dist").iterdir()} == set(PUBLISHED)
    for name in PUBLISHED:
        done = installed("-m", "deepspeech_tf.models", "add", tmp_path / "dist" / f"{name}.zip")
        assert done.returncode == 0, done.stderr
    done = installed("-m", "deepspeech_tf.models", "verify")
    assert done.stdout.decode() == "digits: as installed\nenglish: as installed\n"
    for command in commands:
        done = installed(*command, audio=audio)
        assert (done.returncode, done.stdout.decode()) == (0, TEXT), done.stderr


def test_published_models_are_those_of_the_repository() -> None:
    assert {card.parent.name for card in (ROOT / "models").glob("*/README.md")} == set(PUBLISHED)
