"""Import LibriSpeech (SLR12) as DeepSpeech 0.9.3 does: writes librivox-<set>.csv for each set."""

from __future__ import annotations

import math
from pathlib import Path

from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.librispeech_layout import (
    SETS,
    librispeech_clips,
    librispeech_label,
    librispeech_set,
)


def import_librivox(params: Options) -> None:
    rules = Rules(max_s=math.inf, ms_per_character=0, sample_rate_hz=params.sample_rate)
    run = import_run(params, label_filter(params, librispeech_label), rules)
    for name in params.sets:
        folder = librispeech_set(params.data_dir, name)
        samples = run.convert(librispeech_clips(folder, folder.with_name(f"{name}-wav"), run), name)
        run.write(params.data_dir / f"librivox-{name}.csv", samples, relative=params.relative)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("data_dir", type=Path, help="folder of the archives or of LibriSpeech/"),
        option("--sets", nargs="+", default=list(SETS), help="sets to import, all if not given"),
        option("--sample_rate", type=int, default=16000, help="samples per second of the WAV files"),
        option("--relative", action="store_true", help="name the audio relative to the CSV file"),
    ),
    import_librivox,
    filters=False,
)
