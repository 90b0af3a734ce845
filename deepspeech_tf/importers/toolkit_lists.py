"""Data sets of other toolkits: each list that is named becomes a manifest.

All of these importers take `--target_dir`, `--audio_root` and `--max_sec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Option, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules

# Yields the clips of a list, given the list, the folder that its audio paths are relative to, and the folder
# of the WAV files.
Clips = Callable[[Path, Path, Path, ImportRun], Iterator[Clip]]


def toolkit_corpus(
    about: str,
    lists: Option,
    clips: Clips,
    *,
    name: Callable[[Path], str],
    audio_root: Option,
    kind: str = "manifests",
) -> Corpus:
    """Lists that are imported together, each into `<name>.csv`.

    Args:
        about: see `Corpus`.
        lists: the option that names the lists.
        clips: reads a list.
        name: the name of the list's manifest.
        audio_root: the option `--audio_root`; if it has no default, paths are relative to the folder of each
            list.
        kind: name of the lists in messages.
    """
    own_options = (
        lists,
        option("--target_dir", type=Path, default=Path("."), help="folder of the CSV and WAV files"),
        audio_root,
        option("--max_sec", type=float, default=20.0, help="leave out longer utterances"),
    )

    def run_import(options: Options) -> None:
        given: list[Path] = getattr(options, lists.attribute)
        names = [name(path) for path in given]
        if len(set(names)) < len(names):
            raise ImporterError(f"{kind} must have different names. Received: {', '.join(names)}")
        run = import_run(options, label_filter(options), Rules(max_s=options.max_sec))
        wavs = options.target_dir / "wavs"
        sets = (
            (own, clips(path, options.audio_root or path.parent, wavs / own, run))
            for own, path in zip(names, given, strict=True)
        )
        run.convert_sets(options.target_dir / "{}.csv", sets, relative=True)
        run.finish()

    return Corpus(about, own_options, run_import)
