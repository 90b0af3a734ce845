"""The example program in deepspeech.h compiles unchanged, links with the library and transcribes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deepspeech._library import runtime_path
from tests.native.client import CLIENT, MODEL, ROOT, SCORER, need_client, recording

INCLUDE = ROOT / "native_client" / "include"


def test_the_program_in_the_header(tmp_path: Path) -> None:
    need_client()
    if shutil.which("cc") is None:
        pytest.skip("no C compiler on this machine")
    comment = (INCLUDE / "deepspeech.h").read_text(encoding="utf-8").split("*/")[0]
    program = re.search(r"#include <stdio\.h>.*?\n \*   \}\n", comment, re.DOTALL)
    assert program is not None
    source = tmp_path / "program.c"
    source.write_text(re.sub(r"(?m)^ \* ?", "", program.group()), encoding="utf-8")
    library = CLIENT / "lib"
    subprocess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-I", str(INCLUDE), str(source), "-o"]
        + [str(tmp_path / "program"), f"-L{library}", "-ldeepspeech", f"-Wl,-rpath,{library}"],
        check=True,
    )
    (tmp_path / "output_graph.tflite").symlink_to(MODEL)
    (tmp_path / "kenlm.scorer").symlink_to(SCORER)
    done = subprocess.run(
        [str(tmp_path / "program")],
        cwd=tmp_path,
        input=recording("test0001.wav").tobytes(),
        stdout=subprocess.PIPE,
        env={**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""},
        check=True,
    )
    assert done.stdout.decode() == "her king buys your bright friend\n"
