"""Nothing that is only printed ends a command, and names of files are UTF-8 in every locale."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline.test_train_command import ENVIRONMENT, ROOT

BEGIN = "from deepspeech_tf.commandline.begin import begin_command, write_data; begin_command(); "
KOREAN = "한국어 é \udcff"


def run(
    code: str, *, shell: str = '"$0" -c "$1"', environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", shell, sys.executable, BEGIN + code],
        cwd=ROOT, env={**ENVIRONMENT, **(environment or {})}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "한국어 é \\udcff".encode()),
        ("latin-1", "\\ud55c\\uad6d\\uc5b4 é \\udcff".encode("latin-1")),
        ("ascii", b"\\ud55c\\uad6d\\uc5b4 \\xe9 \\udcff"),
    ],
)
def test_characters_that_the_output_lacks_are_replaced(encoding: str, shown: bytes) -> None:
    code = f"import sys; print({KOREAN!a}); print({KOREAN!a}, file=sys.stderr); print('end')"
    result = run(code, environment={"PYTHONIOENCODING": encoding})
    assert result.returncode == 0 and result.stdout == shown + b"\nend\n"
    assert result.stderr == shown + b"\n"


@pytest.mark.parametrize(
    "shell",
    [
        '"$0" -c "$1" | true; exit ${PIPESTATUS[0]}',
        '"$0" -c "$1" 2>&1 | true; exit ${PIPESTATUS[0]}',
        '"$0" -c "$1" >&-',
        '"$0" -c "$1" >&- 2>&-',
        '"$0" -c "$1" <&- >&- 2>&-',
        '"$0" -c "$1" > /dev/full',
        '"$0" -c "$1" > /dev/full 2> /dev/full',
    ],
)
def test_an_output_that_takes_nothing_ends_nothing(tmp_path: Path, shell: str) -> None:
    """A reader that left, a closed stream, a full disk: the work goes on to its end, and the end is clean."""
    done = tmp_path / "done"
    code = (
        "import os, sys, time; time.sleep(0.2)\n"
        "for line in range(3000): print('a line of progress', flush=line % 2 == 0)\n"
        "print('the same', file=sys.stderr); sys.stdout.isatty()\n"
        f"open({str(done)!r}, 'w').write('done')\n"
        "os.write(2, b'native code writes, too') if not sys.stderr.isatty() and 'x' in sys.argv else None"
    )
    result = run(code, shell=shell)
    assert result.returncode == 0 and done.read_text() == "done"
    assert b"Traceback" not in result.stderr and b"Exception" not in result.stderr


def test_a_full_disk_is_named_once() -> None:
    result = run("print('a', flush=True); print('b', flush=True)", shell='"$0" -c "$1" > /dev/full')
    assert (
        result.stderr
        == b"W standard output cannot be written, the command continues: No space left on device\n"
    )


def test_closed_descriptors_are_not_given_to_files(tmp_path: Path) -> None:
    """Otherwise messages of native code, which writes to descriptor 2, would go into a checkpoint."""
    file = tmp_path / "file"
    code = f"import os; file = open({str(file)!r}, 'w'); os.write(1, b'x'); os.write(2, b'y'); file.close()"
    assert run(code, shell='"$0" -c "$1" >&- 2>&-').returncode == 0
    assert file.read_bytes() == b""


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_names_of_files_are_utf8_in_every_locale(tmp_path: Path, locale: str) -> None:
    (tmp_path / "é.txt").write_text("found", encoding="utf-8")
    code = f"print(open({str(tmp_path)!r} + '/\\u00e9.txt').read(), '\\uc5b4')"
    result = run(code, environment={"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert result.returncode == 0, result.stderr
    assert result.stdout in (b"found \\uc5b4\n", "found 어\n".encode())


def test_arguments_survive_the_second_start(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 and options of the interpreter are passed on unchanged."""
    script = tmp_path / "script.py"
    script.write_text(
        BEGIN + "import os, sys; os.write(1, os.fsencode(sys.argv[1])); print(sys.flags.optimize)"
    )
    result = subprocess.run(
        [sys.executable, "-O", str(script), b"\xff\xc3\xa9"],
        env={**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0"}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.stdout == b"\xff\xc3\xa91\n"


def test_data_is_utf8_and_never_lost_in_silence() -> None:
    """What another program reads is not replaced, and a full disk is an error."""
    code = "write_data('\\ud55c\\n')"
    for locale in ("C", "C.UTF-8"):
        result = run(code, environment={"LC_ALL": locale, "PYTHONUTF8": "0"})
        assert result.stdout == "한\n".encode() and result.returncode == 0
    assert run(code, shell='"$0" -c "$1" > /dev/full').returncode != 0


def test_tools_for_other_programs_write_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    manifest = tmp_path / "a.csv"
    manifest.write_text("wav_filename,wav_filesize,transcript\na.wav,1,한 é\n", encoding="utf-8")
    for command in (["check_characters.py", "-alpha", "-csv"], ["transcripts.py"]):
        result = subprocess.run(
            [sys.executable, ROOT / "bin" / command[0], *command[1:], str(manifest)],
            env={**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0"},
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        assert "한" in result.stdout.decode("utf-8") and "é" in result.stdout.decode("utf-8")


def test_help_for_a_reader_that_leaves() -> None:
    result = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m deepspeech_tf.train --help | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT, env={**os.environ, **ENVIRONMENT}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 0 and result.stderr == b""


BENCHMARKS = sorted(
    path
    for path in (ROOT / "benchmarks").glob("*.py")
    if "argparse.ArgumentParser" in path.read_text("utf-8")
)


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_benchmarks_begin_as_commands_do(path: Path) -> None:
    main = next(
        node
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "main"
    )
    calls = [
        ast.unparse(one) for one in main.body if not isinstance(getattr(one, "value", None), ast.Constant)
    ]
    assert calls[0] == "begin_command()"
