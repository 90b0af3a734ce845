"""Import TrainingSpeech, audio books in French: writes ts_2019-04-11_fr_FR_{train,dev,test}.csv."""

from __future__ import annotations

import re
from pathlib import Path

from deepspeech_tf.importers.archive_and_table import (
    Archive,
    Manifests,
    Row,
    Table,
    table_corpus,
    with_header,
)
from deepspeech_tf.importers.corpus import Options, option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.labels import to_ascii, validate_english
from deepspeech_tf.importers.splits import by_tens

RELEASE = "2019-04-11_fr_FR"
NAME = f"ts_{RELEASE}"
PUNCTUATION = re.compile(r"[°\-,;!?.()\[\]*…—«»\s]+")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"})


def words(row: Row, options: Options) -> str:
    """The transcript without punctuation, with English letters only if an option requests it."""
    text = PUNCTUATION.sub(" ", row["text"].replace("’", "'"))
    return (to_ascii(text.translate(LIGATURES)) if options.english_compatible else text).strip()


CORPUS = table_corpus(
    __doc__,
    (
        option("target_dir", type=Path, help=f"folder of {NAME}.zip or of {NAME}/"),
        option("--english-compatible", action="store_true", help="only letters of English"),
    ),
    Archive(
        f"https://s3.eu-west-3.amazonaws.com/audiocorp/releases/{RELEASE}.zip", NAME, "data.csv", bare=True
    ),
    Table(
        "data.csv",
        with_header("path", "text"),
        audio="{path}",
        text=words,
        shown="{path}",
        wav="{path.parent}/{path.stem}.converted.wav",
    ),
    Manifests(NAME + "_{}.csv", by_tens),
    rules=Rules(max_s=15.0),
    label=validate_english,
    filters=False,
)
