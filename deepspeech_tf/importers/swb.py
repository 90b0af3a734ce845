"""Import Switchboard 1 (LDC97S62) with the transcripts of ISIP (SLR5): LDC97S62/swb-{train,dev,test}.csv.

The sets are 64, 16 and 20 % of the calls, in their order. Sounds other than words ([laughter], [noise]) are
removed from the transcripts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii, validate_english
from deepspeech_tf.importers.obtain import innermost, obtain
from deepspeech_tf.importers.splits import in_order
from deepspeech_tf.importers.tables import find, leading_fields, seconds_fields, text_rows
from deepspeech_tf.importers.unpack import unpack_once

TRANSCRIPTS = "https://www.openslr.org/resources/5/switchboard_word_alignments.tar.gz"
TEXT_FOLDER = "swb_ms98_transcriptions"
DISCS = ("swb1_d1", "swb1_d2", "swb1_d3", "swb1_d4")


def label(text: str) -> str | None:
    return to_ascii(validate_english(text) or "") or None


def recordings(folder: Path) -> dict[str, tuple[Path, str]]:
    """Two-channel recordings and their discs by the number of the call."""
    found = {}
    for disc in DISCS:
        for audio in find(folder / disc, "**/*.sph", "recordings"):
            found[audio.stem.removeprefix("sw0")] = audio, disc
    return found


def obtain_transcripts(*places: Path) -> Path:
    """The folder of transcripts in one of `places`; they are downloaded to the first one if missing."""
    there = [place / TEXT_FOLDER for place in places if (place / TEXT_FOLDER).is_dir()]
    return there[0] if there else obtain(TRANSCRIPTS, places[0], places[0] / TEXT_FOLDER)


def clips(folder: Path, texts: Path, run: ImportRun) -> Iterator[Clip]:
    """Segments of both channels of the calls; `sw2001A-ms98-a-trans.text` is for the first one."""
    calls = recordings(folder)
    for listing in find(texts, "**/*trans.text", "transcripts"):
        audio, disc = calls.get(listing.name[2:6], (Path(f"sw0{listing.name[2:6]}.sph"), DISCS[0]))
        channel = 0 if listing.name[6:7] == "A" else 1
        for row, line in text_rows(listing):
            where = f"row {row} of {listing.name}"
            if line.startswith("#"):
                continue
            try:
                _, *times, text = leading_fields(line, 3, "segment, start, end, words")
                start, end = seconds_fields(times)
            except ImporterError as error:
                run.skip(Clip(audio, "", where), str(error))
                continue
            wav = folder / f"{disc}-split-wav" / f"{listing.stem}-{start}-{end}.wav"
            yield Clip(audio, text, where, "", wav, start_s=start, end_s=end, channel=channel)


def import_swb(params: Options) -> None:
    unpacked = innermost(params.data_dir / "LDC97S62")
    folder: Path = params.data_dir if (params.data_dir / DISCS[0]).is_dir() else unpacked
    unpack_once(params.data_dir / "swb1_LDC97S62.tgz", folder, folder / DISCS[0])
    texts = obtain_transcripts(folder, params.data_dir, unpacked)
    run = import_run(params, label_filter(params, label), Rules(max_s=math.inf))
    run.write_sets(folder / "swb-{}.csv", in_order(run.convert(clips(folder, texts, run))))
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of swb1_LDC97S62.tgz or of LDC97S62/"),),
    import_swb,
    filters=False,
)
