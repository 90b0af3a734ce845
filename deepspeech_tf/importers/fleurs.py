"""Import a language of FLEURS, read sentences in 102 languages: fleurs_<language>_{train,dev,test}.csv."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.archive_and_table import (
    Archive,
    Manifests,
    Row,
    Table,
    table_corpus,
    without_header,
)
from deepspeech_tf.importers.corpus import Options, option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.obtain import innermost
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.unpack import unpack_once

ARCHIVE = Archive(
    "https://storage.googleapis.com/xtreme_translations/FLEURS102/{language}.tar.gz",
    "{language}",
    "train.tsv",
)


def language_folder(place: Path, options: Options) -> Path:
    """The folder of a language, as in the archive, or below `data/` as on a hub. Unpacks its archives."""
    of_hub = innermost(place / "data" / options.language)
    folder = of_hub if in_any_case(of_hub / "train.tsv").is_file() else ARCHIVE(place, options)
    for name in NAMES:
        unpack_once(folder / "audio" / f"{name}.tar.gz", folder / "audio", folder / "audio" / name)
    return folder


def transcript(row: Row, options: Options) -> str:
    return row["raw_transcription" if options.raw else "transcription"]


CORPUS = table_corpus(
    __doc__,
    (
        option("data_dir", type=Path, help="folder of <language>/, data/<language>/ or the archive"),
        option("--language", required=True, help="as FLEURS names it: en_us, de_de, cmn_hans_cn"),
        option("--raw", action="store_true", help="take transcripts with punctuation and capitals"),
        option("--max_sec", type=float, default=30.0, help="leave out longer clips"),
    ),
    language_folder,
    Table(
        "{set}.tsv",
        without_header(
            "id|file_name|raw_transcription|transcription|characters|num_samples|gender", separator="\t"
        ),
        audio="audio/{set}/{file_name.name}",
        text=transcript,
        shown="{file_name.name}",
        wav="audio-16k/{set}/{file_name.stem}.wav",
    ),
    Manifests("fleurs_{language}_{}.csv", relative=True),
    rules=Rules(),
)
