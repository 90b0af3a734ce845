"""Import a folder of audio files with a .txt file of the same name beside each: writes data.csv.

With --split: train.csv, dev.csv and test.csv with eight, one and one of every ten clips. Subfolders are
searched as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.audio.read import AUDIO_EXTENSIONS
from deepspeech_tf.importers.archive_and_texts import with_text
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.splits import by_tens
from deepspeech_tf.importers.tables import find

CONVERTED = "wav-16k"


def clips(folder: Path, target: Path, run: ImportRun) -> Iterator[Clip]:
    for audio in find(folder, "**/*", "audio files"):
        name = audio.relative_to(folder)
        if audio.suffix.lower() not in AUDIO_EXTENSIONS or target / CONVERTED in audio.parents:
            continue
        # a.mp3 and a.flac may both exist, so each has a separate WAV file
        wav = target / CONVERTED / name.with_name(name.name + ".wav")
        clip = Clip(audio, "", str(name), wav=wav)
        yield from with_text(clip, audio.with_suffix(".txt"), run, one_line=True)


def import_folder(params: Options) -> None:
    target: Path = params.target_dir or params.folder
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    samples = run.convert(clips(params.folder, target, run))
    if params.split:
        run.write_sets(target / "{}.csv", by_tens(samples), relative=True)
    else:
        run.write(target / "data.csv", samples, relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("folder", type=Path, help="folder with the audio and the text files"),
        option("--target_dir", type=Path, help="folder of the CSV and WAV files"),
        option("--split", action="store_true", help="write train.csv, dev.csv and test.csv"),
        option("--max_sec", type=float, default=20.0, help="leave out longer clips"),
    ),
    import_folder,
)
