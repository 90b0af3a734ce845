"""Import LJSpeech 1.1: one speaker, 24 hours of read English; writes ljspeech_{train,dev,test}.csv.

Also for corpora of the same layout: metadata.csv with `id|text|normalised text`, and wavs/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import separated_rows

URL = "https://data.keithito.com/data/speech/LJSpeech-1.1.tar.bz2"


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    listing = folder / "metadata.csv"
    rows = separated_rows(
        listing, (2, 3), run.damaged(listing), separator="|", wanted="id|text or id|text|normalised text"
    )
    for row, (key, *texts) in rows:
        text = texts[-1]  # the normalised one: numbers as words
        audio = folder / "wavs" / f"{key}.wav"
        yield Clip(audio, text, f"row {row} of metadata.csv: {key}", wav=folder / "wavs-16k" / f"{key}.wav")


def import_ljspeech(params: Options) -> None:
    folder: Path = params.target_dir
    if not in_any_case(folder / "metadata.csv").is_file():
        folder = obtain(URL, folder, folder / "LJSpeech-1.1")
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    samples = run.convert(clips(folder, run))
    run.write_sets(params.target_dir / "ljspeech_{}.csv", by_tens(samples), relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of metadata.csv, LJSpeech-1.1 or its archive"),
        option("--max_sec", type=float, default=15.0, help="leave out longer clips"),
    ),
    import_ljspeech,
)
