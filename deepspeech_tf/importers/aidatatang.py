"""Import aidatatang_200zh (SLR62), 200 hours of Mandarin on phones: writes aidatatang_{train,dev,test}.csv.

Of train what is longer than 10 seconds is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.labels import as_written
from deepspeech_tf.importers.obtain import unpacked
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import find, key_and_text
from deepspeech_tf.importers.unpack import unpack_all

MAX_TRAIN_S = 10.0


def clips(folder: Path, name: str, texts: dict[str, str], run: ImportRun) -> Iterator[Clip]:
    """Recordings of a set, one folder for each speaker."""
    for audio in find(folder / "corpus" / name, "*/*.wav", "recordings"):
        where = str(audio.relative_to(folder))
        if audio.stem in texts:
            yield Clip(audio, texts[audio.stem], where, max_s=MAX_TRAIN_S if name == "train" else math.inf)
        else:
            run.skip(Clip(audio, "", where), "no transcript in aidatatang_200_zh_transcript.txt")


def import_aidatatang(params: Options) -> None:
    target, folder = unpacked(params.tgz_file, "aidatatang_200zh", params.target_dir)
    for name in NAMES:  # an archive for each speaker
        unpack_all(folder / "corpus" / name, "*.tar.gz", folder / "corpus" / name)
    run = import_run(params, label_filter(params, as_written), Rules(max_s=math.inf))
    listing = folder / "transcript" / "aidatatang_200_zh_transcript.txt"
    texts = key_and_text(listing, run.damaged(listing))
    for name in NAMES:
        run.write(target / f"aidatatang_{name}.csv", run.convert(clips(folder, name, texts, run), name))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("tgz_file", type=Path, help="aidatatang_200zh.tgz, or the folder unpacked of it"),
        option("--target_dir", type=Path, help="where it is unpacked, beside it if not given"),
    ),
    import_aidatatang,
    filters=False,
)
