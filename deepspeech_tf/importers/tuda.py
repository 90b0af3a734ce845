"""Import German Distant Speech (TUDA, version 2), 36 hours: writes tuda-v2-{train,dev,test}.csv."""

from __future__ import annotations

import glob
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.any_case import files_in
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option, yes_or_no
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import validate_english
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import find
from deepspeech_tf.text.letter_case import lower_case

PACKAGE = "german-speechdata-package-v2"
URL = f"http://ltdata1.informatik.uni-hamburg.de/kaldi_tuda_de/{PACKAGE}.tar.gz"


def sentence(path: Path) -> str:
    """The sentence of a recording's description; empty if it has none.

    Raises:
        ElementTree.ParseError: if it is not XML.
    """
    text = ElementTree.parse(path).getroot().findtext(".//cleaned_sentence") or ""
    return lower_case(text).replace("co2", "c o zwei")


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Recordings of a set: `<time>.xml`, and `<time>_<microphone>.wav` for each microphone."""
    for description in find(folder, "*.xml", "descriptions"):
        recordings = files_in(folder, f"{glob.escape(description.stem)}_*.wav")
        try:
            text = sentence(description)
        except (ElementTree.ParseError, ValueError, OSError) as error:
            for audio in recordings:
                run.skip(
                    Clip(audio, "", f"{folder.name}/{audio.name}"), f"{description.name} is damaged: {error}"
                )
            continue
        for audio in recordings:
            if not audio.stem.endswith("_16000hz"):  # files that an earlier run converted
                yield Clip(audio, text, f"{folder.name}/{audio.name}", folder.name)


def import_tuda(params: Options) -> None:
    folder = obtain(URL, params.base_dir, params.base_dir / PACKAGE)
    max_s = params.max_duration / 1000 if params.max_duration > 0 else math.inf
    labels = label_filter(params, validate_english, keep="äöüß")
    run = import_run(params, labels, Rules(max_s=max_s, ms_per_character=30.0))
    sets = ((name, clips(folder / name, run)) for name in NAMES)
    run.convert_sets(params.base_dir / "tuda-v2-{}.csv", sets, relative=True)
    run.finish()
    if not params.keep_archive:
        (params.base_dir / f"{PACKAGE}.tar.gz").unlink(missing_ok=True)


CORPUS = Corpus(
    __doc__,
    (
        option("base_dir", type=Path, help=f"folder of {PACKAGE} or its archive"),
        option("--max_duration", type=int, default=10000, help="leave out longer; ms, 0: none"),
        option("--normalize", action="store_true", help="turn letters, but äöüß, into ASCII"),
        option("--alphabet", dest="filter_alphabet", help="exclude samples with other characters"),
        option("--keep_archive", type=yes_or_no, default=True, help="False: remove it at the end"),
    ),
    import_tuda,
    filters=False,
)
