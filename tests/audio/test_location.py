"""File names in both forms of Unicode."""

import os
import unicodedata
from pathlib import Path

import pytest

from deepspeech_tf.audio.location import as_on_disk, joined

NAMES = {"NFC": "Ange\u0301lique/cafe\u0301.wav", "NFD": "Ange\u0301lique/cafe\u0301.wav"}
NAMES = {form: unicodedata.normalize(form, name) for form, name in NAMES.items()}


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


@pytest.mark.parametrize(("named", "there"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFC", "NFC")])
def test_a_name_in_the_other_form_is_found(tmp_path: Path, named: str, there: str) -> None:
    write(tmp_path / NAMES[there])
    assert joined(str(tmp_path), NAMES[named]) == str(tmp_path / NAMES[there])


def test_folder_and_file_in_different_forms(tmp_path: Path) -> None:
    folder, file = NAMES["NFD"].split("/")[0], NAMES["NFC"].split("/")[1]
    write(tmp_path / folder / file)
    for name in (*NAMES.values(), f"{NAMES['NFC']}".replace("/", "/../" + NAMES["NFC"].split("/")[0] + "/")):
        assert os.path.samefile(joined(str(tmp_path), name), tmp_path / folder / file)


def test_a_name_of_both_forms_at_once(tmp_path: Path) -> None:
    write(tmp_path / "e\u0301\u00e9.wav")
    assert as_on_disk(str(tmp_path / "\u00e9\u00e9.wav")) == str(tmp_path / "e\u0301\u00e9.wav")


def test_the_very_name_wins(tmp_path: Path) -> None:
    for name in NAMES.values():
        write(tmp_path / name)
    for name in NAMES.values():
        assert joined(str(tmp_path), name) == str(tmp_path / name)


def test_files_that_come_later_are_found(tmp_path: Path) -> None:
    wanted = str(tmp_path / "e\u0301.wav")
    assert as_on_disk(wanted) == wanted
    write(tmp_path / "other\u00e9.wav")
    assert as_on_disk(wanted) == wanted
    os.utime(tmp_path, ns=(0, 0))  # so that the folder's time changes, however coarse the clock
    write(tmp_path / "\u00e9.wav")
    assert as_on_disk(wanted) == str(tmp_path / "\u00e9.wav")


def test_samples_of_databases(tmp_path: Path) -> None:
    write(tmp_path / "\u00e9.sdb")
    assert as_on_disk(str(tmp_path / "e\u0301.sdb:12")) == str(tmp_path / "\u00e9.sdb") + ":12"


@pytest.mark.parametrize(
    "name", ["e\u0301.wav", "no/e\u0301.wav", "\0e\u0301", "s3://e\u0301.wav", "e\u0301/", "\ud800"]
)
def test_names_that_are_nowhere_stay(tmp_path: Path, name: str) -> None:
    wanted = name if "://" in name else os.path.join(tmp_path, name)
    assert joined(str(tmp_path), name) == wanted
    assert as_on_disk(name) == name
