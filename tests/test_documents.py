"""Documentation checked against the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deepspeech_tf.commandline.flag_document import with_tables
from deepspeech_tf.commandline.flags import ALL_FLAGS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("doc/*.md"), *ROOT.glob("training/**/*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            assert (path.parent / target.split("#")[0]).exists(), f"{path.name} links {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(path) -> None:
    content = path.read_text(encoding="utf-8")
    for script in re.findall(
        r"\b(?:bash|python3?) ((?:bin|data|training|benchmarks|native_client|\.ci)/[\w./-]+)", content
    ):
        assert (ROOT / script).is_file(), f"{path.name} runs {script}"
    for module in re.findall(r"python -m (deepspeech_tf(?:\.\w+)+)", content):
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), f"{path.name} runs {module}"


def test_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) < 150


def test_commands_of_the_readme_take_their_flags() -> None:
    known = {name for name, *_ in ALL_FLAGS}
    blocks = re.sub(r"\\\n\s+", " ", text("README.md"))
    commands = re.findall(r"^    python -m deepspeech_tf\.(\w+) (.*)$", blocks, re.MULTILINE)
    assert commands
    for module, command in commands:
        source = ROOT / "deepspeech_tf" / "commandline" / f"{module}_command.py"  # has options of its own
        own = re.findall(r'"--(\w+)"', source.read_text(encoding="utf-8")) if source.exists() else known
        for flag in re.findall(r"--(\w+)", command):
            assert flag in own, f"{module} {flag}"


def test_first_commands_of_the_readme() -> None:
    commands = re.findall(r"^    (\S.*)$", text("README.md").split("## Install")[1], re.MULTILINE)
    assert commands[:2] == ["bash bin/demo.sh", "bash bin/test.sh"]


def test_every_flag_is_documented() -> None:
    """`doc/training.md` has a table row for each flag, with its help text."""
    rows = dict(re.findall(r"^\| `--(\w+)` \|[^|]*\|[^|]*\| (.*) \|$", text("doc/training.md"), re.MULTILINE))
    assert rows == {name: help for name, _, _, help, *_ in ALL_FLAGS}


def test_tables_of_flags_are_current() -> None:
    """`python -m deepspeech_tf.commandline.flag_document doc/training.md` writes them."""
    document = text("doc/training.md")
    assert with_tables(document) == document
    with pytest.raises(ValueError, match="expected a place for each of"):
        with_tables(document.replace("<!-- flags: Data -->", ""))


def test_documented_defaults_are_true() -> None:
    documented = dict(re.findall(r"^\| `--(\w+)` \| ([^|]*?) \|", text("doc/training.md"), re.MULTILINE))
    for name, _, default, *_ in ALL_FLAGS:
        if name not in documented or isinstance(default, str):
            continue
        assert documented[name].strip("`") == ("" if default is None else str(default).lower()), name


def test_every_dependency_has_a_reason() -> None:
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11 and newer read TOML")
    project = tomllib.loads(text("pyproject.toml"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    reasons = text("doc/dependencies.md")
    for requirement in wanted:
        name = re.match(r"[\w.-]+", requirement).group()
        assert f"`{name}`" in reasons, f"doc/dependencies.md does not say why {name} is needed"
