"""Import the Free ST Chinese Mandarin Corpus (SLR38), 100 hours: writes freestmandarin_{train,dev,test}.csv.

The validation and test sets are 5000 clips each, drawn with a fixed seed; clips longer than 10 seconds are
left out of the training set.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import DrawnSets, packed_corpus, with_text
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.tables import find

NAME = "ST-CMDS-20170001_1-OS"


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Recordings with the transcripts beside them."""
    for audio in find(folder, "*.wav", "recordings"):
        yield from with_text(Clip(audio, "", audio.name), audio.with_suffix(".txt"), run)


CORPUS = packed_corpus(
    __doc__,
    option("tgz_file", type=Path, help=f"{NAME}.tar.gz, or the folder unpacked from it"),
    NAME,
    DrawnSets(clips, max_train_s=10.0),
    manifest="freestmandarin_{}.csv",
)
