"""Import Primewords Chinese Corpus Set 1 (SLR47), 100 hours: writes primewords_{train,dev,test}.csv.

5000 clips each, drawn always the same way, are dev and test; of the others those of 15 seconds at most train.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.json_values import parse_json, text_value
from deepspeech_tf.importers.labels import as_written
from deepspeech_tf.importers.obtain import unpacked
from deepspeech_tf.importers.splits import by_counts
from deepspeech_tf.importers.tables import find, read_text

NAME = "primewords_md_2018_set1"
MAX_TRAIN_S = 15.0
SEED = 12345


def transcripts(path: Path, run: ImportRun) -> dict[str, str]:
    """Transcripts by the names of audio files."""
    wanted = "a list of objects with 'file' and 'text'"
    try:
        listed = parse_json(read_text(path))
    except ImporterError as error:
        raise ImporterError(f"{path}: {error}") from error
    if not isinstance(listed, list):
        raise ImporterError(f"{path} must be {wanted}. Received: {quote(listed)}")
    texts: dict[str, str] = {}
    for number, entry in enumerate(listed, start=1):
        try:
            if not isinstance(entry, dict):
                raise ImporterError(f"must be {wanted}. Received: {quote(entry)}")
            texts[text_value(entry, "file")] = text_value(entry, "text")
        except ImporterError as error:
            run.skip(Clip(path, "", f"item {number} of {path.name}"), str(error))
    return texts


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    texts = transcripts(folder / "set1_transcript.json", run)
    for audio in find(folder, "audio_files/*/*/*.wav", "recordings"):
        where = str(audio.relative_to(folder))
        if audio.name in texts:
            yield Clip(audio, texts.pop(audio.name), where)
        else:
            run.skip(Clip(audio, "", where), "no transcript in set1_transcript.json")
    for name, text in texts.items():
        run.skip(Clip(folder / "audio_files" / name, text, name), "no such audio file")


def import_primewords(params: Options) -> None:
    target, folder = unpacked(params.tgz_file, NAME, params.target_dir)
    run = import_run(params, label_filter(params, as_written), Rules(max_s=math.inf))
    sets = by_counts(run.convert(clips(folder, run)), 5000, 5000, SEED)
    sets["train"] = run.limit(sets["train"], MAX_TRAIN_S)
    run.write_sets(target / "primewords_{}.csv", sets)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("tgz_file", type=Path, help=f"{NAME}.tar.gz, or the folder unpacked of it"),
        option("--target_dir", type=Path, help="where it is unpacked, beside it if not given"),
    ),
    import_primewords,
    filters=False,
)
