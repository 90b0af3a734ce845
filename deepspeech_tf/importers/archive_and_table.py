"""Corpora that are an archive plus a table: their modules only describe them.

Each row of a `Table` names a recording. For `Transcripts`, the recordings are found first, set by set; a list
has the text of each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Option, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import Validator
from deepspeech_tf.importers.obtain import obtain, unpacked
from deepspeech_tf.importers.splits import NAMES, Sets
from deepspeech_tf.importers.tables import Damaged, find, key_and_text, separated_rows, table_rows
from deepspeech_tf.importers.unpack import unpack_all

Rows = Callable[[Path, Damaged], Iterator[tuple[int, Mapping[str, str]]]]


@dataclass(frozen=True)
class Archive:
    """Where a corpus comes from.

    Args:
        url: address of the archive.
        folder: what is there after unpacking.
        holds: a file in that folder: one that is given with it is the corpus itself; empty: there is none.
    """

    url: str
    folder: str
    holds: str = ""

    def obtain(self, place: Path) -> Path:
        """The folder of the corpus: `place` itself, or in it, unpacked and fetched if need be.

        Raises:
            ImporterError: if it cannot be had.
        """
        if self.holds and in_any_case(place / self.holds).is_file():
            return place
        return obtain(self.url, place, place / self.folder)


@dataclass(frozen=True)
class Table:
    """A table that names recordings.

    Args:
        listing: the table below the folder of the corpus; a pattern if there are several.
        rows: reads one: `with_header` or `without_header`.
        audio: the recording, from the table's folder, by the columns: "wavs/{id}.wav".
        text: columns of the transcript; the first that is there counts.
        shown: how messages call a row, by the columns.
        wav: where its WAV file goes, as `audio`; empty: beside it.
    """

    listing: str
    rows: Rows
    audio: str
    text: tuple[str, ...]
    shown: str
    wav: str = ""

    def listings(self, folder: Path) -> list[Path]:
        """The tables of a corpus.

        Raises:
            ImporterError: if a pattern finds none.
        """
        is_pattern = "*" in self.listing
        return find(folder, self.listing, "tables of transcripts") if is_pattern else [folder / self.listing]

    def clips(self, listing: Path, folder: Path, run: ImportRun) -> Iterator[Clip]:
        """The clips that a table names.

        Raises:
            ImporterError: if it cannot be read.
        """
        name = listing.relative_to(folder).as_posix()
        for number, row in self.rows(listing, run.damaged(listing, name)):
            audio = listing.parent / self.audio.format_map(row)
            wav = listing.parent / self.wav.format_map(row) if self.wav else None
            text = next(row[column] for column in self.text if column in row)
            yield Clip(audio, text, f"row {number} of {name}: {self.shown.format_map(row)}", wav=wav)


def with_header(*columns: str, delimiter: str = ",", quoted: bool = True) -> Rows:
    """Tables whose first row names the columns; see `table_rows`."""

    def read(path: Path, damaged: Damaged) -> Iterator[tuple[int, Mapping[str, str]]]:
        return table_rows(path, columns, damaged, delimiter=delimiter, quoted=quoted)

    return read


def without_header(*forms: str, separator: str) -> Rows:
    """Tables without a header; see `separated_rows`.

    Args:
        forms: names of the columns, which `separator` separates; several if corpora differ in them.
        separator: between the fields of a row.
    """
    names = {len(form.split(separator)): form.split(separator) for form in forms}

    def read(path: Path, damaged: Damaged) -> Iterator[tuple[int, Mapping[str, str]]]:
        rows = separated_rows(path, list(names), damaged, separator=separator, wanted=" or ".join(forms))
        for number, fields in rows:
            yield number, dict(zip(names[len(fields)], fields, strict=True))

    return read


def table_corpus(
    about: str,
    place_help: str,
    archive: Archive,
    table: Table,
    *,
    manifest: str,
    divide: Callable[[Sequence[ImportedClip]], Sets] | None,
    rules: Rules,
    relative: bool = False,
    longer: bool = False,
    filters: bool = True,
) -> Corpus:
    """A corpus that is an archive plus a table.

    Args:
        about: as of `Corpus`.
        place_help: what can be in `target_dir`.
        archive: where it comes from.
        table: what is in it.
        manifest: name of the manifests, with `{}` for the set.
        divide: makes sets of all samples; None: each table is a set of its own, by its name.
        rules: which clips are taken.
        relative: name the audio relative to the manifest's folder.
        longer: whether `--max_sec` can change the longest duration of the rules.
        filters: as of `Corpus`.
    """

    def run_import(options: Options) -> None:
        target: Path = options.target_dir
        folder = archive.obtain(target)
        chosen = Rules(**vars(rules) | {"max_s": options.max_sec}) if longer else rules
        run = import_run(options, label_filter(options), chosen)
        if divide is None:
            for listing in table.listings(folder):
                samples = run.convert(table.clips(listing, folder, run), listing.stem)
                run.write(target / manifest.format(listing.stem), samples, relative=relative)
        else:
            clips = (clip for listing in table.listings(folder) for clip in table.clips(listing, folder, run))
            run.write_sets(target / manifest, divide(run.convert(clips)), relative=relative)
        run.finish()

    options: list[Option] = [option("target_dir", type=Path, help=place_help)]
    if longer:
        options.append(option("--max_sec", type=float, default=rules.max_s, help="leave out longer clips"))
    return Corpus(about, tuple(options), run_import, filters)


@dataclass(frozen=True)
class Transcripts:
    """Sets of recordings, and a list with the text of each by its name without ending.

    Args:
        name: of the folder in the archive.
        listing: the list, below that folder: a key, white space, the text.
        sets: folders that each set can be in, with `{}` for its name; the first that is there counts.
        pattern: the recordings of a set, below its folder.
        packed: folders of archives that are unpacked in turn, and the folders that they are unpacked into.
        max_train_s: what is longer is left out of the training set.
    """

    name: str
    listing: str
    sets: tuple[str, ...]
    pattern: str
    packed: tuple[tuple[str, str], ...]
    max_train_s: float

    def clips(self, folder: Path, subset: str, texts: Mapping[str, str], run: ImportRun) -> Iterator[Clip]:
        """Recordings of a set; those without a text are left out and named.

        Raises:
            ImporterError: if there are none.
        """
        places = [folder / place.format(subset) for place in self.sets]
        max_s = self.max_train_s if subset == "train" else math.inf
        for audio in find(next(filter(Path.is_dir, places), places[0]), self.pattern, "recordings"):
            where = str(audio.relative_to(folder))
            if audio.stem in texts:
                yield Clip(audio, texts[audio.stem], where, max_s=max_s)
            else:
                run.skip(Clip(audio, "", where), f"no transcript in {Path(self.listing).name}")


def transcripts_corpus(
    about: str, place: Option, transcripts: Transcripts, *, manifest: str, label: Validator
) -> Corpus:
    """A corpus that is an archive of recordings plus a list of their transcripts.

    Args:
        about: as of `Corpus`.
        place: the option that names the archive, or the folder unpacked of it.
        transcripts: what is in it.
        manifest: name of the manifests, with `{}` for the set.
        label: makes labels of the corpus' text.
    """

    def run_import(options: Options) -> None:
        given: Path = getattr(options, place.attribute)
        target, folder = unpacked(given, transcripts.name, options.target_dir)
        for packed, into in transcripts.packed:
            unpack_all(folder / packed, "*.tar.gz", folder / into)
        run = import_run(options, label_filter(options, label), Rules(max_s=math.inf))
        listing = folder / transcripts.listing
        texts = key_and_text(listing, run.damaged(listing))
        for name in NAMES:
            samples = run.convert(transcripts.clips(folder, name, texts, run), name)
            run.write(target / manifest.format(name), samples)
        run.finish()

    target_dir = option("--target_dir", type=Path, help="where it is unpacked, beside it if not given")
    return Corpus(about, (place, target_dir), run_import, filters=False)
