"""Splits one manifest into training, validation and test sets, with an alphabet of its characters."""

from __future__ import annotations

import contextlib
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspeech_tf.data.csv_rows import open_csv
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import ManifestError, one_line, reason_of
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.whole_file import whole_file, write_text

SETS = ("train", "dev", "test")
ALPHABET = "alphabet.txt"
# A proportion near one half, known within one per cent with 99 % confidence: z² · p · (1 - p) / e².
_ENOUGH = 2.58**2 * 0.5 * 0.5 / 0.01**2


@dataclass(frozen=True)
class SplitSet:
    """The manifests of the three sets, and the alphabet file; `alphabet` is empty if there is none."""

    train: str
    dev: str
    test: str
    alphabet: str
    is_new: bool  # False: they existed already


def sample_size(count: int) -> int:
    """Number of rows of the validation set and of the test set, of `count` in total.

    It is the number that estimates an error rate near one half to within one per cent with 99 % confidence,
    for a population of the size of the training set; at least 1.
    """
    for train in range(count, 0, -1):
        size = int(_ENOUGH / (1 + _ENOUGH / train))
        if 2 * size + train <= count:
            return max(size, 1)
    return 1


def split_set(path: str, seed: int) -> SplitSet:
    """Write `train.csv`, `dev.csv`, `test.csv` and `alphabet.txt` beside a manifest, unless they exist.

    Rows are split at random; a speaker may be in all three sets.

    Args:
        path: a CSV manifest, or a folder with one besides the three sets.
        seed: the split depends only on the seed and the rows.

    Raises:
        ManifestError: if there is no such manifest, it has fewer than 3 rows, a folder has several, or only
            some of the three sets exist.
    """
    source = _manifest_of(Path(path))
    targets = _targets(source)
    is_new = not _are_there(source, targets)
    alphabet = source.with_name(ALPHABET)
    try:
        if is_new:
            _write_sets(source, targets, seed)
        if not alphabet.exists():
            characters = {letter for one in read_manifests([str(source)]) for letter in one.transcript}
            write_text(alphabet, Alphabet.from_labels(sorted(characters)).file_text())
    except OSError as error:
        raise ManifestError(
            f"{source.parent}: the parts of {source.name} cannot be written here: {reason_of(error)}"
        ) from error
    train, dev, test = (str(target) for target in targets)
    return SplitSet(train, dev, test, str(alphabet), is_new=is_new)


def divided_set(path: str) -> SplitSet:
    """The sets that `split_set` wrote before.

    Raises:
        ManifestError: if there is no such manifest, or it has not been split.
    """
    source = _manifest_of(Path(path))
    targets = _targets(source)
    if not _are_there(source, targets):
        raise ManifestError(
            f"{source}: expected a data set that training has split, with train.csv, dev.csv and test.csv "
            "beside it. Received: one that is not split yet"
        )
    alphabet = source.with_name(ALPHABET)
    train, dev, test = (str(target) for target in targets)
    return SplitSet(train, dev, test, str(alphabet) if alphabet.exists() else "", is_new=False)


def _targets(source: Path) -> list[Path]:
    return [source.with_name(f"{name}.csv") for name in SETS]


def _are_there(source: Path, targets: list[Path]) -> bool:
    there = [target.name for target in targets if target.exists()]
    if there and len(there) < len(SETS):
        raise ManifestError(
            f"{source.parent}: expected all of train.csv, dev.csv and test.csv beside {source.name}, or "
            f"none of them. Received: {', '.join(there)}"
        )
    return bool(there)


def _manifest_of(path: Path) -> Path:
    if not path.exists():
        raise ManifestError(f"{one_line(path)}: cannot be read: No such file or directory")
    if not path.is_dir():
        if path.stem in SETS:
            raise ManifestError(f"expected one CSV file with all data. Received: {path}, the name of a part")
        return path
    found = sorted(one for one in path.glob("*.csv") if one.stem not in SETS)
    if len(found) != 1:
        names = ", ".join(one.name for one in found) or "none"
        raise ManifestError(
            f"{one_line(path)}: expected one CSV file besides train, dev and test. Received: {names}"
        )
    return found[0]


def _write_sets(source: Path, targets: list[Path], seed: int) -> None:
    utterances = read_manifests([str(source)])  # reports invalid rows
    if len(utterances) < len(SETS):
        raise ManifestError(f"{source}: expected at least 3 rows to split. Received: {len(utterances)}")
    with open_csv(str(source)) as file:
        header, *rows = (row for row in csv.reader(file) if row)
    order = np.random.default_rng(seed % 2**64).permutation(len(rows))
    size = sample_size(len(rows))
    parts = (order[2 * size :], order[:size], order[size : 2 * size])
    with contextlib.ExitStack() as stack:  # all three sets, or none
        partials = [stack.enter_context(whole_file(target)) for target in targets]
        for partial, part in zip(partials, parts, strict=True):
            with open(partial, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *(rows[place] for place in sorted(part))])
