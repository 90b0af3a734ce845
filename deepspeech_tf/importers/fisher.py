"""Import Fisher English (LDC2004S13, LDC2004T19, LDC2005S13, LDC2005T19): fisher-{train,dev,test}.csv.

The sets are 64, 16 and 20 % of the calls of each part, in their order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii, validate_english
from deepspeech_tf.importers.splits import Sets, empty_sets, in_order
from deepspeech_tf.importers.tables import find, leading_fields, seconds_fields, text_rows

# Year, recordings, transcripts
PARTS = (
    ("2004", "LDC2004S13", "LDC2004T19/fe_03_p1_tran"),
    ("2005", "LDC2005S13", "LDC2005T19/fe_03_p2_tran"),
)
# Segments whose transcripts are longer than the speech in them, and the correct transcripts
CORRECTIONS = {"fe_03_00265-33.53-33.81": "correct", "fe_03_10282-344.42-344.84": "they don't want"}
EXCLUDED = {"fe_03_11487-31.09-234.06": "203 seconds are too long for any batch"}


FIELDS = "start, end, speaker, words"


def channel_of(speaker: str) -> int:
    """The channel of speaker A or B.

    Raises:
        ImporterError: if it is neither.
    """
    name = speaker.rstrip(":")
    if name not in ("A", "B"):
        raise ImporterError(f"must have A: or B: after the times. Received: {quote(speaker)}")
    return "AB".index(name)


def label(text: str) -> str | None:
    return validate_english(to_ascii(text))


def clips(folder: Path, part: tuple[str, str, str], run: ImportRun) -> Iterator[Clip]:
    """Segments `start end A: words` of the calls, whose first channel is A."""
    year, audio_folder, text_folder = part
    calls = {path.stem: path for path in find(folder / audio_folder, "**/*.sph", "recordings")}
    for listing in find(folder / text_folder / "data" / "trans", "**/*.txt", "transcripts"):
        audio = calls.get(listing.stem, folder / audio_folder / f"{listing.stem}.sph")
        for row, line in text_rows(listing):
            if line.startswith("#"):
                continue
            where = f"row {row} of {listing.name}"
            try:
                *times, speaker, text = leading_fields(line, 3, FIELDS)
                start, end = seconds_fields(times)
                channel = channel_of(speaker)
            except ImporterError as error:
                run.skip(Clip(audio, "", where), str(error))
                continue
            name = f"{listing.stem}-{start}-{end}"
            wav = folder / f"fisher-{year}-split-wav" / f"{name}.wav"
            text = CORRECTIONS.get(name, text)
            clip = Clip(audio, text, where, "", wav, start_s=start, end_s=end, channel=channel)
            if name in EXCLUDED:
                run.skip(clip, EXCLUDED[name], "too_long")
            else:
                yield clip


def import_fisher(params: Options) -> None:
    run = import_run(params, label_filter(params, label), Rules(max_s=math.inf))
    sets: Sets = empty_sets()
    for part in PARTS:
        for name, samples in in_order(run.convert(clips(params.data_dir, part, run), part[0])).items():
            sets[name] += samples
    run.write_sets(params.data_dir / "fisher-{}.csv", sets)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of the four parts, unpacked"),),
    import_fisher,
    filters=False,
)
