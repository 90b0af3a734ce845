"""Import LJSpeech 1.1: one speaker, 24 hours of read English; writes ljspeech_{train,dev,test}.csv.

Also imports corpora with the same layout: metadata.csv with `id|text|normalized text`, and wavs/.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.archive_and_table import (
    Archive,
    Manifests,
    Table,
    column,
    table_corpus,
    without_header,
)
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.splits import by_tens

CORPUS = table_corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of metadata.csv, LJSpeech-1.1 or its archive"),
        option("--max_sec", type=float, default=15.0, help="leave out longer clips"),
    ),
    Archive("https://data.keithito.com/data/speech/LJSpeech-1.1.tar.bz2", "LJSpeech-1.1", "metadata.csv"),
    Table(
        "metadata.csv",
        without_header("id|text", "id|text|normalized text", separator="|"),
        audio="wavs/{id}.wav",
        text=column("normalized text", "text"),  # with numbers in words
        shown="{id}",
        wav="wavs-16k/{id}.wav",
    ),
    Manifests("ljspeech_{}.csv", by_tens, relative=True),
    rules=Rules(),
)
