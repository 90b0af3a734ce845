"""Import MAGICDATA (SLR68), 755 hours of read Mandarin: writes magicdata_{train,dev,test}.csv.

Files that are cut short and clips with a noise ([FIL], [SPK]) in the transcript are left out. Clips longer
than 10 seconds are left out of train.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import as_written
from deepspeech_tf.importers.obtain import innermost
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import find, table_rows
from deepspeech_tf.importers.unpack import unpack_once

MAX_TRAIN_S = 10.0
NOISES = ("[FIL]", "[SPK]")


def label(text: str) -> str | None:
    return None if any(noise in text for noise in NOISES) else as_written(text)


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Recordings of a set; `TRANS.txt` lists them; `wav.scp` is not used."""
    listing = folder / "TRANS.txt"
    columns = ("UtteranceID", "SpeakerID", "Transcription")
    damaged = run.damaged(listing, f"{folder.name}/TRANS.txt")
    rows = table_rows(listing, columns, damaged, quoted=False)
    listed = {row["UtteranceID"]: (number, row) for number, row in rows}
    max_s = MAX_TRAIN_S if folder.name == "train" else math.inf
    recordings = {path.name: path for path in find(folder, "*/*.wav", "recordings")}
    for name, (number, row) in listed.items():
        audio = recordings.pop(name, folder / row["SpeakerID"] / name)
        where = f"row {number} of {folder.name}/TRANS.txt: {name}"
        yield Clip(audio, row["Transcription"], where, folder.name, max_s=max_s)
    for name, audio in recordings.items():
        run.skip(Clip(audio, "", f"{folder.name}: {name}"), "no transcript in TRANS.txt")


def import_magicdata(params: Options) -> None:
    folder: Path = params.folder_with_archives
    is_corpus = all((folder / name).is_dir() for name in NAMES)
    target: Path = folder if is_corpus else params.target_dir or folder / "magicdata"
    run = import_run(params, label_filter(params, label), Rules(max_s=math.inf))
    for name in NAMES:
        unpack_once(folder / f"magicdata_{name}_set.tar.gz", target, target / name)
        samples = run.convert(clips(innermost(target / name), run), name)
        run.write((params.target_dir or target) / f"magicdata_{name}.csv", samples)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option(
            "folder_with_archives",
            type=Path,
            help="folder of magicdata_{train,dev,test}_set.tar.gz or {train,dev,test}/",
        ),
        option(
            "--target_dir",
            type=Path,
            help="where they are unpacked, <folder_with_archives>/magicdata if missing",
        ),
    ),
    import_magicdata,
    filters=False,
)
