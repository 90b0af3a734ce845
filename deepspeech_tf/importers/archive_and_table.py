"""Corpora that consist of an archive and a table. Their modules only describe them.

Each row of a `Table` names a recording. Names in braces in the strings of a description are replaced by the
values of the corpus' options and the columns of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Option, Options, import_run, label_filter
from deepspeech_tf.importers.download import file_name
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import Validator
from deepspeech_tf.importers.obtain import innermost, obtain
from deepspeech_tf.importers.splits import NAMES, Sets
from deepspeech_tf.importers.tables import Damaged, find, separated_rows, table_rows


class Field(str):
    """A field of a row. If it is a path, templates can use parts of it: `{id.name}`, `{path.stem}`."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return PurePosixPath(self).name

    @property
    def stem(self) -> str:
        return PurePosixPath(self).stem

    @property
    def parent(self) -> str:
        return str(PurePosixPath(self).parent)


Row = Mapping[str, Field]
Rows = Callable[[Path, Damaged], Iterator[tuple[int, Row]]]
Text = Callable[[Row, Options], str]  # the transcript of a row
Obtain = Callable[[Path, Options], Path]  # converts the given folder to the folder of the corpus
Select = Callable[
    [Sequence[Path], Path, Options], Sequence[Path]
]  # of tables; the path is the corpus' folder


@dataclass(frozen=True)
class Archive:
    """Where a corpus comes from; an instance is an `Obtain`.

    Args:
        url: address of the archive.
        folder: the folder in it.
        holds: a file or folder in that folder. If the given folder contains it, the given folder is the
            corpus itself. Empty: not checked.
        bare: whether the archive lacks a top-level folder: it is then named after `folder` and unpacked into
            it.
    """

    url: str
    folder: str
    holds: str = ""
    bare: bool = False

    def __call__(self, place: Path, options: Options) -> Path:
        """The folder of the corpus: `place` or a folder in it, downloaded and unpacked if necessary.

        Raises:
            ImporterError: if it cannot be obtained.
        """
        if self.holds and in_any_case(place / self.holds).exists():
            return place
        url, folder = (template.format_map(vars(options)) for template in (self.url, self.folder))
        expected = place / folder
        if self.bare:
            archive = folder + Path(file_name(url)).suffix
            return obtain(url, place, expected, archive=archive, into=expected)
        return obtain(url, place, expected)


@dataclass(frozen=True)
class Table:
    """A table that names recordings.

    Args:
        listing: path of the table in the folder of the corpus; with `{set}`, or a pattern, if there are
            several.
        rows: reads a table: `with_header` or `without_header`.
        audio: path of the recording, relative to the table's folder: "wavs/{id}.wav".
        text: the transcript: `column`, or a function of a row and the options.
        shown: name of a row in messages.
        wav: path of the WAV file to write, relative to the table's folder; empty: beside the recording.
        select: chooses among several tables; None: all.
    """

    listing: str
    rows: Rows
    audio: str
    text: Text
    shown: str
    wav: str = ""
    select: Select | None = None

    def listings(self, folder: Path, options: Options) -> Sequence[Path]:
        """The tables of a corpus.

        Raises:
            ImporterError: if a pattern finds none.
        """
        if "*" in self.listing:
            found = find(folder, self.listing, "tables of transcripts")
        else:
            names = dict.fromkeys(self.listing.format(set=name) for name in NAMES)
            found = [folder / name for name in names]
        return self.select(found, folder, options) if self.select else found

    def clips(self, listing: Path, folder: Path, options: Options, run: ImportRun) -> Iterator[Clip]:
        """The clips that a table names. Rows whose paths are outside the corpus are left out.

        Raises:
            ImporterError: if the table cannot be read.
        """
        name, place = listing.relative_to(folder).as_posix(), listing.parent
        for number, row in self.rows(listing, run.damaged(listing, name)):
            fields = {**row, "set": listing.stem}
            audio = self.audio.format_map(fields)
            wav = place / self.wav.format_map(fields) if self.wav else None
            where = f"row {number} of {name}: {self.shown.format_map(fields)}"
            clip = Clip(_recording(place / audio), self.text(row, options), where, wav=wav)
            if PurePosixPath(audio).is_absolute() or ".." in PurePosixPath(audio).parts:
                run.skip(clip, "must lie in the folder of the corpus")
            else:
                yield clip


def _recording(path: Path) -> Path:
    """The path, or that in a folder of the same name: `train/train/1.wav` for `train/1.wav`."""
    return path if path.exists() else innermost(path.parent) / path.name


def column(*names: str) -> Text:
    """Takes the transcript from the first of these columns that a table has."""
    return lambda row, options: next(row[name] for name in names if name in row)


def with_header(*columns: str, delimiter: str = ",", quoted: bool = True) -> Rows:
    """Reads tables whose first row names the columns; see `table_rows`."""

    def read(path: Path, damaged: Damaged) -> Iterator[tuple[int, Row]]:
        for number, row in table_rows(path, columns, damaged, delimiter=delimiter, quoted=quoted):
            yield number, {name: Field(text) for name, text in row.items()}

    return read


def without_header(*forms: str, separator: str) -> Rows:
    """Reads tables without a header; see `separated_rows`.

    Args:
        forms: names of the columns, separated by "|"; several if releases of the corpus differ.
        separator: separates the fields of a row.
    """
    names = {len(form.split("|")): form.split("|") for form in forms}

    def read(path: Path, damaged: Damaged) -> Iterator[tuple[int, Row]]:
        rows = separated_rows(path, list(names), damaged, separator=separator, expected=" or ".join(forms))
        for number, fields in rows:
            yield number, dict(zip(names[len(fields)], map(Field, fields), strict=True))

    return read


@dataclass(frozen=True)
class Manifests:
    """The manifests to write.

    Args:
        name: name of the files, with `{}` for the set.
        divide: divides all samples into sets; None: each table is a set with the table's name.
        relative: whether audio paths are relative to the folder of the manifest.
        in_corpus: whether to write them into the folder of the corpus, which can be below the given one.
    """

    name: str
    divide: Callable[[Sequence[ImportedClip]], Sets] | None = None
    relative: bool = False
    in_corpus: bool = False


def table_corpus(
    about: str,
    options: Sequence[Option],
    obtain_folder: Obtain,
    table: Table,
    manifests: Manifests,
    *,
    rules: Rules,
    label: Validator | None = None,
    filters: bool = True,
) -> Corpus:
    """A corpus that consists of an archive and a table.

    Args:
        about: see `Corpus`.
        options: see `Corpus`. The first one names the folder of the archive or of the corpus, and
            `--max_sec`, if there is one, replaces the longest duration of `rules`.
        obtain_folder: finds the folder of the corpus: an `Archive` or a function.
        table: describes the table.
        manifests: the manifests to write.
        rules: which clips are imported.
        label: converts the corpus' text to labels; None: see `label_filter`.
        filters: see `Corpus`.
    """

    def run_import(values: Options) -> None:
        given: Path = getattr(values, options[0].attribute)
        folder = obtain_folder(given, values)
        limit = getattr(values, "max_sec", rules.max_s)
        run = import_run(values, label_filter(values, label), replace(rules, max_s=limit))
        tables = (
            (listing.stem, table.clips(listing, folder, values, run))
            for listing in table.listings(folder, values)
        )
        place = folder if manifests.in_corpus else given
        template = place / manifests.name.format("{}", **vars(values))
        if manifests.divide is None:
            run.convert_sets(template, tables, relative=manifests.relative)
        else:
            samples = run.convert(clip for _, clips in tables for clip in clips)
            run.write_sets(template, manifests.divide(samples), relative=manifests.relative)
        run.finish()

    return Corpus(about, tuple(options), run_import, filters)
