#!/usr/bin/env python3
"""Import a language of Common Voice (releases with TSV files, 2019 to today).

Writes test.csv, dev.csv, train.csv, validated.csv, other.csv beside the clips, and train-all.csv: what is
validated, but no sentence and no speaker of test and dev.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.commandline.importing import import_run, importer_parser, label_filter, run_importer
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip, Sample
from deepspeech_tf.importers.run import Rules
from deepspeech_tf.importers.tables import table_rows

SETS = ("test", "dev", "train", "validated", "other")


def clips(tsv: Path, audio_dir: Path) -> Iterator[Clip]:
    """Rows of a TSV file; today's have more columns, and quotation marks that enclose nothing."""
    for row, values in table_rows(tsv, ("client_id", "path", "sentence"), quoted=False):
        audio = audio_dir / values["path"]
        if audio.suffix.lower() != ".mp3":
            audio = audio.with_name(audio.name + ".mp3")
        yield Clip(
            audio,
            unquoted(values["sentence"]),
            f"row {row} of {tsv.name}: {audio.name}",
            tsv.stem,
            audio.with_suffix(".wav"),
            extra={"client_id": values["client_id"]},
        )


def unquoted(sentence: str) -> str:
    """Early releases enclose sentences that have quotation marks, and double these."""
    inner = sentence[1:-1]
    if len(sentence) > 1 and sentence[0] == sentence[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return sentence


def without(samples: list[Sample], others: list[Sample]) -> list[Sample]:
    """Samples that share neither transcript nor speaker with the others."""
    transcripts = {other.transcript for other in others}
    speakers = {other.clip.extra["client_id"] for other in others}
    unheard = (sample for sample in samples if sample.clip.extra["client_id"] not in speakers)
    return [sample for sample in unheard if sample.transcript not in transcripts]


def main() -> None:
    parser = importer_parser(__doc__)
    parser.add_argument("tsv_dir", type=Path, help="folder with the TSV files")
    parser.add_argument("--audio_dir", type=Path, help="folder with the clips, <tsv_dir>/clips if not given")
    parser.add_argument(
        "--space_after_every_character", action="store_true", help="put spaces between characters"
    )
    params = parser.parse_args()
    audio_dir = params.audio_dir or params.tsv_dir / "clips"
    rules = Rules(spaced=params.space_after_every_character)
    run = import_run(params, label_filter(params), rules)
    sets: dict[str, list[Sample]] = {}
    for name in SETS:
        tsv = params.tsv_dir / f"{name}.tsv"
        if not tsv.is_file():
            continue
        print(f"Loading TSV file: {tsv}")
        sets[name] = run.convert(clips(tsv, audio_dir), name)
        run.write(audio_dir / f"{name}.csv", sets[name], relative=True)
    if not sets:
        raise ImporterError(f"{params.tsv_dir} must have {', '.join(SETS)} as .tsv files. Received: none")
    if "validated" in sets:
        rest = without(sets["validated"], sets.get("test", []) + sets.get("dev", []))
        run.write(audio_dir / "train-all.csv", rest, relative=True)
    run.finish()


if __name__ == "__main__":
    run_importer(main)
