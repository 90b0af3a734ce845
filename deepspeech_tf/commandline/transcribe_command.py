"""`python -m deepspeech_tf.transcribe`: options, the progress bar, and the summary."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deepspeech_tf.commandline.begin import write_data
from deepspeech_tf.commandline.checkpoint_model import model_of_checkpoint
from deepspeech_tf.commandline.options import Options, run
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.cues import CueLimits
from deepspeech_tf.speech.formats import FORMATS
from deepspeech_tf.speech.recognizer import RecognizerConfig
from deepspeech_tf.speech.segments import Cutting
from deepspeech_tf.store.place import resolve_model
from deepspeech_tf.transcription.job import Task, Work, require_formats
from deepspeech_tf.transcription.tasks import (
    catalog_tasks,
    find_recordings,
    require_different_outputs,
    tasks_for,
)

if TYPE_CHECKING:
    from deepspeech_tf.transcription.run import Progress, TranscriptionRun

_BAR = "{percentage:3.0f}%|{bar}| {n:.0f}/{total_fmt} s of audio, {remaining} left{postfix}"
_BAR_WITHOUT_TOTAL = "{n:.0f} s of audio{postfix}"
_LINE_S = 10  # seconds between lines of progress where there is no terminal


def transcribe_command(description: str) -> None:
    """Runs the command with the arguments of the process."""
    run(lambda: _transcribe(sys.argv[1:], description))


def _options(description: str) -> Options:
    options = Options(description, prog="python -m deepspeech_tf.transcribe")
    add = options.add_argument
    add("recordings", nargs="*", help="audio and video files, folders, patterns; - is standard input")
    add("--src", "--audio", help="a recording, a folder or a .catalog file, as in 0.9.3")
    add("--catalog", action="append", default=[], help="JSON list of objects with audio and tlog (DSAlign)")
    add("--dst", help="file of the transcript of a single recording; - is standard output")
    add("--output_dir", help="folder of the transcripts; by default, they are beside the recordings")
    add("--formats", "--format", help=f"list of {', '.join(FORMATS)}; default: txt; tlog with --src")
    options.switch("recursive", "search folders inside of folders")
    options.switch("force", "replace transcripts that exist")
    add("--model", default="english", help="model file, or name of a model; default: english")
    add("--scorer_path", "--scorer", help="scorer; default: that of the named model; '' for none")
    add("--checkpoint_dir", help="checkpoint instead of a model; needs the extra [train]")
    add("--lm_alpha", type=float, help="weight of the language model")
    add("--lm_beta", type=float, help="weight of the word count")
    add("--beam_width", type=int, help="hypotheses that the decoder keeps")
    add("--hot_words", default="", help="word:boost, separated by commas")
    add("--vad_aggressiveness", type=int, default=Cutting.aggressiveness, help="0 to 3; default: %(default)s")
    add("--pause_s", type=float, default=Cutting.pause_s, help="pause where recordings are cut (%(default)s)")
    add("--longest_s", type=float, default=Cutting.longest_s, help="longest segment (%(default)s)")
    add("--processes", type=int, default=0, help="processes that recognize; default: one per processor")
    add(
        "--engine",
        choices=["local", "ray"],
        default="local",
        help="ray: a Ray cluster; needs the extra [ray]",
    )
    add("--batch_size", type=int, default=1, help="segments a process receives at once (%(default)s)")
    add("--outlier_duration_ms", type=int, default=10000, help="longer segments are outliers (%(default)s)")
    add("--outlier_batch_size", type=int, default=1, help="outliers a process receives at once (%(default)s)")
    add(
        "--max_line",
        type=int,
        default=CueLimits.characters,
        help="characters of a subtitle's line (%(default)s)",
    )
    add("--max_lines", type=int, default=CueLimits.lines, help="lines of a subtitle (%(default)s)")
    add("--words_per_cue", type=int, default=0, help="words of a subtitle; 0: as many as fit")
    return options


def _transcribe(arguments: list[str], description: str) -> int:
    options = _options(description)
    values, unknown = options.parse(arguments)
    if unknown and not values.checkpoint_dir:
        options.error(f"unknown options: {' '.join(unknown)}")
    tasks = _tasks(values)
    work = _work(values, unknown)
    with _Bar() as bar:
        outcome = _run_class(values.engine)(tasks, work, write_data, bar.show).run()
    if outcome.transcribed:
        bar.summary(len(outcome.transcribed))
    return 1 if outcome.failed else 0


def _run_class(engine: str) -> type[TranscriptionRun]:
    if engine == "ray":
        from deepspeech_tf.transcription.ray_run import RayRun

        return RayRun
    from deepspeech_tf.transcription.run import TranscriptionRun

    return TranscriptionRun


def _tasks(values: argparse.Namespace) -> list[Task]:
    named, catalogs = list(values.recordings), [Path(one) for one in values.catalog]
    if values.src is not None:
        (catalogs if values.src.endswith(".catalog") else named).append(values.src)
    if not named and not catalogs:
        raise ConfigError("expected recordings. Received: none (--help shows all options)")
    if catalogs and (values.dst or values.output_dir or values.formats):
        raise ConfigError("a catalog names its transcripts: --dst, --output_dir and --formats do not apply")
    tasks = [task for path in catalogs for task in catalog_tasks(Path(path))]
    if named:
        tasks += _named_tasks(values, named)
    require_different_outputs(tasks)
    return tasks


def _named_tasks(values: argparse.Namespace, named: list[str]) -> list[Task]:
    recordings = find_recordings(named, recursive=values.recursive)
    ending = Path(values.dst).suffix[1:] if values.dst and values.dst != "-" else ""
    default = ending if ending in FORMATS else "tlog" if values.src is not None else "txt"
    formats = require_formats((values.formats or default).replace(",", " ").split())
    if values.dst:
        if len(recordings) != 1 or len(formats) != 1 or any(os.path.isdir(one) for one in named):
            raise ConfigError("--dst needs a single recording and a single format; see --output_dir")
        return [Task(recordings[0], ((formats[0], None if values.dst == "-" else Path(values.dst)),))]
    folder = Path(values.output_dir) if values.output_dir else None
    if folder:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"--output_dir {folder}: cannot be made: {error.strerror}") from error
    return tasks_for(recordings, formats, folder)


def _work(values: argparse.Namespace, unknown: list[str]) -> Work:
    if values.checkpoint_dir:
        model, scorer = model_of_checkpoint(values.checkpoint_dir, unknown), None
    else:
        model, scorer = resolve_model(values.model)
    if values.scorer_path is not None:
        scorer = Path(values.scorer_path) if values.scorer_path else None
    recognizer = RecognizerConfig(
        model, scorer, values.beam_width, values.lm_alpha, values.lm_beta, hot_words(values.hot_words)
    )
    return Work(
        recognizer,
        Cutting(values.vad_aggressiveness, values.pause_s, longest_s=values.longest_s),
        CueLimits(values.max_line, values.max_lines, words=values.words_per_cue),
        values.processes or len(os.sched_getaffinity(0)),
        values.batch_size,
        values.outlier_duration_ms / 1000,
        values.outlier_batch_size,
        values.force,
    )


def hot_words(text: str) -> tuple[tuple[str, float], ...]:
    """Words and boosts of `--hot_words word:boost,word:boost`.

    Raises:
        ConfigError: if the text has another form.
    """
    found = []
    for part in filter(None, text.split(",")):
        word, separator, boost = part.rpartition(":")
        try:
            found.append((word, float(boost)))
        except ValueError:
            separator = ""
        if not separator or not word:
            raise ConfigError(f"--hot_words: expected word:boost, separated by commas. Received: {part}")
    return tuple(found)


class _Bar:
    """The progress on standard error: a bar on a terminal, else a line from time to time."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._started = self._lately = time.monotonic()
        self._done_s = self._fresh_s = 0.0
        self._bar = tqdm(
            unit="s", unit_scale=True, disable=not sys.stderr.isatty(), dynamic_ncols=True,
            delay=0.001, bar_format=_BAR,  # with a delay, nothing is shown before the model is loaded
        )  # fmt: skip

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, progress: Progress) -> None:
        """Shows how far the run is."""
        self._done_s, self._fresh_s = progress.done_s, progress.done_s - progress.resumed_s
        elapsed = time.monotonic() - self._started
        factor = elapsed / self._fresh_s if self._fresh_s else 0.0
        total = progress.total_s and max(progress.total_s, progress.done_s)
        self._bar.total = total
        self._bar.bar_format = _BAR if total else _BAR_WITHOUT_TOTAL
        self._bar.set_postfix_str(f"real-time factor {factor:.3f}", refresh=False)
        self._bar.update(progress.done_s - self._bar.n)
        if self._bar.disable and time.monotonic() - self._lately >= _LINE_S:
            self._lately = time.monotonic()
            left = f" of {total:.0f} s, {(total - progress.done_s) * factor:.0f} s left" if total else " s"
            print(f"I {progress.done_s:.0f}{left}, real-time factor {factor:.3f}", file=sys.stderr)

    def summary(self, count: int) -> None:
        """Prints what was done and how fast."""
        elapsed = time.monotonic() - self._started
        what = "1 recording" if count == 1 else f"{count} recordings"
        factor = f", real-time factor {elapsed / self._fresh_s:.3f}" if self._fresh_s else ""
        earlier = self._done_s - self._fresh_s
        factor += f"; {earlier:.1f} s are from an earlier run" if earlier else ""
        print(f"I {what}: {self._done_s:.1f} s of audio in {elapsed:.1f} s{factor}", file=sys.stderr)
