"""The models in `models/`: the commands of their cards do what the cards say."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.audio.read import audio_duration

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "native_client" / "python" / "deepspeech" / "bin" / "deepspeech"


@pytest.mark.parametrize("model", ["digits", "english"])
def test_example_of_the_card(model: str) -> None:
    if not PROGRAM.exists():
        pytest.skip("the native client is not built")
    card = (ROOT / "models" / model / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^    deepspeech (--model (?:.|\\\n)*?\.wav)$", card, re.MULTILINE)
    expected = re.search(r"^prints `(.*?)`", card, re.MULTILINE)
    assert command and expected
    program = "import sys; from deepspeech.programs import deepspeech; sys.exit(deepspeech())"
    arguments = shlex.split(command.group(1).replace("\\\n", " "))
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == expected.group(1)
    assert audio_duration(ROOT / arguments[-1]) > 1.5
