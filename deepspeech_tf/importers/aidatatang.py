"""Import aidatatang_200zh (SLR62), 200 hours of Mandarin on phones: writes aidatatang_{train,dev,test}.csv.

Clips longer than 10 seconds are left out of the training set.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import OwnSets, packed_corpus
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.splits import NAMES

CORPUS = packed_corpus(
    __doc__,
    option("tgz_file", type=Path, help="aidatatang_200zh.tgz, or the folder unpacked from it"),
    "aidatatang_200zh",
    OwnSets(
        "transcript/aidatatang_200_zh_transcript.txt",
        sets=("corpus/{}",),
        pattern="*/*.wav",
        packed=tuple((f"corpus/{name}", f"corpus/{name}") for name in NAMES),  # one archive per speaker
        max_train_s=10.0,
    ),
    manifest="aidatatang_{}.csv",
)
