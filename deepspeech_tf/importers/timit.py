"""Import TIMIT (LDC93S1): writes TIMIT/timit_{all,train,test}.csv.

The two sentences that every speaker reads (SA1, SA2) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import with_text
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.splits import by_subset
from deepspeech_tf.importers.tables import find
from deepspeech_tf.importers.unpack import unpack_once

PUNCTUATION = str.maketrans({"-": " "} | dict.fromkeys('.,;"!?:', ""))
CONVERTED = "_rif.wav"


def label(text: str) -> str | None:
    """The words after the numbers of the first and last sample, in lower case, without punctuation."""
    words = to_ascii(text).lower().translate(PUNCTUATION).split()
    return " ".join(words[2:]) or None


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Sentences of `TRAIN` and `TEST`; copies of the corpus have upper or lower case names."""
    for audio in find(folder, "**/*.wav", "recordings"):
        name = audio.relative_to(folder)
        if audio.name.endswith(CONVERTED) or audio.name.upper().startswith("SA"):
            continue
        subset = next((part.lower() for part in name.parts if part.lower() in ("train", "test")), "")
        wav = audio.with_name(audio.stem + CONVERTED)
        clip = Clip(audio, "", str(name), subset, wav)
        if subset:
            yield from with_text(clip, audio.with_suffix(".txt"), run)
        else:
            run.skip(clip, "neither below TRAIN nor below TEST")


def corpus(data_dir: Path) -> Path:
    """The folder with TRAIN and TEST: `TIMIT`, `timit`, or the one that is given."""
    if any((data_dir / name).is_dir() for name in ("TRAIN", "train")):
        return data_dir
    lower = data_dir / "timit"
    return lower if lower.is_dir() else data_dir / "TIMIT"


def import_timit(params: Options) -> None:
    folder = corpus(params.data_dir)
    unpack_once(params.data_dir / "TIMIT-LDC93S1.tgz", folder, folder)
    run = import_run(params, label_filter(params, label), Rules(max_s=math.inf))
    sets = by_subset(run.convert(clips(folder, run)), ("train", "test"))
    run.write_sets(folder / "timit_{}.csv", {"all": sets["train"] + sets["test"]} | sets)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of TIMIT/ or of TIMIT-LDC93S1.tgz"),),
    import_timit,
    filters=False,
)
