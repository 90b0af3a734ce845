"""Import Primewords Chinese Corpus Set 1 (SLR47), 100 hours: writes primewords_{train,dev,test}.csv.

The validation and test sets are 5000 clips each, drawn with a fixed seed; clips longer than 15 seconds are
left out of the training set.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.archive_and_texts import DrawnSets, packed_corpus, with_texts
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.json_values import read_json, text_value
from deepspeech_tf.importers.tables import find

NAME = "primewords_md_2018_set1"


def transcripts(path: Path, run: ImportRun) -> dict[str, str]:
    """Transcripts by the names of audio files."""
    expected = "a list of objects with 'file' and 'text'"
    listed = read_json(path)
    if not isinstance(listed, list):
        raise ImporterError(f"{path} must be {expected}. Received: {quote(listed)}")
    texts: dict[str, str] = {}
    for number, entry in enumerate(listed, start=1):
        try:
            if not isinstance(entry, dict):
                raise ImporterError(f"must be {expected}. Received: {quote(entry)}")
            texts[text_value(entry, "file")] = text_value(entry, "text")
        except ImporterError as error:
            run.skip(Clip(path, "", f"item {number} of {path.name}"), str(error))
    return texts


def clips(folder: Path, run: ImportRun) -> Iterator[Clip]:
    texts = transcripts(folder / "set1_transcript.json", run)
    recordings = find(folder, "audio_files/*/*/*.wav", "recordings")
    found = (Clip(audio, "", str(audio.relative_to(folder))) for audio in recordings)
    yield from with_texts(found, texts, lambda audio: audio.name, "set1_transcript.json", run)
    names = {audio.name for audio in recordings}
    for name, text in texts.items():
        if name not in names:
            run.skip(Clip(folder / "audio_files" / name, text, name), "no such audio file")


CORPUS = packed_corpus(
    __doc__,
    option("tgz_file", type=Path, help=f"{NAME}.tar.gz, or the folder unpacked from it"),
    NAME,
    DrawnSets(clips, max_train_s=15.0),
    manifest="primewords_{}.csv",
)
