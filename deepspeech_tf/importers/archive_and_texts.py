"""Corpora that consist of an archive of recordings and their texts, in one list or beside them.

For a `Table`, each row of a table names a recording. Here the recordings are found first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Option, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import as_written
from deepspeech_tf.importers.obtain import unpacked
from deepspeech_tf.importers.splits import NAMES, by_counts
from deepspeech_tf.importers.tables import find, key_and_text, read_text
from deepspeech_tf.importers.unpack import unpack_all

_DRAWN = 5000  # clips in dev, and in test
_SEED = 12345

ImportSets = Callable[
    [Path, Path, ImportRun], None
]  # takes the folder of the corpus and the template of the manifests' names


def with_text(clip: Clip, path: Path, run: ImportRun, *, one_line: bool = False) -> Iterator[Clip]:
    """The clip with the text of a file. If the file cannot be read, the clip is left out.

    Args:
        clip: a recording.
        path: the text file.
        run: counts the clips that are left out.
        one_line: whether to replace line breaks and repeated spaces in the text by one space.
    """
    try:
        text = read_text(path)
    except ImporterError as error:
        run.skip(clip, str(error))
    else:
        yield replace(clip, text=" ".join(text.split()) if one_line else text)


def with_texts(
    clips: Iterable[Clip], texts: Mapping[str, str], key: Callable[[Path], str], listing: str, run: ImportRun
) -> Iterator[Clip]:
    """The clips with their texts. Clips without a text are left out.

    Args:
        clips: recordings.
        texts: texts by keys.
        key: the key of a recording.
        listing: where the texts come from, for messages.
        run: counts the clips that are left out.
    """
    for clip in clips:
        name = key(clip.audio)
        if name in texts:
            yield replace(clip, text=texts[name])
        else:
            run.skip(clip, f"no transcript in {listing}")


@dataclass(frozen=True)
class OwnSets:
    """A corpus that is divided into sets and has one list of all texts; an instance is an `ImportSets`.

    Args:
        listing: the list, below the folder of the corpus: the name of a recording, white space, the text.
        sets: folders that can contain a set, with `{}` for its name; the first one that exists is used.
        pattern: the recordings of a set, below its folder.
        packed: folders of further archives, and the folders to unpack them into.
        max_train_s: longer clips are left out of the training set.
    """

    listing: str
    sets: tuple[str, ...]
    pattern: str
    packed: tuple[tuple[str, str], ...]
    max_train_s: float

    def __call__(self, folder: Path, template: Path, run: ImportRun) -> None:
        for packed, into in self.packed:
            unpack_all(folder / packed, "*.tar.gz", folder / into)
        listing = folder / self.listing
        texts = key_and_text(listing, run.damaged(listing))
        sets = (
            (name, with_texts(self._clips(folder, name), texts, lambda audio: audio.stem, listing.name, run))
            for name in NAMES
        )
        run.convert_sets(template, sets)

    def _clips(self, folder: Path, subset: str) -> Iterator[Clip]:
        places = [folder / place.format(subset) for place in self.sets]
        max_s = self.max_train_s if subset == "train" else math.inf
        for audio in find(next(filter(Path.is_dir, places), places[0]), self.pattern, "recordings"):
            yield Clip(audio, "", str(audio.relative_to(folder)), max_s=max_s)


@dataclass(frozen=True)
class DrawnSets:
    """A corpus without sets: 5000 clips each, drawn with a fixed seed, become dev and test; an `ImportSets`.

    Args:
        clips: all clips of the corpus, with their texts.
        max_train_s: longer clips are left out of the training set.
    """

    clips: Callable[[Path, ImportRun], Iterator[Clip]]
    max_train_s: float

    def __call__(self, folder: Path, template: Path, run: ImportRun) -> None:
        sets = by_counts(run.convert(self.clips(folder, run)), _DRAWN, _DRAWN, _SEED)
        sets["train"] = run.limit(sets["train"], self.max_train_s)
        run.write_sets(template, sets)


def packed_corpus(about: str, place: Option, name: str, import_sets: ImportSets, *, manifest: str) -> Corpus:
    """A corpus that consists of an archive of recordings and their texts, which are used unchanged.

    Args:
        about: see `Corpus`.
        place: the option that names the archive, or the folder unpacked from it.
        name: name of the folder in the archive.
        import_sets: imports the contents of that folder.
        manifest: name of the manifests, with `{}` for the set.
    """

    def run_import(options: Options) -> None:
        target, folder = unpacked(getattr(options, place.attribute), name, options.target_dir)
        run = import_run(options, label_filter(options, as_written), Rules(max_s=math.inf))
        import_sets(folder, target / manifest, run)
        run.finish()

    target_dir = option("--target_dir", type=Path, help="where it is unpacked, beside it if not given")
    return Corpus(about, (place, target_dir), run_import, filters=False)
