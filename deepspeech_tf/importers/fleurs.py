"""Import a language of FLEURS, read sentences in 102 languages: fleurs_<language>_{train,dev,test}.csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import separated_rows
from deepspeech_tf.importers.unpack import unpack_once

URL = "https://storage.googleapis.com/xtreme_translations/FLEURS102/{}.tar.gz"
COLUMNS = "id file_name raw_transcription transcription characters num_samples gender".split()


def corpus(folder: Path, language: str) -> Path:
    """The folder of a language: of the archive of the corpus, or as on a hub, below `data/`."""
    for place in (folder, folder / language, folder / "data" / language):
        if in_any_case(place / "train.tsv").is_file():
            return place
    return obtain(URL.format(language), folder, folder / language)


def clips(folder: Path, name: str, column: str, run: ImportRun) -> Iterator[Clip]:
    """Rows of a set's table, which has no header and no quoting."""
    audio_dir = folder / "audio" / name
    unpack_once(folder / "audio" / f"{name}.tar.gz", folder / "audio", audio_dir)
    listing = folder / f"{name}.tsv"
    for row, fields in separated_rows(listing, [len(COLUMNS)], run.damaged(listing), separator="\t"):
        values = dict(zip(COLUMNS, fields, strict=True))
        file_name = Path(values["file_name"]).name
        yield Clip(
            audio_dir / file_name,
            values[column],
            f"row {row} of {name}.tsv: {file_name}",
            name,
            folder / "audio-16k" / name / f"{Path(file_name).stem}.wav",
        )


def import_fleurs(params: Options) -> None:
    folder = corpus(params.data_dir, params.language)
    column = "raw_transcription" if params.raw else "transcription"
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    for name in NAMES:
        samples = run.convert(clips(folder, name, column, run), name)
        run.write(params.data_dir / f"fleurs_{params.language}_{name}.csv", samples, relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("data_dir", type=Path, help="folder of <language>/, data/<language>/ or the archive"),
        option("--language", required=True, help="as FLEURS names it: en_us, de_de, cmn_hans_cn"),
        option("--raw", action="store_true", help="take transcripts with punctuation and capitals"),
        option("--max_sec", type=float, default=30.0, help="leave out longer clips"),
    ),
    import_fleurs,
)
