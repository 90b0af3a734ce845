"""Import LDC93S1, one freely available sentence of TIMIT: writes ldc93s1.csv."""

from __future__ import annotations

import math
from pathlib import Path

from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.download import fetch
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.labels import Validator
from deepspeech_tf.importers.tables import read_text

URL = "https://catalog.ldc.upenn.edu/desc/addenda/LDC93S1"


def label(text: str) -> str | None:
    """The text after the numbers of the first and last sample, in lower case, without full stops."""
    return " ".join(text.strip().lower().split(" ")[2:]).replace(".", "") or None


def import_ldc93s1(params: Options) -> None:
    folder: Path = params.data_dir
    wav = fetch(URL + ".wav", in_any_case(folder / "LDC93S1.wav"))
    text = fetch(URL + ".txt", in_any_case(folder / "LDC93S1.txt"))
    validator: Validator = label
    run = import_run(params, label_filter(params, validator), Rules(max_s=math.inf, ms_per_character=0))
    samples = run.convert([Clip(wav, read_text(text), str(wav))])
    if samples:
        run.write(folder / "ldc93s1.csv", samples)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of LDC93S1.wav and .txt, fetched if missing"),),
    import_ldc93s1,
    filters=False,
)
