"""Archives: nothing leaves the folder, no links; damage is an error."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.unpack import unpack, unpack_once

EVIL = ("../out.txt", "a/../../out.txt", "/tmp/importer-out.txt", "..\\out.txt", "C:/out.txt")


def make_tar(path, names=("a/b.txt",), links=()):
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 5
            archive.addfile(member, io.BytesIO(b"hello"))
        for name, target, kind in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    return path


def make_zip(path, names=("a/b.txt",)):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"hello")
    return path


@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_nothing_leaves_the_folder(tmp_path, make, capsys) -> None:
    archive = make(tmp_path / "x.archive", [*EVIL, "good/b.txt"])
    assert unpack(archive, tmp_path / "in" / "side") == 1
    files = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert files == ["in/side/good/b.txt", "x.archive"]
    assert capsys.readouterr().err.count("leads out of the folder") == len(EVIL)


def test_no_links(tmp_path, capsys) -> None:
    links = [
        ("link", "/etc", tarfile.SYMTYPE),
        ("hard", "a/b.txt", tarfile.LNKTYPE),
        ("pipe", "", tarfile.FIFOTYPE),
    ]
    archive = make_tar(tmp_path / "x.tar.gz", ["a/b.txt"], links)
    assert unpack(archive, tmp_path / "in") == 1
    assert {p.name for p in (tmp_path / "in").iterdir()} == {"a"}
    assert capsys.readouterr().err.count("not a plain file") == 3


def test_no_links_in_zip(tmp_path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert unpack(tmp_path / "x.zip", tmp_path / "in") == 0


def test_link_that_lies_there_is_not_followed(tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").symlink_to(tmp_path / "elsewhere")
    assert unpack(make_tar(tmp_path / "x.tgz"), tmp_path / "in") == 0
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_cut_short(tmp_path, make) -> None:
    archive = make(tmp_path / "x.archive", [f"f{n}" for n in range(2000)])
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImporterError, match="damaged, cut short"):
        unpack_once(archive, tmp_path / "in", tmp_path / "in" / "f0")
    archive.write_bytes(whole)
    unpack_once(archive, tmp_path / "in", tmp_path / "in" / "f0")  # starts again, although f0 may exist
    assert len(list((tmp_path / "in").glob("f*"))) == 2000


def test_not_an_archive(tmp_path) -> None:
    (tmp_path / "x.zip").write_bytes(b"<html>moved</html>")
    with pytest.raises(ImporterError, match="not a tar or zip"):
        unpack(tmp_path / "x.zip", tmp_path / "in")
    with pytest.raises(ImporterError, match="no such file"):
        unpack(tmp_path / "y.zip", tmp_path / "in")


def test_archive_of_something_else(tmp_path) -> None:
    with pytest.raises(ImporterError, match=r"must have LibriSpeech"):
        unpack_once(make_tar(tmp_path / "x.tgz"), tmp_path / "in", tmp_path / "in" / "LibriSpeech")
