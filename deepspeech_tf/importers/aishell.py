"""Import AISHELL-1 (SLR33), 178 hours of read Mandarin: writes aishell_{train,dev,test}.csv.

Clips longer than 10 seconds are left out of the training set.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import OwnSets, packed_corpus
from deepspeech_tf.importers.corpus import option

CORPUS = packed_corpus(
    __doc__,
    option("aishell_tgz_file", type=Path, help="data_aishell.tgz, or the folder unpacked from it"),
    "data_aishell",
    OwnSets(
        "transcript/aishell_transcript_v0.8.txt",
        sets=("{}", "wav/{}"),  # below `wav` if unpacked manually
        pattern="S*/*.wav",
        packed=(("wav", "."),),  # one archive per speaker
        max_train_s=10.0,
    ),
    manifest="aishell_{}.csv",
)
