"""Import a language of Multilingual LibriSpeech (SLR94): writes MLS_{train,dev,test}.csv.

Lists the original Opus files, or the FLAC files if mls_<language> exists instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import separated_rows

LANGUAGES = "english german french dutch spanish italian portuguese polish".split()
FIELDS = "<speaker>_<book>_<number> and text"
URL = "https://dl.fbaipublicfiles.com/mls/{}.tar.gz"


def corpus(target: Path, language: str) -> tuple[Path, str]:
    """The corpus' folder, and the extension of its audio files."""
    for name, ending in ((f"mls_{language}", ".flac"), (f"mls_{language}_opus", ".opus")):
        if target.resolve().name == name and (target / NAMES[0]).is_dir():
            return target, ending
    whole = target / f"mls_{language}"
    packed = target / f"mls_{language}_opus"
    if whole.is_dir() and not packed.is_dir():
        return whole, ".flac"
    return obtain(URL.format(packed.name), target, packed), ".opus"


def clips(folder: Path, ending: str, run: ImportRun) -> Iterator[Clip]:
    """Utterances: `<speaker>_<book>_<number>`, a tab, the transcript."""
    listing = folder / "transcripts.txt"
    damaged = run.damaged(listing, f"{folder.name}/transcripts.txt")
    for row, (key, text) in separated_rows(listing, [2], damaged, separator="\t", expected=FIELDS):
        where = f"row {row} of {folder.name}/transcripts.txt: {key}"
        places = key.split("_")
        if len(places) != 3:
            run.skip(Clip(folder / key, "", where), "must be <speaker>_<book>_<number>, a tab and text")
            continue
        audio = folder / "audio" / places[0] / places[1] / f"{key}{ending}"
        yield Clip(audio, text, where, folder.name)


def save_excluded(run: ImportRun, path: Path) -> None:
    """Adds the transcripts of clips that were too long to a file, as text for a scorer."""
    texts = [f"{item.clip.text.strip()}\n" for item in run.left_out if item.kind == "too_long"]
    with open(path, "a", encoding="utf-8") as file:
        file.writelines(texts)


def import_mls(params: Options) -> None:
    target: Path = params.target_dir
    folder, ending = corpus(target, params.language)
    if params.with_lm:
        name = f"mls_lm_{params.language}"
        obtain(URL.format(name), target, target / name)
    rules = Rules(min_s=params.min_sec, max_s=params.max_sec, ms_per_character=30.0, convert=False)
    run = import_run(params, label_filter(params), rules)
    sets = ((name, clips(folder / name, ending, run)) for name in NAMES)
    run.convert_sets(target / "MLS_{}.csv", sets, relative=True)
    if params.save_excluded_max_sec_to_disk:
        save_excluded(run, params.save_excluded_max_sec_to_disk)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help="folder of mls_<language>_opus or its archive"),
        option("-l", "--language", required=True, choices=LANGUAGES),
        option("--min_sec", type=float, default=0.85, help="leave out shorter ones"),
        option("--max_sec", type=float, default=15.0, help="leave out longer ones"),
        option(
            "--save_excluded_max_sec_to_disk",
            type=Path,
            metavar="FILE",
            help="add transcripts of longer ones",
        ),
        option("--with_lm", action="store_true", help="also fetch the text for language models"),
    ),
    import_mls,
)
