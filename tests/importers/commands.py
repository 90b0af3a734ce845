"""Runs importers as commands, and reads their output files."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import soundfile

ROOT = Path(__file__).resolve().parents[2]


def run(name: str, *arguments: object, fails: bool = False) -> str:
    """Output and errors of `bin/import_NAME.py`; proxies lead nowhere, so that nothing is fetched."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = os.environ | nowhere | {"PYTHONPATH": str(ROOT), "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "bin" / f"import_{name}.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    output = done.stdout + done.stderr
    assert "Traceback" not in output, output
    assert done.returncode == int(fails), output
    return output


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a manifest, after checking that the audio exists and has the stated size."""
    with open(path, encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        audio = path.parent / row["wav_filename"]
        assert audio.stat().st_size == int(row["wav_filesize"]), row
        if audio.suffix == ".wav":
            info = soundfile.info(audio)
            assert (info.samplerate, info.channels, info.subtype) == (16000, 1, "PCM_16"), row
    return found


def header(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n")[0]


def transcripts(path: Path) -> list[str]:
    return [row["transcript"] for row in rows(path)]
