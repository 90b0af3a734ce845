"""Import the first release of Common Voice (2017, English): a CSV file for each of its own.

cv-valid-train.csv, cv-valid-dev.csv, cv-valid-test.csv, cv-other-train.csv and so on. Later releases have TSV
files: import_cv2.py.
"""

from __future__ import annotations

from deepspeech_tf.importers.archive_and_table import Archive, Table, table_corpus, with_header
from deepspeech_tf.importers.import_run import Rules

NAME = "cv_corpus_v1"

CORPUS = table_corpus(
    __doc__,
    f"folder of {NAME} or its archive",
    Archive(f"https://s3.us-east-2.amazonaws.com/common-voice-data-download/{NAME}.tar.gz", NAME),
    Table("*.csv", with_header("filename", "text"), audio="{filename}", text=("text",), shown="{filename}"),
    manifest="{}.csv",
    divide=None,
    rules=Rules(),
    filters=False,
)
