"""Import TED-LIUM 2 (SLR19), 207 hours of talks: writes ted-{train,dev,test}.csv."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import find, leading_fields, seconds_fields, text_rows

URL = "https://www.openslr.org/resources/19/TEDLIUM_release2.tar.gz"
NOT_SCORED = "ignore_time_segment_in_scoring"
FIELDS = "talk, channel, speaker, start, end, <labels>, words"


def label(text: str) -> str | None:
    """ASCII words; None if the transcript contains noises or unintelligible words."""
    without_variants = re.sub(r"\(\d+\)", "", to_ascii(text))  # "the(2)": how it was pronounced
    if re.search(r"[<{\[(]", without_variants):
        return None
    return " ".join(without_variants.lower().split()) or None


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Segments of a set, as listed in STM files: talk, channel, speaker, start, end, labels, words."""
    for listing in find(folder, "stm/*.stm", "transcripts"):
        audio = in_any_case(folder / "sph" / f"{listing.stem}.sph")
        if not audio.is_file():  # an earlier importer converts the talks and removes the originals
            audio = folder / "wav" / f"{listing.stem}.wav"
        for row, line in text_rows(listing):
            where = f"row {row} of {folder.name}/stm/{listing.name}"
            if line.startswith(";;") or line.split(maxsplit=6)[-1].strip() == NOT_SCORED:
                continue
            try:
                *_, first, last, labels, text = leading_fields(line, 6, FIELDS)
                start, end = seconds_fields([first, last])
                if not (labels.startswith("<") and labels.endswith(">")):  # it is the first word
                    raise ImporterError(f"must have labels in < > after the times. Received: {quote(labels)}")
            except ImporterError as error:
                run.skip(Clip(audio, "", where), str(error))
                continue
            wav = folder / "wav" / f"{listing.stem}-{start}-{end}.wav"
            yield Clip(audio, text, where, folder.name, wav, start_s=start, end_s=end)


def import_ted(params: Options) -> None:
    folder = obtain(URL, params.data_dir, params.data_dir / "TEDLIUM_release2")
    run = import_run(params, label_filter(params, label), Rules(max_s=math.inf))
    run.convert_sets(params.data_dir / "ted-{}.csv", ((name, clips(folder / name, run)) for name in NAMES))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of TEDLIUM_release2 or its archive"),),
    import_ted,
    filters=False,
)
