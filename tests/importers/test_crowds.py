"""Importers of crowdsourced corpora."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import crowds
from tests.importers.layouts.sound import damage, text


def test_common_voice_1(tmp_path: Path) -> None:
    crowds.common_voice_1(tmp_path)
    output = run("cv", tmp_path)
    assert header(tmp_path / "cv-valid-train.csv") == "wav_filename,wav_filesize,transcript"
    assert transcripts(tmp_path / "cv-valid-train.csv") == ["learn to recognize omens and follow them"]
    assert transcripts(tmp_path / "cv-valid-dev.csv") == ["be careful with your prognostications"]
    assert transcripts(tmp_path / "cv-other-test.csv") == ["what's the matter"]
    assert "everything is 3D" in output and "11.0" in output
    folder = tmp_path / "cv_corpus_v1" / "cv-valid-dev"
    (folder / "sample-000000.wav").unlink()
    damage(folder / "sample-000000.mp3")
    assert "sample-000000.mp3" in run("cv", tmp_path)
    assert transcripts(tmp_path / "cv-valid-dev.csv") == []
    listing = folder.with_suffix(".csv")
    listing.write_text(listing.read_text().replace("cv-valid-dev/", "../", 1))
    assert "row 2 of cv-valid-dev.csv: ../sample-000000.mp3: must lie in the folder" in run("cv", tmp_path)


def test_common_voice_personal(tmp_path: Path) -> None:
    listing, archive = crowds.common_voice_personal(tmp_path)
    output = run("cv_personal", listing, archive)
    found = rows(tmp_path / "takeout" / "data.csv")
    assert [row["transcript"] for row in found] == ["say yes", "second sentence"]
    assert [row["wav_filename"] for row in found] == ["a1.wav", "b2.wav"]
    assert "row 4 of takeout.tsv: c3.mp3" in output
    run("cv_personal", listing, archive, "--space_after_every_character")
    assert transcripts(tmp_path / "takeout" / "data.csv")[0] == "s a y   y e s"
    assert "original_sentence_id" in run(
        "cv_personal", text(tmp_path / "x.tsv", "a\n1\n"), archive, fails=True
    )


def test_lingua_libre(tmp_path: Path) -> None:
    crowds.lingua_libre(tmp_path)
    bogus = text(tmp_path / "bogus.txt", r"Other \(x\)/.*" + "\n")
    language = ("--qId", 21, "--iso639-3", "fra", "--english-name", "French")
    output = run("lingua_libre", tmp_path, *language, "--bogus-records", bogus)
    template = "lingua_libre_Q21-fra-French_{}.csv"
    sets = [transcripts(tmp_path / template.format(name)) for name in ("train", "dev", "test")]
    assert sets == [[f"mot {letter}" for letter in "cdefghij"], ["mot b"], ["mot a"]]
    assert "mot k.ogg" in output and "bogus" in output
    text(bogus, "(\n")
    assert "row 1 of" in run("lingua_libre", tmp_path, *language, "--bogus-records", bogus, fails=True)
    assert "cannot be fetched" in run(
        "lingua_libre", tmp_path / "else", "--qId", 1, "--iso639-3", "x", "--english-name", "Y", fails=True
    )


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a server on this machine for tmp_path/site."""
    (tmp_path / "site").mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_gram_vaani(tmp_path: Path, address: str) -> None:
    listing = crowds.gram_vaani(tmp_path, address)
    output = run("gram_vaani", "-c", listing, "-t", tmp_path / "out", "-v")
    sets = [rows(tmp_path / "out" / f"{name}.csv") for name in ("train", "dev", "test")]
    assert [len(found) for found in sets] == [7, 0, 1]  # of 8 a tenth is none, a fifth one
    assert {row["transcript"] for row in sets[0]} == {"नमस्ते दुनिया"}
    assert sets[0][0]["wav_filename"].startswith("wav/clip")
    assert "none.mp3" in output and "clip4.mp3" in output
    for path in (tmp_path / "site").iterdir():
        path.unlink()  # existing files are not downloaded again
    damage(tmp_path / "out" / "mp3" / "clip0.mp3")
    (tmp_path / "out" / "wav" / "clip0.wav").unlink()
    output = run("gram_vaani", "-c", listing, "-t", tmp_path / "out")
    assert sum(len(rows(tmp_path / "out" / f"{name}.csv")) for name in ("train", "dev", "test")) == 7
    assert "clip0.mp3" in output
    assert "GramVaaniImporter" in run("gram_vaani", "--version")
