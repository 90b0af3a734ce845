"""The library as a person uses it: functions over frozen dataclasses, their results, errors and events."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import deepspeech_tf
from deepspeech_tf import errors
from tests.commandline.corpus import write_corpus
from tests.test_architecture import LAYERS, ROOT, module_name, package_of, python_files
from tests.test_messages import texts_of_python

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "native_client" / "python")]),
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "Agg",
}


def run(code: str, folder: Path = ROOT, *, timeout_s: float = 280) -> str:
    """What a program prints; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=timeout_s, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def blocks(document: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for seed, (name, count) in enumerate([("train", 16), ("dev", 4), ("test", 4)]):
        write_corpus(folder, name, count, seed)
    return folder


def test_import_is_light() -> None:
    """Jobs can be described without TensorFlow, and nothing is loaded before it is used."""
    loaded = run(
        "import sys, deepspeech_tf\n"
        "print(sorted(name for name in sys.modules if name.startswith('deepspeech_tf')))\n"
        "for name in deepspeech_tf.__all__: getattr(deepspeech_tf, name)\n"
        "deepspeech_tf.TrainingJob(deepspeech_tf.TrainingData('a.csv'), 'checkpoints')\n"
        "print(sorted({'tensorflow', 'keras', 'absl', 'optuna', 'matplotlib'} & set(sys.modules)))"
    )
    assert loaded.splitlines() == ["['deepspeech_tf']", "[]"]


@pytest.mark.parametrize("name", ["train", "evaluate", "export"])
@pytest.mark.parametrize(
    "order",
    [
        "import deepspeech_tf.{0}; from deepspeech_tf import {0}",
        "from deepspeech_tf import {0}; import deepspeech_tf.{0}",
        "import importlib; importlib.import_module('deepspeech_tf.{0}'); from deepspeech_tf import {0}",
        "from deepspeech_tf.{0} import main; from deepspeech_tf import {0}",
    ],
)
def test_functions_and_commands_of_the_same_name(name: str, order: str) -> None:
    """In any order of imports the attribute is the function, and the module has the command."""
    check = (
        "\nimport sys, deepspeech_tf, inspect\n"
        "assert inspect.isfunction({0}) and {0} is deepspeech_tf.{0}, {0}\n"
        "assert {0}.__module__ == 'deepspeech_tf.api'\n"
        "assert callable(sys.modules['deepspeech_tf.{0}'].main)\n"
        "print('yes')"
    )
    code = (order + check).format(name)
    assert run(code) == "yes\n"


@pytest.mark.parametrize("name", ["train", "evaluate", "export"])
def test_modules_are_still_commands(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"deepspeech_tf.{name}", "--help"],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "--checkpoint_dir" in done.stdout and not done.stderr


def test_jobs_and_results_are_frozen() -> None:
    public = [getattr(deepspeech_tf, name) for name in deepspeech_tf.__all__]
    kinds = [one for one in public if dataclasses.is_dataclass(one)]
    assert {one.__name__ for one in kinds} >= {"TrainingJob", "EvaluationResult", "ModelConfig", "Word"}
    for kind in kinds:
        assert kind.__dataclass_params__.frozen, kind
    for one in public[:-1]:
        assert isinstance(one, str) or one.__doc__, one


def test_documented_program(corpus: Path) -> None:
    output = run(blocks("doc/python.md")[0], corpus)
    loss, checkpoint = output.splitlines()[0].split()
    assert float(loss) > 0 and checkpoint == "checkpoints/best_dev-6"
    assert re.search(r"word error rate \d+\.\d%", output)
    assert output.count("UtteranceResult(") == 3


def test_documented_callback(corpus: Path) -> None:
    lines = run(blocks("doc/python.md")[1], corpus).splitlines()
    assert [line.split(":")[0] for line in lines] == ["epoch 0", "epoch 1"]


def test_notebook(tmp_path: Path) -> None:
    """The cells in their order: a training that learns its sentences, a plot, a transcript with times."""
    notebook = json.loads((ROOT / "doc" / "first_steps.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    cells = ["".join(one["source"]) for one in notebook["cells"] if one["cell_type"] == "code"]
    code = "\n".join(cells)
    assert len([line for line in code.splitlines() if line.strip()]) < 15
    where = f"{ROOT.as_posix()}/tests/golden/"
    code = code.replace("../tests/golden/", where)
    output = run(f"{code}\nplt.savefig('loss.png')\nprint(len(result.epochs))", tmp_path)
    heard, epochs = output.splitlines()
    assert heard.startswith("two nine six four [('two', ") and epochs == "100"
    assert (tmp_path / "loss.png").stat().st_size > 5000


PROGRAM = """
import json, sys
from deepspeech_tf import *

events = []
small = ModelConfig(options={"n_hidden": 16})
data = TrainingData("train.csv", dev_files=["dev.csv"], metrics_files="test.csv")
config = TrainingConfig(epochs=2, train_batch_size=8, dev_batch_size=4)
result = train(TrainingJob(data, "run", model=small, training=config), events.append)
again = train(TrainingJob(data, "run", training=TrainingConfig(epochs=1, train_batch_size=8)))
tests = EvaluationData("test.csv", batch_size=4)
tested = evaluate(EvaluationJob(tests, "run", output_file="out.json", report_dir="report"), events.append)
exported = export(ExportJob("run", "model", card=ModelCard(author="me"), export=ExportConfig(n_steps=8)))
heard = transcribe(TranscriptionJob(["a.wav"], model_path=exported.model))
converted = convert(ConversionJob("run", "old"))
wrong = []
for job in (lambda: train(TrainingJob(data, "run", model=ModelConfig(options={"n_hidden": 17}))),
            lambda: evaluate(EvaluationJob(tests, "nowhere")),
            lambda: train(TrainingJob(data, "run", optimizer=OptimizerConfig(learning_rate=0))),
            lambda: train(TrainingJob(TrainingData(), "run"))):
    try:
        job()
    except DeepSpeechError as error:
        wrong.append(str(error))
print(json.dumps({
    "epochs": [[e.epoch, e.train_loss, e.dev_loss, e.seconds] for e in result.epochs],
    "best": str(result.best_checkpoint), "last": str(result.last_checkpoint), "complete": result.complete,
    "again": len(again.epochs), "events": [type(one).__name__ for one in events],
    "rates": [tested.wer, tested.cer, tested.loss, tested.sets[0].wer],
    "files": [str(f) for f in tested.files],
    "worst": [one.wer for one in tested.worst(2)], "utterances": len(tested.sets[0].utterances),
    "exported": [str(f) for f in exported.files], "heard": [heard[0].text, heard[0].audio_file],
    "converted": str(converted), "wrong": wrong,
    "commands": sorted(m for m in sys.modules if m.startswith("deepspeech_tf.commandline")),
}))
"""


def test_everything_in_one_program(corpus: Path, tmp_path: Path) -> None:
    for name in ("train", "dev", "test"):
        text = (corpus / f"{name}.csv").read_text(encoding="utf-8")
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    for source in corpus.glob("**/*.wav"):
        target = tmp_path / source.relative_to(corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (tmp_path / "a.wav").write_bytes(next(corpus.glob("**/*.wav")).read_bytes())
    lines = run(PROGRAM, tmp_path).splitlines()
    assert len(lines) == 1, "the library prints nothing"
    found: dict[str, Any] = json.loads(lines[0])
    assert [epoch[0] for epoch in found["epochs"]] == [0, 1]
    assert all(value > 0 for epoch in found["epochs"] for value in epoch[1:])
    assert (found["best"], found["last"]) == ("run/best_dev-4", "run/train-4")
    assert found["complete"] and found["again"] == 1
    assert found["events"][:2] == ["PhaseBegan", "StepDone"] and found["events"][-1] == "SetTested"
    for name, count in {"EpochEnded": 2, "CheckpointSaved": 4, "PhaseBegan": 7, "PhaseEnded": 7}.items():
        assert found["events"].count(name) == count, name
    wer, cer, loss, of_set = found["rates"]
    assert 0 <= cer <= 1 and 0 <= wer <= 1 and loss > 0 and of_set == wer
    assert found["worst"] == sorted(found["worst"], reverse=True) and found["utterances"] == 4
    assert found["files"] == ["out.json", "report/report.html"]
    assert found["exported"] == ["model/output_graph.tflite", "model/me_model_0.0.1.md"]
    for name in (*found["files"], *found["exported"], "old/checkpoint", "run/loss_curve.json"):
        assert (tmp_path / name).is_file(), name
    assert found["heard"][1] == "a.wav" and found["converted"].startswith("old/train-")
    contradiction, missing, rate, empty = found["wrong"]
    assert contradiction.endswith("trained with n_hidden 16. Received: n_hidden 17")
    assert missing.startswith("nowhere: ") and "--" not in missing
    assert rate == "learning_rate must be a positive number. Received: 0"
    assert empty == "train_files must not be empty. Received: none"
    assert found["commands"] == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: deepspeech_tf.TrainingConfig(epochs=0), "epochs must be from 1 to 2147483647. Received: 0"),
        (lambda: deepspeech_tf.TrainingConfig(epochs="3"), "epochs must be an integer. Received: '3'"),
        (lambda: deepspeech_tf.TrainingConfig(early_stop=1), "early_stop must be true or false. Received: 1"),
        (lambda: deepspeech_tf.DecodingConfig(lm_alpha=float("nan")), "lm_alpha must be a finite number"),
        (lambda: deepspeech_tf.OptimizerConfig(schedule="cosine"), "schedule cosine needs decay_steps"),
        (lambda: deepspeech_tf.TrainingData(7), "train_files must be names of files. Received: 7"),
        (
            lambda: deepspeech_tf.TrainingData("a.csv", batch_order="x"),
            "batch_order must be one of buck",
        ),
        (
            lambda: deepspeech_tf.TranscriptionJob("a.wav"),
            "checkpoint_dir and model_path. Received: none",
        ),
        (lambda: deepspeech_tf.ExportJob("c", ""), "export_dir must not be empty"),
        (lambda: deepspeech_tf.ModelConfig(window_ms="32"), "window_ms must be an integer"),
    ],
)
def test_errors_name_fields(make: Any, message: str) -> None:
    with pytest.raises(errors.DeepSpeechError) as caught:
        make()
    assert message in str(caught.value) and "--" not in str(caught.value)


# Rooms of the library that speak of options, and why.
SPEAK_OF_OPTIONS = {
    "commandline": "it is the command line",
    "importers": "the library of programs in bin/, whose options its messages name",
    "reporting": "style sheets have names that begin alike",
}


def test_messages_of_the_library_name_no_flags() -> None:
    wrong = []
    for path in python_files():
        own = package_of(module_name(path))
        relative = path.relative_to(ROOT).as_posix()
        if own in SPEAK_OF_OPTIONS or (own in LAYERS[-1]):
            continue
        wrong += [
            f"{relative}:{line}: {text}"
            for line, text in texts_of_python(path)
            if re.search(r"(?<![\w<!-])--[a-z]", text)
        ]
    allowed = re.compile(r"data_set_tool\.py --channel|<li style=|\.bars")
    wrong = [one for one in wrong if not allowed.search(one)]
    assert not wrong, "\n".join(wrong)


def test_the_library_prints_nothing() -> None:
    quiet = {
        "api",
        "checkpoint",
        "config",
        "decode",
        "evaluation",
        "events",
        "exporting",
        "fit",
        "jobs",
        "model",
    }
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        if package_of(module_name(path)) in quiet
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?<![\w.])print\(", line)
    ]
    assert not wrong, wrong
