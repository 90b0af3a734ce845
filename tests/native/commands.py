"""What the tests of command grammars share: template files, and the command line of data/lm/commands.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.native.client import CLIENT, ROOT, need_client

LIGHTS = """
language: en
intents:
  TurnOn:
    data:
      - sentences:
          - "(turn|switch) on [<the>] {room} light[s] [to {level} percent]"
          - "<the> {room} light[s] on"
        slots: {state: true}
  SetTimer:
    data:
      - sentences: ["set [a] timer (for|to) {5..60,5:minutes} minutes [and {seconds} seconds]"]
        lists:
          seconds: {range: {from: 10, to: 50, step: 10}}
  Music:
    data:
      - sentences: ["play ({artist};[loud|softly]) [music]"]
        expansion_rules: {unused: "x"}
skip_words: [please, would you]
expansion_rules:
  the: "(the|my)"
lists:
  room: {values: [kitchen, "living-room", {in: "bath[room]|tub", out: bath}]}
  level: {range: {from: 0, to: 100, step: 25, multiplier: 0.01}}
  artist: {values: ["Mozart", "(Franz|Peter) Schubert", {in: "Bach's", out: 7}]}
"""


def write_templates(folder: Path, text: str | dict[str, Any], name: str = "lights.yaml") -> Path:
    pytest.importorskip("hassil")
    path = folder / name
    path.write_text(
        text if isinstance(text, str) else yaml.safe_dump(text, sort_keys=False), encoding="utf-8"
    )
    return path


def simple(*sentences: str, **sections: Any) -> dict[str, Any]:
    """Templates of one intent."""
    return {"language": "en", "intents": {"Do": {"data": [{"sentences": list(sentences)}]}}, **sections}


def load(path: Path) -> Any:
    need_client()
    from deepspeech import Commands

    return Commands(path)


def make(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs data/lm/commands.py."""
    if not (CLIENT / "bin" / "lmplz").is_file():
        pytest.skip("KenLM's programs are not built")
    command = [sys.executable, str(ROOT / "data" / "lm" / "commands.py"), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT, env=dict(os.environ)
    )
