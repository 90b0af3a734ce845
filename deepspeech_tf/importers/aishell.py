"""Import AISHELL-1 (SLR33), 178 hours of read Mandarin: writes aishell_{train,dev,test}.csv.

Of train what is longer than 10 seconds is left out.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.archive_and_table import Transcripts, transcripts_corpus
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.labels import as_written

CORPUS = transcripts_corpus(
    __doc__,
    option("aishell_tgz_file", type=Path, help="data_aishell.tgz, or the folder unpacked of it"),
    Transcripts(
        "data_aishell",
        "transcript/aishell_transcript_v0.8.txt",
        sets=("{}", "wav/{}"),  # unpacked by hand they are below `wav`
        pattern="S*/*.wav",
        packed=(("wav", "."),),  # an archive for each speaker
        max_train_s=10.0,
    ),
    manifest="aishell_{}.csv",
    label=as_written,
)
