"""Import VCTK, 44 hours of read English by 109 speakers: writes vctk_{full,train,dev,test}.csv.

Leading and trailing silence is removed. Also imports release 0.92 (FLAC files; uses the first microphone).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.archive_and_texts import with_text
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import by_counts
from deepspeech_tf.importers.tables import find
from deepspeech_tf.importers.unpack import unpack_once

ARCHIVE = "VCTK-Corpus.zip"
URL = f"https://datashare.is.ed.ac.uk/bitstream/handle/10283/2651/{ARCHIVE}?sequence=2&isAllowed=y"
NEWER = "VCTK-Corpus-0.92"
NEWER_AUDIO = "wav48_silence_trimmed"
TRAIN, DEV, SEED = 37000, 3200, 1454


def label(text: str) -> str | None:
    words = re.sub(r"[^a-z']+", " ", to_ascii(text).lower())
    return words.strip() or None


def corpus(target: Path) -> Path:
    """The corpus' folder, unpacked or downloaded if necessary."""
    if any((target / name).is_dir() for name in ("wav48", NEWER_AUDIO)):
        return target
    newer = target / NEWER
    if newer.exists() or newer.with_suffix(".92.zip").exists():
        unpack_once(newer.with_suffix(".92.zip"), newer, newer / "txt")
        return newer
    fetched_before = f"{ARCHIVE}?sequence=2&isAllowed=y"  # the name in 0.9.3
    archive = fetched_before if (target / fetched_before).exists() else ARCHIVE
    return obtain(URL, target, target / "VCTK-Corpus", archive=archive)


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    """Recordings `p225/p225_001.wav` or `p225/p225_001_mic1.flac`; speaker p315 has no texts."""
    is_newer = (folder / NEWER_AUDIO).is_dir()
    pattern = f"{NEWER_AUDIO}/*/*_mic1.flac" if is_newer else "wav48/*/*.wav"
    for audio in find(folder, pattern, "recordings"):
        speaker, key = audio.parent.name, audio.stem.removesuffix("_mic1")
        wav = folder / "wav16" / speaker / f"{key}.wav"
        text = folder / "txt" / speaker / f"{key}.txt"
        yield from with_text(Clip(audio, "", key, speaker, wav), text, run, one_line=True)


def import_vctk(params: Options) -> None:
    folder = corpus(params.target_dir)
    run = import_run(params, label_filter(params, label), Rules(min_s=1.0, max_s=10.0, trim_db=60.0))
    samples = run.convert(clips(folder, run))
    sets = by_counts(samples, DEV, max(DEV, len(samples) - TRAIN - DEV), SEED)
    full = [sample for found in sets.values() for sample in found]
    run.write_sets(params.target_dir / "vctk_{}.csv", {"full": full} | sets)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("target_dir", type=Path, help=f"folder of VCTK-Corpus, {NEWER} or their archives"),),
    import_vctk,
    filters=False,
)
