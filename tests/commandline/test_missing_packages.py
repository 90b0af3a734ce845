"""Messages about packages that are not installed name the command that installs them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from deepspeech_tf.commandline.options import EXTRAS, missing_package
from tests.sets import ROOT

# Modules whose names are not those of their packages.
PACKAGES = {"webrtcvad": "webrtcvad-wheels"}


@pytest.mark.parametrize(
    ("command", "module", "extra"),
    [
        ("transcribe", "av", "transcribe"),
        ("serve", "av", "serve"),
        ("serve", "starlette", "serve"),
    ],
)
def test_command_without_a_package(command: str, module: str, extra: str, tmp_path) -> None:
    program = (
        f"import sys; sys.modules[{module!r}] = None; sys.argv[0] = {command!r};"
        f"from deepspeech_tf.{command} import main; main()"
    )
    arguments = [str(ROOT / "tests" / "golden" / "wav" / "test0001.wav")] if command == "transcribe" else []
    model = ROOT / "tests" / "golden" / "model" / "output_graph.tflite"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--model", str(model)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    line = done.stderr.splitlines()[-1]
    assert line == f'E the package {module} is not installed: pip install "deepspeech-tf[{extra}]"'


def test_package_of_a_submodule() -> None:
    assert missing_package("av.error") == (
        'the package av is not installed: pip install "deepspeech-tf[transcribe]"'
    )
    assert missing_package("tqdm", "serve").endswith('pip install "deepspeech-tf[serve]"')
    assert missing_package("pandas", "serve").endswith('pip install "deepspeech-tf[ray]"')
    assert missing_package("unknown") == "the package unknown is not installed"


def test_extras_contain_the_packages() -> None:
    """And those of the commands that use `run` are complete."""
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11 and newer read TOML")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    names = {
        extra: {re.match(r"[\w.-]+", one).group().lower().replace("-", "_") for one in wanted}
        for extra, wanted in extras.items()
    }
    for module, extra in EXTRAS.items():
        assert PACKAGES.get(module, module).replace("-", "_") in names[extra], (module, extra)
    assert names["transcribe"] <= names["serve"]
    known = {PACKAGES.get(module, module).replace("-", "_") for module in EXTRAS}
    for extra in ("transcribe", "serve", "ray", "microphone", "commands"):
        assert names[extra] <= known, extra
