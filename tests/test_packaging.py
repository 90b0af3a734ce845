"""The scripts that build and check release files (doc/packaging.md)."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import struct
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = {"linux": ("posix", "linux"), "macos": ("posix", "macos"), "windows": ("windows",)}
PLATFORM = ROOT / "native_client" / "src" / "platform"


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    (source / "licenses").mkdir(parents=True)
    (source / "deepspeech").write_bytes(b"program")
    (source / "deepspeech").chmod(0o755)
    (source / "stt").symlink_to("deepspeech")
    (source / "licenses" / "one.txt").write_text("text")
    return source


@pytest.mark.parametrize("name", ["native_client-x.tar.xz", "native_client-x.zip"])
def test_archives_are_flat_and_reproducible(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = script("archive", monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    archive.pack(folder, tmp_path / name)
    first = (tmp_path / name).read_bytes()
    os.utime(folder / "deepspeech", (1, 1))
    archive.pack(folder, tmp_path / name)
    assert (tmp_path / name).read_bytes() == first
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name) as file:
            assert file.namelist() == ["deepspeech", "licenses/one.txt", "stt"]
        return
    with tarfile.open(tmp_path / name) as tar:
        assert tar.getnames() == ["deepspeech", "licenses/one.txt", "stt"]
        assert tar.getmember("deepspeech").mode & 0o777 == 0o755
        assert tar.getmember("stt").linkname == "deepspeech"


def test_table_states_what_no_check_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = script("table", monkeypatch)
    monkeypatch.setattr(table, "RESULTS", tmp_path / "results.json")
    table.record("win_amd64", "built", "yes")
    table.record("win_amd64", "how", "one")
    table.record("win_amd64", "how", "two")
    table.record("win_amd64", "how", "one")
    rows = [line for line in table.table().splitlines() if "win_amd64" in line]
    assert rows == ["| `win_amd64` | yes | untested | untested | untested | one; two |"]
    table.forget("win_amd64")
    assert "| `win_amd64` | untested |" in table.table()


def test_targets_have_the_oldest_systems_of_the_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    platforms = script("platforms", monkeypatch).PLATFORMS
    assert sorted(platforms) == [
        "macosx_12_0_arm64",
        "manylinux_2_28_aarch64",
        "manylinux_2_28_x86_64",
        "win_amd64",
    ]
    versions = 0
    for tag, platform in platforms.items():
        if found := re.search(r"_(\d+)_(\d+)_", tag):
            assert platform.zig_target.endswith(f".{found[1]}.{found[2]}"), tag
            versions += 1
    assert versions == 3


def test_binary_of_a_newer_system_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """This Python needs a glibc; a platform with an older one is invented."""
    check = script("check_binaries", monkeypatch)
    platforms = script("platforms", monkeypatch)
    program = Path(sys.executable).resolve().read_bytes()
    old = platforms.Platform("manylinux_2_1_x86_64", "x86_64-linux-gnu.2.1", (), "libLiteRt.so", "glibc 2.1")
    with pytest.raises(check.BadFileError, match=r"expected glibc 2\.1 or older"):
        check.check("python", program, old)


def test_runtime_of_a_newer_system_than_stated_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check = script("check_binaries", monkeypatch)
    platforms = script("platforms", monkeypatch).PLATFORMS
    arm, mac = platforms["manylinux_2_28_aarch64"], platforms["macosx_12_0_arm64"]
    check.check_stated("glibc 2.34", arm)
    check.check_stated("macOS 14.0", mac)
    with pytest.raises(
        check.BadFileError, match=r"expected that Platform\.needs states glibc 2\.35 of LiteRT"
    ):
        check.check_stated("glibc 2.35", arm)
    with pytest.raises(check.BadFileError, match=r"macOS 15\.0"):
        check.check_stated("macOS 15.0", mac)


@pytest.mark.parametrize("tag", ["manylinux_2_28_x86_64", "win_amd64"])
def test_wheel_and_archive_of_a_platform_are_wanted(
    tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = script("check_binaries", monkeypatch)
    platform = script("platforms", monkeypatch).PLATFORMS[tag]
    archive = tmp_path / f"native_client-{tag}{platform.archive}"
    wheel = tmp_path / f"deepspeech_tf-1.0-py3-none-{tag}.whl"
    archive.touch()
    with pytest.raises(SystemExit, match="expected one wheel and one archive"):
        check.release_files(tmp_path, platform)
    wheel.touch()
    assert check.release_files(tmp_path, platform) == [wheel, archive]
    (tmp_path / f"deepspeech_tf-1.1-py3-none-{tag}.whl").touch()
    with pytest.raises(SystemExit, match="expected one wheel and one archive"):
        check.release_files(tmp_path, platform)


def test_changes_after_signing_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    signature = script("signature", monkeypatch)
    code = bytes(range(256)) * 20  # one page of 4096 bytes, and a part of one
    hashes = b"".join(hashlib.sha256(code[begin : begin + 4096]).digest() for begin in (0, 4096))
    directory = struct.pack(">9I4B", 0xFADE0C02, 0, 0, 0, 40, 0, 0, 2, len(code), 32, 2, 0, 12) + hashes
    signed = code + struct.pack(">5I", 0xFADE0CC0, 0, 1, 0, 20) + directory
    assert signature.changed_pages(signed, len(code)) == 0
    assert signature.changed_pages(signed[:4999] + b"x" + signed[5000:], len(code)) == 1
    with pytest.raises(ValueError, match="no table of hashes"):
        signature.changed_pages(code + struct.pack(">3I", 0xFADE0CC0, 0, 0), len(code))


def test_systems_have_the_same_functions() -> None:
    """Each function of a header in src/platform is defined once for each operating system."""
    names = {
        (header.name, name)
        for header in PLATFORM.glob("*.h")
        for name in re.findall(
            r"^[\w:<>&* ]+[ *](\w+)\([^;{]*\);", header.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert len(names) >= 15, names
    for system, folders in SYSTEMS.items():
        text = "\n".join(p.read_text(encoding="utf-8") for f in folders for p in (PLATFORM / f).glob("*.cc"))
        missing = [
            name
            for _, name in sorted(names)
            if not re.search(rf"^[\w:<>&* ]*[ *:]{name}\(", text, re.MULTILINE)
        ]
        assert not missing, (system, missing)


def test_only_platform_knows_operating_systems() -> None:
    """Public headers excepted, which state how functions are exported."""
    pattern = re.compile(r"\b(_WIN32|_WIN64|__APPLE__|__linux__|__MINGW32__|_MSC_VER)\b")
    folders = [ROOT / "native_client" / "src", ROOT / "native_client" / "tools"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".cc", ".h")]
    assert len(files) > 100
    wrong = [
        str(path.relative_to(ROOT)) for path in files if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong
    system = re.compile(r"#include <(sys/mman|unistd|dlfcn|fcntl|windows)\.h>")
    users = {
        path.relative_to(ROOT / "native_client") for path in files if system.search(path.read_text("utf-8"))
    }
    assert {path.parts[:2] for path in users} == {("src", "platform")}, users


def test_only_platform_names_what_a_system_has() -> None:
    """Messages name the libraries and package managers of the system on which they are printed."""
    literal = re.compile(r'"(?:[^"\\\n]|\\.)*"')
    system = re.compile(r"\.(so|dll|dylib)\b|\b(apt|apt-get|brew|winget) ")
    folders = [ROOT / "native_client" / "src", ROOT / "native_client" / "tools"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".cc", ".h")]
    found = {
        (path.relative_to(ROOT / "native_client").parts[:2], path.name, text)
        for path in files
        for text in literal.findall(path.read_text(encoding="utf-8"))
        if system.search(text)
    }
    assert {folder for folder, _, _ in found} == {("src", "platform")}, sorted(found)
