"""Import the first release of Common Voice (2017, English): a CSV file for each of its own.

cv-valid-train.csv, cv-valid-dev.csv, cv-valid-test.csv, cv-other-train.csv and so on. Later releases have TSV
files: import_cv2.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.importers.tables import find, table_rows

NAME = "cv_corpus_v1"
URL = f"https://s3.us-east-2.amazonaws.com/common-voice-data-download/{NAME}.tar.gz"


def clips(listing: Path, run: ImportRun) -> Iterator[Clip]:
    for row, values in table_rows(listing, ("filename", "text"), run.damaged(listing), delimiter=","):
        audio = listing.parent / values["filename"]
        yield Clip(audio, values["text"], f"row {row} of {listing.name}: {values['filename']}")


def import_cv(params: Options) -> None:
    folder = obtain(URL, params.target_dir, params.target_dir / NAME)
    run = import_run(params, label_filter(params), Rules())
    for listing in find(folder, "*.csv", "CSV files"):
        run.write(params.target_dir / listing.name, run.convert(clips(listing, run), listing.stem))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("target_dir", type=Path, help=f"folder of {NAME} or its archive"),),
    import_cv,
    filters=False,
)
