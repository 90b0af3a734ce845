"""Import the Free ST Chinese Mandarin Corpus (SLR38), 100 hours: writes freestmandarin_{train,dev,test}.csv.

5000 clips each, drawn always the same way, are dev and test; of the others those of 10 seconds at most train.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import as_written
from deepspeech_tf.importers.obtain import unpacked
from deepspeech_tf.importers.splits import by_counts
from deepspeech_tf.importers.tables import find, read_text

NAME = "ST-CMDS-20170001_1-OS"
MAX_TRAIN_S = 10.0
SEED = 12345


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Each recording has its transcript beside it."""
    for audio in find(folder, "*.wav", "recordings"):
        try:
            yield Clip(audio, read_text(audio.with_suffix(".txt")), audio.name)
        except ImporterError as error:
            run.skip(Clip(audio, "", audio.name), str(error))


def import_freestmandarin(params: Options) -> None:
    target, folder = unpacked(params.tgz_file, NAME, params.target_dir)
    run = import_run(params, label_filter(params, as_written), Rules(max_s=math.inf))
    sets = by_counts(run.convert(clips(folder, run)), 5000, 5000, SEED)
    sets["train"] = run.limit(sets["train"], MAX_TRAIN_S)
    run.write_sets(target / "freestmandarin_{}.csv", sets)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("tgz_file", type=Path, help=f"{NAME}.tar.gz, or the folder unpacked of it"),
        option("--target_dir", type=Path, help="where it is unpacked, beside it if not given"),
    ),
    import_freestmandarin,
    filters=False,
)
