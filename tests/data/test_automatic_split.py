"""One manifest divided into three sets, with its alphabet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from deepspeech_tf.data.automatic_split import sample_size, split_set
from deepspeech_tf.errors import ManifestError
from deepspeech_tf.text.alphabet import Alphabet


def write_manifest(folder: Path, count: int, name: str = "all.csv") -> Path:
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("wav_filename", "wav_filesize", "transcript", "speaker"))
        writer.writerows(
            (f"clips/{n}.wav", 1000 + n, f"text {'äz#'[n % 3]}", f"s{n % 7}") for n in range(count)
        )
    return folder / name


def rows_of(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_in_one_set(tmp_path: Path) -> None:
    source = write_manifest(tmp_path, 200)
    sets = split_set(str(source), 1)
    parts = [rows_of(path) for path in (sets.train, sets.dev, sets.test)]
    assert [len(part) for part in parts] == [200 - 2 * sample_size(200), sample_size(200), sample_size(200)]
    joined = sorted((row for part in parts for row in part), key=lambda row: int(row["wav_filesize"]))
    assert joined == rows_of(str(source))
    assert Alphabet.from_file(sets.alphabet).labels == sorted("tex #äz")


@pytest.mark.parametrize("count", [3, 10, 1000, 50_000, 1_000_000])
def test_sizes(count: int) -> None:
    """The sizes of dev and test give 99 % confidence and a margin of 1 % for the training set's size."""
    size = sample_size(count)
    train = count - 2 * size
    assert 1 <= size <= 16641 and train >= 1
    if size > 1:
        enough = 16641 / (1 + 16641 / train)
        assert size == pytest.approx(enough, abs=1.5)


def test_what_is_there_stays(tmp_path: Path) -> None:
    source = write_manifest(tmp_path, 30)
    first = split_set(str(source), 1)
    before = Path(first.train).read_bytes()
    again = split_set(str(tmp_path), 2)  # by its folder
    assert first.is_new and not again.is_new
    assert (again.train, again.alphabet) == (first.train, first.alphabet)
    assert Path(again.train).read_bytes() == before


def test_the_seed_decides(tmp_path: Path) -> None:
    names = []
    for place, seed in enumerate((1, 1, 2)):
        source = write_manifest(tmp_path / str(place), 50)
        names.append([row["wav_filename"] for row in rows_of(split_set(str(source), seed).dev)])
    assert names[0] == names[1] != names[2]


def test_complaints(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"one CSV file besides train, dev and test. Received: none"):
        split_set(str(tmp_path), 1)
    source = write_manifest(tmp_path, 2)
    with pytest.raises(ManifestError, match=r"at least 3 rows to split\. Received: 2"):
        split_set(str(source), 1)
    write_manifest(tmp_path, 5, "more.csv")
    with pytest.raises(ManifestError, match=r"Received: all\.csv, more\.csv"):
        split_set(str(tmp_path), 1)
    write_manifest(tmp_path, 5, "dev.csv")
    with pytest.raises(ManifestError, match=r"or none of them. Received: dev.csv"):
        split_set(str(source), 1)
    with pytest.raises(ManifestError, match="the name of a part"):
        split_set(str(tmp_path / "dev.csv"), 1)
