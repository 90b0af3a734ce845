"""Import a language of M-AILABS, audio books: writes <language>/<language>_{train,dev,test}.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deepspeech_tf.importers.archive_and_table import (
    Archive,
    Manifests,
    Table,
    column,
    table_corpus,
    without_header,
)
from deepspeech_tf.importers.corpus import Options, option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.splits import by_tens


def without_skipped(listings: Sequence[Path], folder: Path, options: Options) -> list[Path]:
    """The tables of all books whose paths do not contain a word of `--skiplist`."""
    skipped = [word.strip() for word in options.skiplist.split(",") if word.strip()]
    chosen = []
    for listing in listings:
        book = str(listing.parent.relative_to(folder))
        if any(word in book for word in skipped):
            print(f"Skipping {book}")
        else:
            chosen.append(listing)
    return chosen


CORPUS = table_corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of <language>.tgz or of <language>/"),
        option("--language", required=True, help="such as de_DE, en_UK, fr_FR"),
        option("--skiplist", default="", help="books or readers to skip, separated by commas"),
    ),
    Archive("http://www.caito.de/data/Training/stt_tts/{language}.tgz", "{language}", "by_book", bare=True),
    Table(
        "**/metadata.csv",  # one per book
        without_header("id|text|normalized text", separator="|"),
        audio="wavs/{id.name}.wav",
        text=column("normalized text"),
        shown="{id}",
        select=without_skipped,
    ),
    Manifests("{language}_{}.csv", by_tens, relative=True, in_corpus=True),
    rules=Rules(max_s=15.0, ms_per_character=30.0),
)
