"""Import the first release of Common Voice (2017, English): writes a CSV file for each of the corpus.

cv-valid-train.csv, cv-valid-dev.csv, cv-valid-test.csv, cv-other-train.csv and so on. Later releases have TSV
files: import_cv2.py.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.archive_and_table import (
    Archive,
    Manifests,
    Table,
    column,
    table_corpus,
    with_header,
)
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import Rules

NAME = "cv_corpus_v1"

CORPUS = table_corpus(
    __doc__,
    [option("target_dir", type=Path, help=f"folder of {NAME} or its archive")],
    Archive(f"https://s3.us-east-2.amazonaws.com/common-voice-data-download/{NAME}.tar.gz", NAME),
    Table(
        "*.csv", with_header("filename", "text"), audio="{filename}", text=column("text"), shown="{filename}"
    ),
    Manifests("{}.csv"),
    rules=Rules(),
    filters=False,
)
