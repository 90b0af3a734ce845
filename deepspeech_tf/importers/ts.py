"""Import TrainingSpeech, audio books in French: writes ts_2019-04-11_fr_FR_{train,dev,test}.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii, validate_english
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import table_rows

RELEASE = "2019-04-11_fr_FR"
NAME = f"ts_{RELEASE}"
URL = f"https://s3.eu-west-3.amazonaws.com/audiocorp/releases/{RELEASE}.zip"
PUNCTUATION = re.compile(r"[°\-,;!?.()\[\]*…—«»\s]+")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"})


def cleaned(text: str, *, english: bool) -> str:
    """Words without punctuation; of `english` letters if wanted."""
    words = PUNCTUATION.sub(" ", text.replace("’", "'"))
    return (to_ascii(words.translate(LIGATURES)) if english else words).strip()


def clips(folder: Path, run: ImportRun, *, english: bool) -> Iterator[Clip]:
    listing = folder / "data.csv"
    for row, values in table_rows(listing, ("path", "text"), run.damaged(listing), delimiter=","):
        audio = folder / values["path"]
        where = f"row {row} of data.csv: {values['path']}"
        wav = audio.with_name(audio.stem + ".converted.wav")
        clip = Clip(audio, cleaned(values["text"], english=english), where, wav=wav)
        if audio.is_relative_to(folder) and ".." not in audio.parts[len(folder.parts) :]:
            yield clip
        else:
            run.skip(clip, "must lie in the folder of the corpus")


def import_ts(params: Options) -> None:
    target: Path = params.target_dir
    bare = in_any_case(target / "data.csv").is_file()  # the archive has no folder of its own
    folder = target if bare else obtain(URL, target, target / NAME, archive=f"{NAME}.zip", into=target / NAME)
    run = import_run(params, label_filter(params, validate_english), Rules(max_s=15.0))
    samples = run.convert(clips(folder, run, english=params.english_compatible))
    run.write_sets(target / (NAME + "_{}.csv"), by_tens(samples))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help=f"folder of {NAME}.zip or of {NAME}/"),
        option("--english-compatible", action="store_true", help="only letters of English"),
    ),
    import_ts,
    filters=False,
)
