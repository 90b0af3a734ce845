"""`python -m deepspeech_tf.models`, and names of models where commands accept files."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from deepspeech_tf.exporting.archive import write_archive
from tests.sets import ROOT
from tests.speech.recordings import SENTENCE, SENTENCE_FILE

ENGLISH = ROOT / "models" / "english"
DIGITS = ROOT / "models" / "digits"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "deepspeech-tf" / "models"


def command(module: str, *arguments) -> subprocess.CompletedProcess:
    line = [sys.executable, "-m", f"deepspeech_tf.{module}", *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, check=False, text=True)


def models(*arguments) -> str:
    done = command("models", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments) -> str:
    done = command("models", *arguments)
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("E ") or "\nE " in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_archive_is_installed_used_verified_and_removed(store, tmp_path) -> None:
    export = tmp_path / "export"
    export.mkdir()
    for file in (ENGLISH / "english.tflite", ENGLISH / "README.md"):
        (export / file.name).write_bytes(file.read_bytes())
    archive = write_archive(export, ENGLISH / "english.scorer")
    models("add", archive, "--name", "kitchen")
    assert sorted(path.name for path in (store / "kitchen").iterdir()) == [
        "README.md", "deepspeech-model.json", "english.scorer", "english.tflite"
    ]  # fmt: skip
    assert {row["name"] for row in json.loads(models("list", "--json"))} == {"kitchen", "english", "digits"}
    assert "# English" in models("info", "kitchen") and str(archive) in models("info", "kitchen")
    assert models("verify", "kitchen") == "kitchen: as installed\n"
    arguments = (SENTENCE_FILE, "--model", "kitchen", "--dst", "-", "--processes", "1")
    assert command("transcribe", *arguments).stdout == " ".join(SENTENCE) + "\n"
    assert "replace it (force)" in refused("add", archive, "--name", "kitchen")
    models("add", DIGITS, "--name", "kitchen", "--force")
    assert json.loads(models("info", "kitchen", "--json"))["model"].endswith("kitchen/digits.tflite")
    models("remove", "kitchen")
    assert [path.name for path in store.iterdir()] == []


def test_changed_files_are_found(store) -> None:
    models("add", DIGITS, "--name", "numbers")
    with open(store / "numbers" / "digits.scorer", "r+b") as file:
        file.seek(100)
        file.write(b"?")
    (store / "numbers" / "README.md").unlink()
    (store / "numbers" / "new.txt").write_text("")
    done = command("models", "verify", "numbers")
    assert done.returncode == 1
    assert done.stdout == "numbers: README.md is missing; digits.scorer has changed; new.txt was added\n"


def test_address_with_a_checksum(store, tmp_path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "numbers.tflite").write_bytes((DIGITS / "digits.tflite").read_bytes())
    with web(served) as place:
        address = f"{place}/numbers.tflite"
        assert "sha256 must be 00" in refused("add", address, "--sha256", "00")
        assert not list(store.iterdir())
        digest = hashlib.sha256((served / "numbers.tflite").read_bytes()).hexdigest()
        models("add", address, "--sha256", digest, "--scorer", DIGITS / "digits.scorer")
        assert sorted(os.listdir(store / "numbers")) == [
            "deepspeech-model.json", "digits.scorer", "numbers.tflite"
        ]  # fmt: skip
        assert sorted(os.listdir(store)) == ["numbers"]


@contextlib.contextmanager
def web(folder: Path) -> Iterator[str]:
    """Serves a folder; yields its address."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_damaged_download_is_not_used_again(store, tmp_path) -> None:
    good = zipped(tmp_path / "numbers.zip", {"digits.tflite": (DIGITS / "digits.tflite").read_bytes()})
    content = good.read_bytes()
    good.write_bytes(content[: len(content) // 2])
    with web(tmp_path) as address:
        assert "the archive is damaged" in refused("add", f"{address}/numbers.zip")
        assert not list(store.iterdir())
        good.write_bytes(content)
        models("add", f"{address}/numbers.zip")
    assert os.listdir(store) == ["numbers"]


def test_files_of_the_same_name_from_two_addresses(store, tmp_path) -> None:
    """What an interrupted download left is not continued with another file."""

    def kept(address: str) -> Path:
        message = refused("add", address)
        return Path(re.search("save it as (.+), and", message).group(1))

    content = (DIGITS / "digits.tflite").read_bytes()
    with web(tmp_path) as address:
        part = kept(f"{address}/old/a.tflite")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.with_name("a.tflite.part").write_bytes(b"x" * 1000)
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "a.tflite").write_bytes(content)
        models("add", f"{address}/new/a.tflite")
    assert (store / "a" / "a.tflite").read_bytes() == content


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"../out.tflite": b"x"}, "is no name of a file"),
        ({"/etc/out.tflite": b"x"}, "is no name of a file"),
        ({"a/b/c.tflite": b"x"}, "is no name of a file"),
        ({"a\\..\\out.tflite": b"x"}, "is no name of a file"),
        ({"readme.md": b"x"}, "expected a model"),
        ({"a.tflite": b"x", "b.tflite": b"x"}, "expected one model"),
        ({"a.tflite": b"no model" * 100}, "a.tflite"),
        ({"x/a.tflite": b"1", "a.tflite": b"2"}, "contains a.tflite twice"),
    ],
)
def test_harmful_archives(store, tmp_path, members, message) -> None:
    archive = zipped(tmp_path / "evil.zip", members)
    assert message in refused("add", archive)
    assert not list(store.iterdir())
    assert sorted(os.listdir(tmp_path)) == ["data", "evil.zip"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "none"], "expected a model file"),
        (["add", "README.md"], "expected a file ending in"),
        (["add", "file:///etc/passwd"], "expected a file, a folder, or an http(s) address"),
        (["add", "models/digits", "--name", "../digits"], "expected the name of a model"),
        (["add", "models/digits", "--name", ".hidden"], "expected the name of a model"),
        (["add", "models/digits", "--sha256", "0"], "a checksum is for a file"),
        (["info", "../../etc/passwd"], "expected the name of a model"),
        (["info", "none"], "digits, english"),
        (["remove", "english"], "belongs to the program"),
        (["remove", "none"], "is not installed"),
        (["remove", ".."], "expected the name of a model"),
        (["verify", "none"], "digits, english"),
        (["info"], "info needs the name of a model"),
        (["sell"], "invalid choice"),
    ],
)
def test_wrong_input_ends_with_one_message(store, arguments, message) -> None:
    assert message in refused(*arguments)
    assert not store.exists() or not list(store.iterdir())
