"""Import a language of M-AILABS, audio books: writes <language>/<language>_{train,dev,test}.csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import find, separated_rows

URL = "http://www.caito.de/data/Training/stt_tts/{}.tgz"
FIELDS = "id|text|normalized text"


def clips(folder: Path, skipped: list[str], run: ImportRun) -> Iterator[Clip]:
    """Sentences of every book: `metadata.csv` with `id|text|normalized text`, and `wavs/`."""
    for listing in find(folder, "**/metadata.csv", "lists of sentences"):
        book = listing.parent
        name = book.relative_to(folder)
        if any(word in str(name) for word in skipped):
            print(f"Skipping {name}")
            continue
        damaged = run.damaged(listing, f"{name}/metadata.csv")
        for row, (key, _, text) in separated_rows(listing, [3], damaged, separator="|", wanted=FIELDS):
            where = f"row {row} of {name}/metadata.csv: {key}"
            yield Clip(book / "wavs" / f"{Path(key).name}.wav", text, where)


def import_m_ailabs(params: Options) -> None:
    language, target = params.language, params.target_dir
    bare = (target / "by_book").is_dir()  # the archive has no folder of its own
    packed = target / language
    folder = target if bare else obtain(URL.format(language), target, packed, into=packed)
    run = import_run(params, label_filter(params), Rules(max_s=15.0, ms_per_character=30.0))
    skipped = [word.strip() for word in params.skiplist.split(",") if word.strip()]
    samples = run.convert(clips(folder, skipped, run))
    run.write_sets(folder / (language + "_{}.csv"), by_tens(samples), relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of <language>.tgz or of <language>/"),
        option("--language", required=True, help="such as de_DE, en_UK, fr_FR"),
        option("--skiplist", default="", help="books or readers to skip, divided by commas"),
    ),
    import_m_ailabs,
)
