"""The benchmarks measure the client that is there: the one built in the checkout, else the one installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import this_client
from benchmarks.this_client import environment_for, last_words
from tests.native.client import CLIENT, ROOT, need_client

LIBRARY = "deepspeech/lib/libdeepspeech.so"
SEEDS = ROOT / "native_client" / "fuzz" / "seeds"


def test_the_build_in_the_checkout_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(this_client, "PYTHON", tmp_path)
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert "PYTHONPATH" not in environment_for(LIBRARY)  # not built: uses the installed library
    (tmp_path / LIBRARY).parent.mkdir(parents=True)
    (tmp_path / LIBRARY).touch()
    assert environment_for(LIBRARY)["PYTHONPATH"] == str(tmp_path)
    assert "PYTHONPATH" not in environment_for(None)  # a peer's worker


def test_an_installed_package_is_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The worker in a Python that has the package among its own, without a build in the checkout."""
    need_client()
    monkeypatch.setattr(this_client, "PYTHON", tmp_path)
    installed = tmp_path / "site-packages"
    installed.mkdir()
    os.symlink(CLIENT, installed / "deepspeech")
    code = (
        f"import sys; sys.path.append({str(installed)!r}); from deepspeech import Model; Model(sys.argv[1])"
    )
    for model, message in ((SEEDS / "tflite" / "float32.tflite", ""), (tmp_path, "CreateModel failed")):
        done = subprocess.run(
            [sys.executable, "-c", code, str(model)],
            env=environment_for(LIBRARY),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) == (not message), done.stderr
        assert message in last_words(done.stderr)


def test_last_words() -> None:
    assert last_words("Traceback\n  File\nImportError: no\n\n") == "ImportError: no"
    assert last_words("") == "it ended without a word"
