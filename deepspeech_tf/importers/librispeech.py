"""Import LibriSpeech (SLR12) for training: the sets that exist or are named, filtered, with one train.csv.

Writes <set>.csv for each set; train.csv, dev.csv (dev-clean and dev-other) and test.csv (test-clean) combine
them. With --keep_flac, FLAC files are not converted.
"""

from __future__ import annotations

from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import Rules
from deepspeech_tf.importers.librispeech_layout import SETS, librispeech_clips, librispeech_set, unpacked_set


def joined(sets: dict[str, list[ImportedClip]]) -> dict[str, list[ImportedClip]]:
    """The sets for training, which combine those of the corpus."""
    together = {
        kind: [sample for name, samples in sets.items() if name.startswith(prefix) for sample in samples]
        for kind, prefix in (("train", "train-"), ("dev", "dev-"), ("test", "test-clean"))
    }
    return {kind: samples for kind, samples in together.items() if samples}


def import_librispeech(params: Options) -> None:
    data_dir: Path = params.data_dir
    target: Path = params.target_dir or data_dir
    names = params.sets or [name for name in SETS if unpacked_set(data_dir, name) is not None]
    if not names:
        raise ImporterError(f"{data_dir} must have LibriSpeech/<set>. Received: none; --sets fetches them")
    rules = Rules(max_s=params.max_sec, convert=not params.keep_flac)
    run = import_run(params, label_filter(params), rules)
    sets = {}
    for name in names:
        folder = librispeech_set(data_dir, name)
        sets[name] = run.convert(librispeech_clips(folder, folder.with_name(f"{name}-wav"), run), name)
    run.write_sets(target / "{}.csv", sets | joined(sets), relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("data_dir", type=Path, help="folder of the archives or of LibriSpeech/"),
        option("--sets", nargs="+", choices=list(SETS), help="default: those in LibriSpeech/"),
        option("--target_dir", type=Path, help="folder of the CSV files, data_dir if not given"),
        option("--max_sec", type=float, default=35.0, help="leave out longer ones"),
        option("--keep_flac", action="store_true", help="list the FLAC files instead of WAV files"),
    ),
    import_librispeech,
)
