"""data/lm/commands.py and `deepspeech --commands`: from templates to the command of a recording."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.native.client import ROOT
from tests.native.commands import make, simple, write_templates
from tests.native.test_client_program import run

DIGITS = ROOT / "models" / "digits"
MODEL, WAV = DIGITS / "digits.tflite", DIGITS / "nine_two_eight_three_zero_five.wav"
DOCUMENT = (ROOT / "doc" / "commands.md").read_text(encoding="utf-8")
SLOTS = {"first": 9, "second": 2, "third": 8, "fourth": 3, "fifth": 0, "sixth": 5, "kind": "short"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of doc/commands.md, made by its command."""
    path = tmp_path_factory.mktemp("commands")
    write_templates(path, re.search(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[1], "dial.yaml")
    line = re.search(r"^    python data/lm/commands.py (.*)$", DOCUMENT, re.MULTILINE)[1]
    done = make(*shlex.split(line.replace("dial", str(path / "dial"))))
    assert done.returncode == 0, done.stderr
    return path


def transcribe(folder: Path, *options: object) -> str:
    grammar = ("--scorer", folder / "dial/dial.scorer", "--commands", folder / "dial/dial.commands")
    done = run("--model", MODEL, *grammar, "--audio", WAV, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_example_of_the_document(folder: Path) -> None:
    line = re.search(r"^    (deepspeech .*\\\n.*)$", DOCUMENT, re.MULTILINE)[1].replace("\\\n", "")
    output = re.search(r"^```\n(nine two .*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)[1]
    words = shlex.split(line.replace("models/", f"{ROOT}/models/").replace(" dial/", f" {folder}/dial/"))
    done = run(*words[1:])
    assert done.returncode == 0 and done.stdout == output


def test_python_example_of_the_document(folder: Path, monkeypatch, capsys) -> None:
    program = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)[1]
    printed = re.search(r"```\n(Dial \{.*?)```", DOCUMENT, re.DOTALL)[1]
    monkeypatch.chdir(folder)
    for name in ("dial/dial.commands", "dial.yaml"):
        exec(program.replace("dial/dial.commands", name), {})
        assert capsys.readouterr().out == printed


def test_json_stream_and_tokens(folder: Path) -> None:
    found = json.loads(transcribe(folder, "--json"))
    assert found["command"] == {
        "intent": "Dial", "slots": SLOTS, "sentence": "nine two eight three zero five",
        "transcript": 0, "distance": 0,
    }  # fmt: skip
    assert len(found["alternatives"]) == 2
    assert (
        len(json.loads(transcribe(folder, "--json", "--candidate_transcripts", 1)).get("alternatives", []))
        == 0
    )
    plain = transcribe(folder)
    assert plain == transcribe(folder, "--extended")
    for option in ("--stream", "--extended_stream"):
        assert transcribe(folder, option, 1600).endswith(plain)


def test_speech_that_is_no_command(folder: Path, tmp_path: Path) -> None:
    path = write_templates(tmp_path, simple("turn on the light"))
    assert make("--templates", path, "--output_dir", tmp_path, "--no_scorer").returncode == 0
    assert not list(tmp_path.glob("*.scorer"))
    options = ("--model", MODEL, "--audio", WAV, "--commands", tmp_path / "lights.commands")
    assert run(*options).stdout.endswith("\ncommand: none\n")
    assert json.loads(run(*options, "--json").stdout)["command"] is None


def test_without_commands_nothing_changes() -> None:
    done = run("--model", MODEL, "--audio", WAV, "--json")
    assert "command" not in json.loads(done.stdout)


@pytest.mark.parametrize("content", ["", "language: en\n", "deepspeech-commands 1\nwords 1\n", None])
def test_files_that_are_no_grammars(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "x.commands"
    if content is not None:
        path.write_text(content)
    done = run("--model", MODEL, "--audio", WAV, "--commands", path)
    assert done.returncode == 1 and done.stdout == ""
    assert str(path) in done.stderr and "Could not load commands: Invalid commands file." in done.stderr


@pytest.mark.parametrize("value", ["2", "-0.1", "x", "nan"])
def test_largest_distance_is_checked(tmp_path: Path, value: str) -> None:
    done = run(
        "--model", MODEL, "--audio", WAV, "--commands", tmp_path / "x", "--commands_max_distance", value
    )
    assert done.returncode == 1 and "--commands_max_distance must be" in done.stderr


@pytest.mark.parametrize("sentence", ["yes", "a", "(yes|no)", "turn (on|off) [the] light[s]"])
def test_the_smallest_grammars_make_scorers(tmp_path: Path, sentence: str) -> None:
    path = write_templates(tmp_path, simple(sentence))
    done = make("--templates", path, "--output_dir", tmp_path / "out", "--n", 1, "--name", "tiny")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "tiny.commands",
        "tiny.scorer",
        "tiny.txt",
    ]
    done = run("--model", MODEL, "--scorer", tmp_path / "out/tiny.scorer", "--audio", WAV)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= set((tmp_path / "out/tiny.txt").read_text().split())


def test_words_that_the_alphabet_cannot_spell(tmp_path: Path) -> None:
    path = write_templates(
        tmp_path, simple("set {x}[%]", "channel 5", lists={"x": {"range": {"from": 1, "to": 3}}})
    )
    done = make("--templates", path, "--output_dir", tmp_path / "out")
    assert done.returncode == 1 and not (tmp_path / "out").exists()
    assert 'E the alphabet cannot spell "5" of sentence 2 of intent Do ("channel 5"): it lacks' in done.stderr
    assert 'cannot spell "%"' in done.stderr and "--skip_unspellable leaves out" in done.stderr
    done = make("--templates", path, "--output_dir", tmp_path / "out", "--skip_unspellable", "--no_scorer")
    assert done.returncode == 0 and 'W left out: all of sentence 2 of intent Do ("channel 5")' in done.stderr
    assert set((tmp_path / "out/lights.txt").read_text().splitlines()) == {"set one", "set two", "set three"}
    done = make("--templates", write_templates(tmp_path, simple("5 6")), "--skip_unspellable")
    assert done.returncode == 1 and "can spell none of the templates" in done.stderr


def test_upper_case_alphabets(tmp_path: Path) -> None:
    (tmp_path / "alphabet.txt").write_text("".join(f"{c}\n" for c in " ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    path = write_templates(tmp_path, simple("go home"))
    done = make(
        "--templates", path, "--output_dir", tmp_path, "--alphabet", tmp_path / "alphabet.txt", "--n", 1
    )
    assert done.returncode == 0 and (tmp_path / "lights.txt").read_text() == "GO HOME\n"


def test_ambiguous_sentences_are_reported(tmp_path: Path) -> None:
    values = [{"in": "left", "out": 1}, {"in": "left", "out": 2}]
    path = write_templates(tmp_path, simple("go {x}", lists={"x": {"values": values}}))
    done = make("--templates", path, "--output_dir", tmp_path, "--no_scorer")
    assert 'W "go left" can mean Do x=1 or Do x=2' in done.stderr.replace("x=2 or Do x=1", "x=1 or Do x=2")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--n", 0], "--n must be from 1"), (["--arpa_order", 7], "--arpa_order must be from 2 to 6"),
        (["--default_alpha", "nan"], "--default_alpha must be a finite number"),
        (["--name", "a/b"], "--name must be"),
        (["--alphabet", "missing.txt"], "missing.txt"),
        (["--output_dir", "README.md"], "--output_dir README.md cannot"),
        (["--kenlm_bins", "missing"], "KenLM's program lmplz is missing"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_used(tmp_path: Path, options: list[object], message: str) -> None:
    path = write_templates(tmp_path, simple("go"))
    done = make("--templates", path, "--output_dir", tmp_path, *options)
    assert done.returncode == 1 and message in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("E ")
