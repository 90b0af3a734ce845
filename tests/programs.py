"""Programs that the tests of a whole module need."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


def need_programs(*names: str, how: str) -> None:
    """Skips the module that calls this while it is imported, with one line in the report.

    Args:
        names: programs that must be in PATH.
        how: how to install them.
    """
    if missing := [name for name in names if shutil.which(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed ({how})", allow_module_level=True)


def need_python(version: str) -> None:
    """The same for a version of Python, in PATH or of pyenv."""
    installed = (Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}")
    if shutil.which(f"python{version}") is None and not any(installed):
        pytest.skip(f"Python {version} is not installed", allow_module_level=True)
