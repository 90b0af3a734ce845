"""Corpora that were unpacked manually, without their archives: every importer accepts them."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importers.commands import run
from tests.importers.layouts import (
    chinese,
    conversations,
    crowds,
    european,
    general,
    german,
    mandarin,
    multilingual,
    segmented,
    volunteers,
)
from tests.importers.layouts.sound import DATA_FILTER, tar

SLR88 = "Volumes/CLEM_HDD/IRCAM/Open_SLR/"  # path in the archives of Att-HACK
ARCHIVES = ("*.tgz", "*.tar.gz", "*.tar.bz2", "*.tar", "*.zip")


def unpack_where_they_lie(folder: Path) -> None:
    """As `tar xf` and `unzip` in each folder, again and again, until no archive is left."""
    while archives := sorted({path for pattern in ARCHIVES for path in folder.rglob(pattern)}):
        for archive in archives:
            try:
                if archive.suffix == ".zip":
                    with zipfile.ZipFile(archive) as file:
                        file.extractall(archive.parent)
                else:
                    with tarfile.open(archive) as file:
                        file.extractall(archive.parent, **DATA_FILTER)
            except (tarfile.TarError, EOFError):
                pass  # one of the layouts has one that is cut short
            archive.unlink()


def made(make: Callable[[Path], object], folder: Path) -> None:
    """A layout, without the folder from which its archives were made."""
    make(folder)
    shutil.rmtree(folder / "made", ignore_errors=True)


def of_archive(make: Callable[[Path], object], name: str, *names: str) -> Callable[[Path], object]:
    """A layout that has no archive, packed into one."""

    def packed(folder: Path) -> None:
        make(folder / "made")
        tar(folder / name, folder / "made", *names)

    return packed


CORPORA = [
    ("aidatatang", chinese.aidatatang, ["aidatatang_200zh.tgz"]),
    ("aidatatang", chinese.aidatatang, ["aidatatang_200zh"]),
    ("aishell", chinese.aishell, ["data_aishell.tgz"]),
    ("aishell", chinese.aishell, ["data_aishell"]),
    ("aishell", chinese.aishell, ["."]),
    ("atthack", conversations.atthack, ["."]),
    ("cv", crowds.common_voice_1, ["."]),
    ("cv", crowds.common_voice_1, ["cv_corpus_v1"]),
    ("fleurs", lambda folder: multilingual.fleurs(folder, hub=True), [".", "--language", "de_de"]),
    ("fleurs", lambda folder: multilingual.fleurs(folder, hub=False), [".", "--language", "de_de"]),
    ("freestmandarin", chinese.freestmandarin, ["ST-CMDS-20170001_1-OS.tar.gz"]),
    ("freestmandarin", chinese.freestmandarin, ["ST-CMDS-20170001_1-OS"]),
    ("librispeech", of_archive(general.librispeech, "a.tgz", "LibriSpeech"), ["LibriSpeech"]),
    ("librivox", of_archive(general.librispeech, "a.tgz", "LibriSpeech"), [".", "--sets", "dev-clean"]),
    (
        "lingua_libre",
        crowds.lingua_libre,
        [".", "--qId", "21", "--iso639-3", "fra", "--english-name", "French"],
    ),
    ("ljspeech", of_archive(general.ljspeech, "LJSpeech-1.1.tar.bz2", "LJSpeech-1.1"), ["."]),
    ("ljspeech", of_archive(general.ljspeech, "LJSpeech-1.1.tar.bz2", "LJSpeech-1.1"), ["LJSpeech-1.1"]),
    ("m-ailabs", european.mailabs, [".", "--language", "fr_FR"]),
    ("magicdata", mandarin.magicdata, ["."]),
    ("mls", of_archive(multilingual.mls, "a.tar.gz", "mls_polish_opus"), [".", "-l", "polish"]),
    ("mls", of_archive(multilingual.mls, "a.tar.gz", "mls_polish_opus"), ["mls_polish_opus", "-l", "polish"]),
    ("primewords", mandarin.primewords, ["primewords_md_2018_set1.tar.gz"]),
    ("primewords", mandarin.primewords, ["primewords_md_2018_set1"]),
    ("slr57", european.african_french, ["."]),
    ("swb", segmented.switchboard, ["."]),
    ("swc", german.spoken_wikipedia, [".", "--language", "german"]),
    ("swc", german.spoken_wikipedia, ["german", "--language", "german"]),
    ("ted", segmented.ted, ["."]),
    ("ted", segmented.ted, ["TEDLIUM_release2"]),
    ("timit", of_archive(segmented.timit, "a.tgz", "TIMIT"), ["."]),
    ("timit", of_archive(segmented.timit, "a.tgz", "TIMIT"), ["TIMIT"]),
    ("ts", volunteers.training_speech, ["."]),
    ("tuda", german.tuda, ["."]),
    ("vctk", lambda folder: volunteers.vctk(folder, newer=False), ["VCTK-Corpus"]),
    ("vctk", lambda folder: volunteers.vctk(folder, newer=True), ["VCTK-Corpus-0.92"]),
    ("voxforge", volunteers.voxforge, ["."]),
]


@pytest.mark.parametrize(
    ("name", "make", "arguments"), CORPORA, ids=[f"{name} {' '.join(rest)}" for name, _, rest in CORPORA]
)
def test_unpacked_by_hand(
    tmp_path: Path, name: str, make: Callable[[Path], object], arguments: list[str]
) -> None:
    made(make, tmp_path)
    unpack_where_they_lie(tmp_path)
    output = run(name, tmp_path / arguments[0], *arguments[1:])
    assert "downloading" not in output and "Unpacking" not in output, output  # of fewer than 1, status 1


@pytest.mark.parametrize(
    ("name", "make", "folder", "options"),
    [
        ("aishell", chinese.aishell, "data_aishell", []),
        ("cv", crowds.common_voice_1, "cv_corpus_v1", []),
        ("ljspeech", general.ljspeech, "LJSpeech-1.1", []),
        ("mls", multilingual.mls, "mls_polish_opus", ["-l", "polish"]),
        ("ted", segmented.ted, "TEDLIUM_release2", []),
        ("tuda", german.tuda, "german-speechdata-package-v2", []),
    ],
)
def test_unpacked_into_a_folder_of_its_own_name(
    tmp_path: Path, name: str, make: Callable[[Path], object], folder: str, options: list[str]
) -> None:
    """As file managers do: `LJSpeech-1.1/LJSpeech-1.1`. Its audio is read where it lies."""
    made(make, tmp_path)
    unpack_where_they_lie(tmp_path)
    (tmp_path / folder).rename(tmp_path / "inner")
    (tmp_path / folder).mkdir()
    (tmp_path / "inner").rename(tmp_path / folder / folder)
    output = run(name, tmp_path, *options)
    assert f'Found "{tmp_path / folder / folder}"' in output and "npacking" not in output


@pytest.mark.parametrize(
    ("name", "make", "moved", "options"),
    [
        ("librivox", general.librispeech, {"LibriSpeech": "dev-clean"}, ["--sets", "dev-clean"]),
        ("librivox", general.librispeech, {"LibriSpeech": "LibriSpeech"}, ["--sets", "dev-clean"]),
        ("librispeech", general.librispeech, {"LibriSpeech": "LibriSpeech"}, []),
        ("atthack", conversations.atthack, {SLR88 + "txt": "txt", SLR88 + "wav": "wav"}, []),
        (
            "atthack",
            conversations.atthack,
            {SLR88 + "txt": "txt/" + SLR88, SLR88 + "wav": "wav/" + SLR88},
            [],
        ),
        (
            "fleurs",
            lambda folder: multilingual.fleurs(folder, hub=False),
            {"de_de": "de_de"},
            ["--language", "de_de"],
        ),
        (
            "fleurs",
            lambda folder: multilingual.fleurs(folder, hub=False),
            {"de_de/audio/train": "de_de/audio/train"},
            ["--language", "de_de"],
        ),
        ("magicdata", mandarin.magicdata, {"train": "train", "dev": "dev", "test": "test"}, []),
        ("swb", segmented.switchboard, {"LDC97S62": "LDC97S62"}, []),
    ],
)
def test_one_folder_more(
    tmp_path: Path, name: str, make: Callable[[Path], object], moved: dict[str, str], options: list[str]
) -> None:
    """Parts of a corpus are found in a folder that is named like them or like their archive."""
    flat, nested = tmp_path / "flat", tmp_path / "nested"
    for folder in (flat, nested):
        made(make, folder)
        unpack_where_they_lie(folder)
    for inner, outer in moved.items():
        (nested / inner).rename(nested / "moving")
        (nested / outer).mkdir(parents=True)
        (nested / "moving").rename(nested / outer / Path(inner).name)
    shutil.rmtree(nested / "Volumes", ignore_errors=True)
    wanted, output = (run(name, folder, *options) for folder in (flat, nested))
    assert [line for line in output.splitlines() if "sample" in line] == [
        line.replace(str(flat), str(nested)) for line in wanted.splitlines() if "sample" in line
    ]


@pytest.mark.parametrize("there", [None, "", "left_out.csv", "LJSpeech-1.0.tar.bz2", ".hidden"])
def test_a_folder_without_the_corpus_is_not_the_corpus(tmp_path: Path, there: str | None) -> None:
    """Its name is not enough: the corpus is fetched, which proxies that lead nowhere prevent here."""
    folder = tmp_path / "LJSpeech-1.1"
    if there is not None:
        folder.mkdir()
    if there:
        (folder / there).write_text("path,reason\n")
    output = run("ljspeech", folder, fails=True)
    assert "Found" not in output and "cannot be fetched" in output


def test_personal_recordings_of_common_voice(tmp_path: Path) -> None:
    listing, archive = crowds.common_voice_personal(tmp_path)
    unpack_where_they_lie(tmp_path)
    output = run("cv_personal", listing, archive)
    assert "not unpacking" in output and "Imported 2 samples." in output
    output = run("cv_personal", listing, archive.with_suffix(""))
    assert "npacking" not in output and "Imported 2 samples." in output


def test_conferences_whose_parts_are_gone(tmp_path: Path) -> None:
    conversations.ccpmf(tmp_path)
    run("ccpmf", tmp_path)
    for path in [*tmp_path.glob("*.zip*"), *tmp_path.glob("archive/*")]:
        path.unlink()
    folder = next(tmp_path.glob("transcriptionsXML*"))
    assert "Imported" in run("ccpmf", tmp_path) and "Imported" in run("ccpmf", folder)


def test_archives_deleted_after_a_run(tmp_path: Path) -> None:
    archive = chinese.aishell(tmp_path)
    shutil.rmtree(tmp_path / "made")
    first = run("aishell", archive)
    for path in [archive, *(tmp_path / "data_aishell" / "wav").glob("*.tar.gz")]:
        path.unlink()
    again = run("aishell", archive)
    assert again.count("Imported 2 samples.") == first.count("Imported 2 samples.") == 1
