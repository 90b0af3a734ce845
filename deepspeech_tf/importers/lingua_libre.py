"""Import a language of Lingua Libre, words spoken by volunteers: lingua_libre_Q…_{train,dev,test}.csv.

The name of a recording is its transcript. Find --qId, --iso639-3 and --english-name in the name of the
archive: Q21-fra-French.zip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import find, text_rows

URL = "https://lingualibre.fr/datasets"


def clips(folder: Path, bogus: Sequence[re.Pattern[str]], run: ImportRun) -> Iterator[Clip]:
    """Recordings of all speakers, one folder per speaker."""
    for audio in find(folder, "**/*.ogg", "recordings"):
        where = str(audio.relative_to(folder))
        clip = Clip(audio, audio.stem, where)
        if any(pattern.match(where) for pattern in bogus):
            run.skip(clip, "is one of --bogus-records")
        else:
            yield clip


def patterns(path: Path) -> list[re.Pattern[str]]:
    """Regular expressions, one per line."""
    found = []
    for row, line in text_rows(path):
        try:
            found.append(re.compile(line.strip()))
        except re.error as error:
            raise ImporterError(f"row {row} of {path}: must be a regular expression: {error}") from error
    return found


def import_lingua_libre(params: Options) -> None:
    name = f"Q{params.qId}-{params.iso639_3}-{params.english_name}"
    target: Path = params.target_dir
    unpacked = target / "lingua_libre"
    bare = target / name
    folder = bare if bare.is_dir() else obtain(f"{URL}/{name}.zip", target, unpacked / name, into=unpacked)
    run = import_run(params, label_filter(params), Rules())
    bogus = patterns(params.bogus_records) if params.bogus_records else []
    samples = run.convert(clips(folder, bogus, run))
    run.write_sets(target / f"lingua_libre_{name}_{{}}.csv", by_tens(samples))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of lingua_libre/ or of the archive"),
        option("--qId", type=int, required=True, help="number of the language: 21"),
        option("--iso639-3", required=True, help="code of the language: fra"),
        option("--english-name", required=True, help="name of the language: French"),
        option("--bogus-records", type=Path, metavar="FILE", help="regular expressions of bad ones"),
    ),
    import_lingua_libre,
)
