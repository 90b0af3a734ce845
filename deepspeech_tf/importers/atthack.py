"""Import Att-HACK (SLR88), 30 hours of expressive French: writes Att-HACK_{train,dev,test}.csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import with_text
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import innermost, obtain
from deepspeech_tf.importers.splits import by_sample_size
from deepspeech_tf.importers.tables import find
from deepspeech_tf.importers.too_long import TOO_LONG_FILE, save_too_long

URL = "https://www.openslr.org/resources/88"
ROOT = Path("Volumes/CLEM_HDD/IRCAM/Open_SLR")  # path in the archives


def clips(texts: Path, recordings: Path, run: ImportRun) -> Iterator[Clip]:
    """Recordings of 44.1 kHz. Each has a transcript of the same name."""
    for audio in find(recordings, "*.wav", "recordings"):
        if audio.stem.endswith("_16k"):
            continue  # made by an earlier run
        wav = audio.with_name(f"{audio.stem}_16k.wav")
        yield from with_text(Clip(audio, "", audio.name, wav=wav), texts / f"{audio.stem}.txt", run)


def part(target: Path, name: str) -> Path:
    """The folder of the texts or the recordings, which may also lack the path in the archives."""
    for folder in (target / name / ROOT / name, target / name):  # the archive in a folder of its name
        if folder.is_dir():
            return innermost(folder)
    return obtain(f"{URL}/{name}.tgz", target, target / ROOT / name)


def import_atthack(params: Options) -> None:
    target: Path = params.target_dir
    texts, recordings = (part(target, name) for name in ("txt", "wav"))
    rules = Rules(min_s=params.min_sec, max_s=params.max_sec, ms_per_character=30.0)
    labels = label_filter(params)
    run = import_run(params, labels, rules)
    samples = run.convert(clips(texts, recordings, run))
    run.write_sets(target / "Att-HACK_{}.csv", by_sample_size(samples), relative=True)
    save_too_long(params, run, labels)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of txt.tgz and wav.tgz"),
        option("--min_sec", type=float, default=0.85, help="leave out shorter clips"),
        option("--max_sec", type=float, default=10.0, help="leave out longer clips"),
        TOO_LONG_FILE,
    ),
    import_atthack,
)
