"""The command `deepspeech_tf.doctor`, and how training leads to it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from absl import flags

from deepspeech_tf.commandline.doctor_advice import doctor_advice
from deepspeech_tf.commandline.flags import define_flags
from tests.commandline.test_contradictions import write_checkpoint
from tests.commandline.test_train_command import run
from tests.diagnosis.planted import good_corpus, plant_all
from tests.sets import GOLDEN, ROOT, corpora


def sets(files: dict[str, Path]) -> list[str]:
    return [word for phase, path in files.items() for word in (f"--{phase}_files", str(path))]


def test_planted_corpus(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    corpus = good_corpus(tmp_path / "data")
    plant_all(corpus)
    result = run(
        "doctor", *sets(corpus.save()), "--report_dir", str(tmp_path / "report"), "--report_count", "2"
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert re.search(r"^W 3 × silence$", result.stdout, re.MULTILINE)
    assert re.search(r"^W   … and 1 more$", result.stdout, re.MULTILINE)
    errors = [line for line in result.stderr.splitlines() if line.startswith("E ")]
    assert "E 1 × missing audio file" in errors
    assert re.search(r"row 32 of .*train\.csv: .*none\.wav: there is no such file", result.stderr)
    assert re.fullmatch(r"E training would refuse these sets: \d+ errors, see .*report", errors[-1])
    made = {str(p.relative_to(tmp_path / "report")) for p in (tmp_path / "report").rglob("*") if p.is_file()}
    names = (
        "report.html",
        "report.json",
        "quarantine.csv",
        "clean/train.csv",
        "clean/dev.csv",
        "clean/test.csv",
    )
    assert made == set(names)


def test_good_corpus(tmp_path: Path) -> None:
    result = run("doctor", *sets(good_corpus(tmp_path).save()))
    assert (result.returncode, result.stderr) == (0, "")
    assert "train.csv: 30 rows" in result.stdout
    assert not re.search(r"^[WE] ", result.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "nothing to do: expected --train_files"),
        (
            ["--train_files", "a.csv", "--speaker_pattern", "("],
            "--speaker_pattern must be a regular expression",
        ),
        (
            ["--train_files", "a.csv", "--alphabet_config_path", "none.txt"],
            "alphabet file none.txt cannot be read",
        ),
        (["--train_files", "none.csv"], "No such file or directory"),
        (["--train_files", "a.csv", "--report_dir", "VERSION/report"], "--report_dir must be a folder"),
    ],
)
def test_wrong_flags(arguments: list[str], complaint: str) -> None:
    result = run("doctor", *arguments)
    assert result.returncode == 1 and complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_another_rate_is_refused_on_request(tmp_path: Path) -> None:
    corpus = good_corpus(tmp_path)
    text = corpus.sentence()
    corpus.add(text, corpus.write(corpus.sound(text)[::2], 8000))
    files = sets(corpus.save())
    assert run("doctor", *files).returncode == 0
    refused = run("doctor", *files, "--nonormalize_sample_rate")
    assert refused.returncode == 1 and "expected 16000 Hz. Received: 8000 Hz" in refused.stderr


def test_needs_no_tensorflow() -> None:
    code = (
        "import sys; import deepspeech_tf.commandline.command, deepspeech_tf.commandline.doctor_phase; "
        "print('tensorflow' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


def test_training_names_a_command_that_works(tmp_path: Path) -> None:
    corpus = good_corpus(tmp_path)
    corpus.add("a missing one", "clips/none.wav")
    files = sets(corpus.save())
    places = ["--checkpoint_dir", str(tmp_path / "checkpoints"), "--summary_dir", str(tmp_path / "summaries")]
    refused = run("train", *files, *places, "--audio_sample_rate", "8000")
    assert refused.returncode == 1 and "none.wav" in refused.stderr
    command = refused.stderr.splitlines()[-1].removeprefix("E ").strip()
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "deepspeech_tf.doctor"]
    assert "8000" in words and words[-2:] == ["--report_dir", "doctor"]
    words[-1] = str(tmp_path / "report")
    assert run("doctor", *words[3:]).returncode == 1
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["kinds"]["missing"]["count"] == 1


def test_advice_repeats_what_matters() -> None:
    values = flags.FlagValues()
    define_flags(values)
    values(["train", "--train_files", "my files/a.csv", "--nonormalize_sample_rate", "--epochs", "3"])
    command = doctor_advice(values).splitlines()[-1].strip()
    wanted = "--train_files 'my files/a.csv' --nonormalize_sample_rate --report_dir doctor"
    assert command == f"python -m deepspeech_tf.doctor {wanted}"


def test_advice_is_one_line(tmp_path: Path) -> None:
    """Bash takes the escapes in it for what they are."""
    name = f"{tmp_path}/it's\\n a\nset\t.csv"
    values = flags.FlagValues()
    define_flags(values)
    values(["train", "--train_files", name])
    advice = doctor_advice(values).splitlines()
    assert len(advice) == 2
    words = advice[1].strip().removeprefix("python -m deepspeech_tf.doctor")
    said = subprocess.run(["bash", "-c", f"printf '%s|' {words}"], capture_output=True, text=True, check=True)
    assert said.stdout.split("|")[1] == name


def test_rows_of_a_file_with_a_line_break_in_its_name(tmp_path: Path) -> None:
    """Each message is one line."""
    corpus = good_corpus(tmp_path)
    corpus.add("a missing one", "clips/none.wav")
    train = Path(corpus.save()["train"])
    odd = train.rename(train.with_name("a\nE row 1 of b.csv"))
    refused = run("doctor", "--train_files", str(odd))
    shown = f"{tmp_path}/a\\nE row 1 of b.csv"
    assert refused.returncode == 1 and f"row 32 of {shown}: " in refused.stderr
    assert not re.search("^E row 1 of b.csv", refused.stdout + refused.stderr, re.MULTILINE)


def test_the_alphabet_is_that_of_the_checkpoint(tmp_path: Path) -> None:
    corpus = good_corpus(tmp_path)
    train = ("--train_files", str(corpus.save()["train"]))
    (tmp_path / "model").mkdir()
    write_checkpoint(tmp_path / "model", labels=[" ", "ä", "ö"])
    place = f"--checkpoint_dir={tmp_path / 'model'}"
    refused = run("doctor", *train, place)
    assert refused.returncode == 1 and "characters outside the alphabet" in refused.stderr
    assert f"alphabet of the checkpoint {tmp_path}/model/train-1" in refused.stdout
    assert run("doctor", *train, place, "--load_train=init").returncode == 0
    alphabet = "--alphabet_config_path=data/alphabet.txt"
    refused = run("doctor", *train, place, alphabet)
    assert refused.returncode == 1 and "trained with an alphabet of 3 labels" in refused.stderr
    assert run("doctor", *train, place, alphabet, "--drop_source_layers=1").returncode == 0


CORPORA = {"golden": GOLDEN, **corpora("digits", "librispeech", "read_speech")}


@pytest.mark.parametrize("folder", CORPORA.values(), ids=CORPORA)
def test_no_false_alarm_on_good_corpora(folder: Path, tmp_path: Path) -> None:
    files = {phase: path for phase in ("train", "dev", "test") if (path := folder / f"{phase}.csv").is_file()}
    result = run("doctor", *sets(files), "--report_dir", str(tmp_path))
    assert result.returncode == 0, result.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert {kind for kind, about in report["kinds"].items() if about["severity"] != "note"} == set()
    assert sum(one["quarantined"] for one in report["sets"]) == 0
