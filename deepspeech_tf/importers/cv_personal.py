"""Import your own recordings for Common Voice (the download of "my data"): writes data.csv beside the clips.

To divide them into train, dev and test, run bin/data_set_tool.py --split.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.tables import table_rows
from deepspeech_tf.importers.unpack import unpack_once


def clips(listing: Path, folder: Path, run: ImportRun) -> Iterator[Clip]:
    columns = ("original_sentence_id", "sentence", "locale")
    for row, values in table_rows(listing, columns, run.damaged(listing), quoted=False):
        audio = folder / f"{values['original_sentence_id']}.mp3"
        yield Clip(audio, values["sentence"], f"row {row} of {listing.name}: {audio.name}")


def import_cv_personal(params: Options) -> None:
    zip_file: Path = params.zip_file
    folder = zip_file if zip_file.is_dir() else zip_file.with_suffix("")
    if not zip_file.is_dir():
        unpack_once(zip_file, zip_file.parent, folder)
    run = import_run(params, label_filter(params), Rules(spaced=params.space_after_every_character))
    run.write(folder / "data.csv", run.convert(clips(params.tsv_file, folder, run)), relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("tsv_file", type=Path, help="list of the sentences, columns separated by tabs"),
        option("zip_file", type=Path, help="archive with the clips, or the folder unpacked of it"),
        option("--space_after_every_character", action="store_true", help="put spaces between characters"),
    ),
    import_cv_personal,
)
