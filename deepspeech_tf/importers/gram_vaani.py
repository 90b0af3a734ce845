"""Import Gram Vaani, Hindi on the telephone: downloads the MP3 files of a list; writes {train,dev,test}.csv.

The sets are 80, 10 and 10 % of the clips, drawn with a fixed seed. Files that exist in TARGET/mp3 are not
downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.download import fetch, file_name
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.splits import by_fractions
from deepspeech_tf.importers.tables import table_rows

VERSION = "GramVaaniImporter 0.1.0"


def clips(listing: Path, target: Path, run: ImportRun) -> Iterator[Clip]:
    """Rows with an address and a transcript."""
    for row, values in table_rows(listing, ("audio_url", "transcript"), run.damaged(listing), delimiter=","):
        url, text = values["audio_url"].strip(), values["transcript"].strip()
        if not url:
            run.skip(
                Clip(listing, text, f"row {row} of {listing.name}"), "must have an audio_url. Received: none"
            )
            continue
        audio = in_any_case(target / "mp3" / file_name(url))
        wav = target / "wav" / f"{audio.stem}.wav"
        clip = Clip(audio, text, f"row {row} of {listing.name}: {audio.name}", wav=wav)
        if not text:
            run.skip(clip, "not a usable transcript: ''", "invalid_label")
            continue
        try:
            audio.parent.mkdir(parents=True, exist_ok=True)
            if not audio.exists():
                fetch(url, audio)
        except ImporterError as error:
            run.skip(clip, str(error))
            continue
        yield clip


def import_gram_vaani(params: Options) -> None:
    run = import_run(params, label_filter(params), Rules())
    samples = run.convert(clips(params.csv_filename, params.target_dir, run))
    sets = by_fractions(samples, dev=0.1, test=0.1)
    run.write_sets(params.target_dir / "{}.csv", sets, relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("--version", action="version", version=VERSION),
        option("-v", "--verbose", action="store_true", help="taken; all that matters is said anyway"),
        option("-vv", "--very-verbose", action="store_true", help="the same"),
        option("-c", "--csv_filename", type=Path, required=True, help="Gram Vaani's CSV file"),
        option("-t", "--target_dir", type=Path, required=True, help="where all is written to"),
    ),
    import_gram_vaani,
)
