"""Import a language of Common Voice (releases with TSV files, 2019 to today).

Writes test.csv, dev.csv, train.csv, validated.csv, other.csv beside the clips, and train-all.csv: all
validated clips except those with a sentence or speaker of test or dev. For spontaneous speech
(ss-corpus-<language>.tsv): test.csv, dev.csv, train.csv, and other.csv with clips that are transcribed, but
not validated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.any_case import files_in, in_any_case
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.splits import by_subset
from deepspeech_tf.importers.tables import table_rows

SETS = ("test", "dev", "train", "validated", "other")
MAX_READ_S, MAX_SPONTANEOUS_S = 10.0, 30.0
SPONTANEOUS = "ss-corpus-*.tsv"
UNASSIGNED = "other"  # set of rows whose column `split` does not name a set


def clips(tsv: Path, audio_dir: Path, run: ImportRun) -> Iterator[Clip]:
    """Rows of a TSV file. Newer files have more columns, and their quotation marks do not enclose fields."""
    columns = ("client_id", "path", "sentence")
    for row, values in table_rows(tsv, columns, run.damaged(tsv), quoted=False):
        yield clip(audio_dir / values["path"], unquoted(values["sentence"]), tsv, row, tsv.stem, values)


def spontaneous_clips(tsv: Path, audio_dir: Path, run: ImportRun) -> Iterator[Clip]:
    """Rows of the one TSV file of a release of spontaneous speech; a column contains the set."""
    columns = ("client_id", "audio_file", "transcription", "split")
    for row, values in table_rows(tsv, columns, run.damaged(tsv), quoted=False):
        subset = values["split"] if values["split"] in SETS else UNASSIGNED
        yield clip(audio_dir / values["audio_file"], values["transcription"], tsv, row, subset, values)


def clip(audio: Path, text: str, tsv: Path, row: int, subset: str, values: dict[str, str]) -> Clip:
    if audio.suffix.lower() != ".mp3":
        audio = audio.with_name(audio.name + ".mp3")
    where = f"row {row} of {tsv.name}: {audio.name}"
    extra = {"client_id": values["client_id"]}
    return Clip(audio, text, where, subset, audio.with_suffix(".wav"), extra=extra)


def unquoted(sentence: str) -> str:
    """Removes the quoting of early releases, which quote sentences that contain quotation marks."""
    inner = sentence[1:-1]
    if len(sentence) > 1 and sentence[0] == sentence[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return sentence


def without(samples: list[ImportedClip], others: list[ImportedClip]) -> list[ImportedClip]:
    """Samples that share neither a transcript nor a speaker with `others`."""
    transcripts = {other.transcript for other in others}
    speakers = {other.clip.extra["client_id"] for other in others}
    unheard = (sample for sample in samples if sample.clip.extra["client_id"] not in speakers)
    return [sample for sample in unheard if sample.transcript not in transcripts]


def import_read(tsv_files: dict[str, Path], audio_dir: Path, run: ImportRun) -> None:
    """Imports read speech: one TSV file per set."""
    sets: dict[str, list[ImportedClip]] = {}
    for name, tsv in tsv_files.items():
        print(f"Loading TSV file: {tsv}")
        sets[name] = run.convert(clips(tsv, audio_dir, run), name)
        run.write(audio_dir / f"{name}.csv", sets[name], relative=True)
    if "validated" in sets:
        rest = without(sets["validated"], sets.get("test", []) + sets.get("dev", []))
        run.write(audio_dir / "train-all.csv", rest, relative=True)


def import_spontaneous(tsv: Path, audio_dir: Path, run: ImportRun) -> None:
    """Imports answers to questions: one TSV file, whose column `split` contains the set."""
    print(f"Loading TSV file: {tsv}")
    sets = by_subset(
        run.convert(spontaneous_clips(tsv, audio_dir, run)), ("test", "dev", "train", UNASSIGNED)
    )
    run.write_sets(audio_dir / "{}.csv", sets, relative=True)


def run_of(params: Options, max_s: float) -> ImportRun:
    rules = Rules(spaced=params.space_after_every_character, max_s=params.max_sec or max_s)
    return import_run(params, label_filter(params), rules)


def import_cv2(params: Options) -> None:
    folder: Path = params.tsv_dir
    named = {name: in_any_case(folder / f"{name}.tsv") for name in SETS}
    read = {name: tsv for name, tsv in named.items() if tsv.is_file()}
    spontaneous = files_in(folder, SPONTANEOUS)
    if read:
        run = run_of(params, MAX_READ_S)
        import_read(read, params.audio_dir or folder / "clips", run)
    elif len(spontaneous) == 1:
        run = run_of(params, MAX_SPONTANEOUS_S)
        import_spontaneous(spontaneous[0], params.audio_dir or folder / "audios", run)
    else:
        found = ", ".join(tsv.name for tsv in spontaneous) or "none"
        expected = f"{', '.join(SETS)} as .tsv files, or one {SPONTANEOUS}"
        raise ImporterError(f"{folder} must have {expected}. Received: {found}")
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("tsv_dir", type=Path, help="folder with the TSV files"),
        option(
            "--audio_dir", type=Path, help="folder with the clips, <tsv_dir>/clips (or audios) if not given"
        ),
        option("--space_after_every_character", action="store_true", help="put spaces between characters"),
        option(
            "--max_sec",
            type=float,
            default=0.0,
            help=f"leave out longer clips; default {MAX_READ_S:g}, "
            f"for spontaneous speech {MAX_SPONTANEOUS_S:g}",
        ),
    ),
    import_cv2,
)
