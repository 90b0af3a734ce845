"""Writes the texts of clips that are too long for training but useful for a scorer."""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.importers.corpus import Options, option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.labels import LabelFilter
from deepspeech_tf.whole_file import write_text

TOO_LONG_FILE = option(
    "--save_excluded_max_sec_to_disk",
    type=Path,
    metavar="FILE",
    help="write the transcripts of longer clips, one per line, for the scorer",
)


def save_too_long(options: Options, run: ImportRun, labels: LabelFilter) -> None:
    """Writes the labels of the clips that were too long, if the options name a file for them.

    Raises:
        OSError: if it cannot be written.
    """
    if path := options.save_excluded_max_sec_to_disk:
        lines = [labels(item.clip.text)[0] or "" for item in run.left_out if item.kind == "too_long"]
        write_text(path, "".join(f"{line}\n" for line in lines))
