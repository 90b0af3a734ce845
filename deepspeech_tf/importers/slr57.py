"""Import African Accented French (SLR57), 22 hours: writes African_Accented_French_{train,dev,test}.csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import carriage_return, fields_reason, find, text_rows

NAME = "African_Accented_French"
URL = f"https://www.openslr.org/resources/57/{NAME}.tar.gz"
LISTINGS = (
    "transcripts/train/yaounde/fn_text.txt",
    "transcripts/train/ca16_conv/transcripts.txt",
    "transcripts/train/ca16_read/conditioned.txt",
    "transcripts/dev/niger_west_african_fr/transcripts.txt",
    "speech/dev/niger_west_african_fr/niger_wav_file_name_transcript.tsv",
    "transcripts/devtest/ca16_read/conditioned.txt",
    "transcripts/test/ca16/prompts.txt",
)


def transcripts(folder: Path, run: ImportRun) -> dict[str, tuple[str, str]]:
    """Position and text of each recording's transcript, by name. Later lists take precedence."""
    found: dict[str, tuple[str, str]] = {}
    for listing in LISTINGS:
        damaged = run.damaged(folder / listing, listing)
        for row, line in text_rows(folder / listing):
            is_table = listing.endswith(".tsv")
            key, *text = line.strip().split("\t" if is_table else None, maxsplit=-1 if is_table else 1)
            if reason := carriage_return(line) or (fields_reason(2, 1 + len(text)) if len(text) > 1 else ""):
                damaged(row, reason)
                continue
            name = key.rsplit("/", maxsplit=1)[-1].removesuffix(".wav").removesuffix(".tdf")
            found[name] = f"row {row} of {listing}: {name}", text[0] if text else ""
    return found


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    texts = transcripts(folder, run)
    for audio in find(folder, "speech/**/*.wav", "recordings"):
        name = audio.relative_to(folder)
        if audio.stem in texts:
            where, text = texts[audio.stem]
            yield Clip(audio, text, where, wav=folder / "wav-16k" / name)
        else:
            run.skip(Clip(audio, "", str(name)), "no list has a transcript of it")


def import_slr57(params: Options) -> None:
    folder = obtain(URL, params.target_dir, params.target_dir / NAME)
    run = import_run(params, label_filter(params), Rules(max_s=15.0, ms_per_character=30.0))
    samples = run.convert(clips(folder, run))
    run.write_sets(folder / (NAME + "_{}.csv"), by_tens(samples))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("target_dir", type=Path, help=f"folder of {NAME} or its archive"),),
    import_slr57,
)
