"""Import conferences of the French ministry of the economy (CCPMF), 2012-2020: ccpmf_{train,dev,test}.csv.

Consecutive subtitles are joined up to ten seconds; numbers are written in words. Recordings and subtitles
are paired by the words of their names.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.french import spoken_french
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.json_values import seconds_value
from deepspeech_tf.importers.labels import validate_english
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import find
from deepspeech_tf.importers.too_long import TOO_LONG_FILE, save_too_long
from deepspeech_tf.importers.unpack import mark_of, unpack_once
from deepspeech_tf.whole_file import whole_file

FOLDER = "transcriptionsXML_audioMP3_MEFR_CCPMF_2012-2020"
PARTS = "transcriptionsxml_audiomp3_mefr_ccpmf_2012-2020_2.zip"
SOURCE = "https://data.economie.gouv.fr/explore/dataset/transcriptionsxml_audiomp3_mefr_ccpmf_2012-2020"
MAX_S = 10.0
CLOSE = 2.5e-4  # relative tolerance between the clocks of the subtitles: one second per hour


def label(text: str) -> str | None:
    return validate_english(spoken_french(text))


def obtain_folder(target: Path) -> Path:
    """The folder of recordings and subtitles, joined and unpacked from its parts if necessary."""
    if target.resolve().name == FOLDER:
        return target
    folder = target / FOLDER
    inner = target / "archive" / f"{FOLDER}.zip"  # a zip in a zip
    if folder.exists() and not mark_of(inner, target).exists():
        return folder
    whole = target / PARTS
    parts = sorted(target.glob(f"{PARTS}.[0-9][0-9][0-9]"))
    if not whole.exists() and not parts:
        raise ImporterError(
            f"{target} must have {FOLDER} or {PARTS}.001 and so on: download them from {SOURCE}"
        )
    if not whole.exists():
        missing = sorted({f"{n:03d}" for n in range(1, len(parts) + 1)} - {part.suffix[1:] for part in parts})
        if missing:
            raise ImporterError(f"{target}: parts of {PARTS} are missing: {', '.join(missing)}")
        with whole_file(whole) as joined, open(joined, "wb") as file:
            for part in parts:
                with open(part, "rb") as source:
                    while block := source.read(2**24):
                        file.write(block)
    unpack_once(whole, inner.parent, inner)
    unpack_once(inner, target, folder)
    return folder


def pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Subtitles and their recording: they have the same date, and the most words of their names in common."""
    recordings = find(folder, "**/*.mp3", "recordings")
    taken: set[Path] = set()
    for subtitles in find(folder, "**/*.xml", "subtitles"):
        words = subtitles.stem.split("_")

        def in_common(path: Path, words: list[str] = words) -> int:
            other = path.stem.split("_")
            return sum(a == b for a, b in zip(words, other, strict=False)) if other[0] == words[0] else 0

        best = max((path for path in recordings if path not in taken), key=in_common, default=None)
        if best is None or not in_common(best):
            print(f"W left out: {subtitles.name}: no recording has its date")
            continue
        taken.add(best)
        yield subtitles, best


def timed_rows(subtitles: Path, run: ImportRun) -> Iterator[tuple[float, float, str]]:
    """Start, duration and text of each subtitle.

    Raises:
        ImporterError: if the file cannot be read.
    """
    try:
        rows = list(ElementTree.parse(subtitles).getroot().iter("row"))
    except (ElementTree.ParseError, ValueError) as error:
        raise ImporterError(f"{subtitles.name}: must be XML: {error}") from error
    damaged = run.damaged(subtitles)
    for number, row in enumerate(rows, start=1):
        try:
            begins, lasts = (seconds_value(row.attrib, name) for name in ("timestamp", "timedur"))
        except ImporterError as error:
            damaged(number, str(error))
        else:
            yield begins, lasts, row.text or ""


def sentences(rows: Iterable[tuple[float, float, str]]) -> Iterator[tuple[float, float, str]]:
    """Start, end and text of subtitles; consecutive ones are joined."""
    start = end = 0.0
    text = ""
    for begins, lasts, words in rows:
        follows = bool(text) and math.isclose(begins, end, rel_tol=CLOSE)
        if follows and begins + lasts - start < MAX_S:
            end, text = begins + lasts, f"{text} {words}"
            continue
        if text:
            yield start, end, text
        start, end, text = begins, begins + lasts, words
    if text:
        yield start, end, text


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    for subtitles, audio in pairs(folder):
        try:
            found = list(sentences(timed_rows(subtitles, run)))
        except ImporterError as error:
            run.skip(Clip(audio, "", subtitles.name), str(error))
            continue
        for number, (start, end, text) in enumerate(found):
            wav = folder / subtitles.stem / f"{audio.stem}_{number:06d}.wav"
            yield Clip(audio, text, f"{subtitles.name}, sentence {number}", "", wav, start_s=start, end_s=end)


def import_ccpmf(params: Options) -> None:
    folder = obtain_folder(params.target_dir)
    spoken_french("1")  # reports a missing package now, not after an hour
    labels = label_filter(params, label)
    run = import_run(params, labels, Rules(min_s=0.85, max_s=MAX_S))
    samples = run.convert(clips(folder, run))
    run.write_sets(folder / "ccpmf_{}.csv", by_tens(samples), relative=True)
    save_too_long(params, run, labels)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("target_dir", type=Path, help=f"folder of {FOLDER} or its parts"),
        TOO_LONG_FILE,
    ),
    import_ccpmf,
)
