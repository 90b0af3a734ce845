"""One run of an importer: converts clips to samples and counts them. A bad clip never ends the run."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from deepspeech_tf.audio.location import as_on_disk
from deepspeech_tf.errors import NO_MORE_SPACE, AudioError, DeepSpeechError, ImporterError, reason_of
from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip, ImportedClip, LeftOut
from deepspeech_tf.importers.convert import (
    SAMPLE_RATE_HZ,
    load_samples,
    seconds_as_it_is,
    seconds_if_ready,
    trim_silence,
    wav_beside,
    write_wav,
)
from deepspeech_tf.importers.counters import Counter, name_left_out
from deepspeech_tf.importers.labels import LabelFilter, is_unicode
from deepspeech_tf.importers.manifest import write_left_out, write_manifest

_NAMED = 20  # clips left out that are reported on the screen


@dataclass(frozen=True)
class Rules:
    """Which clips are imported, and how."""

    min_s: float = 0.0
    max_s: float = 10.0  # a clip's own `max_s` takes precedence
    ms_per_character: float = 20.0  # faster speech has too few frames for CTC; 0: any
    bytes_per_character: float = 0.0  # with fewer bytes the transcript must be wrong; 0: any
    sample_rate_hz: int = SAMPLE_RATE_HZ
    convert: bool = True  # False: the manifest lists the original files
    trim_db: float = 0.0  # cut off silence: frames this far below the loudest one; 0: do not
    spaced: bool = False  # put spaces between the characters of the transcript


class ImportRun:
    """Converts clips, counts, and writes manifests."""

    def __init__(
        self,
        labels: LabelFilter,
        rules: Rules = Rules(),
        *,
        workers: int = 0,
        left_out_file: Path | None = None,
        say: Callable[[str], None] = print,
    ) -> None:
        """Args:
        labels: converts the corpus' text to labels.
        rules: which clips are imported.
        workers: number of threads; 0: one per processor.
        left_out_file: CSV file to write, which lists all clips that were left out.
        say: prints a line for the user.
        """
        self.counter = Counter()
        self.left_out: list[LeftOut] = []
        self._labels, self._rules, self._say = labels, rules, say
        self._workers = workers or len(os.sched_getaffinity(0))
        self._left_out_file = left_out_file
        self._titles = 0  # reports printed so far
        self._empty: list[tuple[Path, Sequence[str]]] = []  # manifests without samples, with their columns
        self._claims: dict[Path, Clip] = {}  # files that the manifest may list, with their clips

    def convert(self, clips: Iterable[Clip], title: str = "") -> list[ImportedClip]:
        """Converts the usable clips in order; the others are counted and reported.

        Args:
            clips: the clips of the corpus.
            title: if not empty, these clips are reported separately under this title.
        """
        before = len(self.left_out)
        waiting = list(clips)
        samples: list[ImportedClip] = []
        counter = Counter()
        for item in self.left_out[before:]:  # skipped by the importer while it listed the clips
            counter.add(item)
        with tqdm(total=len(waiting), unit="clip", disable=not sys.stderr.isatty()) as bar:
            for result in self._results(waiting):
                self.counter.add(result)
                counter.add(result)
                if isinstance(result, ImportedClip):
                    samples.append(result)
                else:
                    self.left_out.append(result)
                bar.update()
        if title:
            self._titles += 1
            self._say(f"{title}:")
            for line in counter.report(self._rules.max_s):
                self._say(line)
        return samples

    def skip(self, clip: Clip, reason: str, kind: str = "failed") -> None:
        """Counts a clip that the importer cannot use."""
        item = LeftOut(clip, kind, reason)
        self.counter.add(item)
        self.left_out.append(item)

    def damaged(self, listing: Path, name: str = "") -> Callable[[int, str], None]:
        """A function that table readers call to leave out a row, given its number and the reason.

        Args:
            listing: the table.
            name: its name in messages; empty: its file name.
        """

        def skip(number: int, reason: str) -> None:
            self.skip(Clip(listing, "", f"row {number} of {name or listing.name}"), reason)

        return skip

    def limit(self, samples: Sequence[ImportedClip], max_s: float) -> list[ImportedClip]:
        """The samples of at most `max_s` seconds; for corpora that limit the training set after the split."""
        for sample in samples:
            if sample.seconds > max_s:
                reason = f"{sample.seconds:.2f} s, longer than {max_s:g} s"
                self.left_out.append(LeftOut(sample.clip, "too_long", reason, sample.seconds))
                self.counter.withdraw(sample, "too_long")
        return [sample for sample in samples if sample.seconds <= max_s]

    def write(
        self,
        path: Path,
        samples: Sequence[ImportedClip],
        *,
        relative: bool = False,
        extra: Sequence[str] = (),
    ) -> None:
        """Writes one manifest; an empty one in `finish`, if others have samples."""
        if not samples:
            self._empty.append((path, extra))
            return
        self._say(f"Writing CSV file: {path} ({len(samples)} samples)")
        write_manifest(path, samples, relative=relative, extra=extra)

    def write_sets(
        self,
        template: Path,
        sets: Mapping[str, Sequence[ImportedClip]],
        *,
        relative: bool = False,
        extra: Sequence[str] = (),
    ) -> None:
        """Writes a manifest for each set; `{}` in the template's name is replaced by the set's name."""
        for name, samples in sets.items():
            self.write(_path_of(template, name), samples, relative=relative, extra=extra)

    def convert_sets(
        self, template: Path, sets: Iterable[tuple[str, Iterable[Clip]]], *, relative: bool = False
    ) -> None:
        """Converts, reports and writes one set after the other.

        Args:
            template: see `write_sets`.
            sets: names and clips.
            relative: see `write_manifest`.
        """
        for name, clips in sets:
            self.write(_path_of(template, name), self.convert(clips, name), relative=relative)

    def finish(self) -> None:
        """Reports what was imported and what was left out.

        Raises:
            ImporterError: if nothing was imported; then no manifest was written or replaced.
        """
        if self.counter.imported:
            for path, extra in self._empty:
                self._say(f"Writing CSV file: {path} (0 samples)")
                write_manifest(path, (), extra=extra)
        for line in name_left_out(self.left_out, _NAMED):
            print(line, file=sys.stderr)
        if self._left_out_file:
            write_left_out(self._left_out_file, self.left_out)
        if not self._titles:
            for line in self.counter.report(self._rules.max_s):
                self._say(line)
        if not self.counter.imported:
            received = f"Received: {self.counter.all} clips"
            raise ImporterError(f"no clip could be used. {received}; no CSV file was written")

    def _results(self, clips: Sequence[Clip]) -> Iterator[ImportedClip | LeftOut]:
        """Yields results in the order of the clips, working on a limited number at a time."""
        under_way: deque[Future[ImportedClip | LeftOut]] = deque()
        pool = ThreadPoolExecutor(self._workers)
        try:
            for clip in clips:
                label, reason = self._labels(clip.text)
                if label is None:  # without touching files
                    under_way.append(_done(LeftOut(clip, "invalid_label", reason)))
                else:
                    under_way.append(pool.submit(self._one, clip, label, self._claim(clip)))
                if len(under_way) >= 16 * self._workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _claim(self, clip: Clip) -> str:
        """Reserves the clip's files, so that no two recordings share a WAV file.

        Returns:
            Why they cannot be reserved; empty if they are.
        """
        target = self._target(clip)
        for path in dict.fromkeys((clip.audio, target) if self._is_whole(clip) else (target,)):
            owner = self._claims.setdefault(path, clip)
            if _piece(owner) != _piece(clip):
                return f"its file {path} belongs to another clip ({owner.where}: {owner.audio})"
        return ""

    def _one(self, clip: Clip, label: str, taken: str) -> ImportedClip | LeftOut:
        if taken:
            return LeftOut(clip, "failed", taken)
        for path in (clip.audio, clip.wav or clip.audio):
            if not is_unicode(str(path)):
                return LeftOut(clip, "failed", f"file name must be UTF-8. Received: {str(path)!a}")
            if "\n" in str(path):
                reason = (
                    f"file name must not contain a line break, as rows of CSV files. Received: {str(path)!a}"
                )
                return LeftOut(clip, "failed", reason)
        try:
            audio = Path(as_on_disk(str(in_any_case(clip.audio))))
            return self._take(replace(clip, audio=audio), label)
        except OSError as error:
            if error.errno in NO_MORE_SPACE:  # every clip that follows would fail as well
                raise ImporterError(f"{self._target(clip)}: cannot be written: {reason_of(error)}") from error
            return LeftOut(clip, "failed", str(error))
        except DeepSpeechError as error:
            return LeftOut(clip, "failed", str(error))
        except (ArithmeticError, RuntimeError, ValueError) as error:  # one clip must not end the run
            return LeftOut(clip, "failed", f"{type(error).__name__}: {error}")

    def _is_whole(self, clip: Clip) -> bool:
        return clip.start_s <= 0 and clip.end_s is None and clip.channel is None and not self._rules.trim_db

    def _target(self, clip: Clip) -> Path:
        """Path of the clip's WAV file."""
        if clip.wav:
            return clip.wav
        part = ""
        if clip.start_s > 0 or clip.end_s is not None:
            part += f"_{clip.start_s:g}-{'' if clip.end_s is None else f'{clip.end_s:g}'}s"
        if clip.channel is not None:
            part += f"_channel{clip.channel}"
        return wav_beside(clip.audio, self._rules.sample_rate_hz, part)

    def _take(self, clip: Clip, label: str) -> ImportedClip | LeftOut:
        rate = self._rules.sample_rate_hz
        if self._is_whole(clip):
            # A file that cannot be decoded now could not be decoded in training.
            if not self._rules.convert:
                return self._judge(clip, label, clip.audio, seconds_as_it_is(clip.audio))
            if (ready := seconds_if_ready(clip.audio, rate, decode=True)) is not None:
                return self._judge(clip, label, clip.audio, ready)
        target = self._target(clip)
        if (seconds := _converted_before(target, rate)) is not None:
            return self._judge(clip, label, target, seconds)
        samples = load_samples(clip.audio, rate, start_s=clip.start_s, end_s=clip.end_s, channel=clip.channel)
        if self._rules.trim_db:
            samples = trim_silence(samples, self._rules.trim_db)
        seconds, size = len(samples) / rate, 44 + 2 * len(samples)
        if refusal := self._refuse(clip, label, size, seconds):
            return refusal
        write_wav(target, samples, rate)
        return self._judge(clip, label, target, seconds)

    def _judge(self, clip: Clip, label: str, path: Path, seconds: float) -> ImportedClip | LeftOut:
        size = path.stat().st_size
        if refusal := self._refuse(clip, label, size, seconds):
            return refusal
        return ImportedClip(path, size, " ".join(label) if self._rules.spaced else label, seconds, clip)

    def _refuse(self, clip: Clip, label: str, size: int, seconds: float) -> LeftOut | None:
        rules = self._rules
        if rules.ms_per_character and int(seconds * 1000 / rules.ms_per_character) < len(label):
            reason = f"{seconds:.2f} s are too short for {len(label)} characters"
            return LeftOut(clip, "too_short", reason, seconds)
        if seconds < rules.min_s:
            return LeftOut(clip, "too_short", f"{seconds:.2f} s, shorter than {rules.min_s:g} s", seconds)
        if seconds > (clip.max_s or rules.max_s):
            limit = clip.max_s or rules.max_s
            return LeftOut(clip, "too_long", f"{seconds:.2f} s, longer than {limit:g} s", seconds)
        if size < rules.bytes_per_character * len(label):
            return LeftOut(clip, "too_short", f"{size} bytes for {len(label)} characters", seconds)
        return None


def _path_of(template: Path, name: str) -> Path:
    return template.with_name(template.name.replace("{}", name))


def _done(result: ImportedClip | LeftOut) -> Future[ImportedClip | LeftOut]:
    """A result that needs no thread."""
    future: Future[ImportedClip | LeftOut] = Future()
    future.set_result(result)
    return future


def _piece(clip: Clip) -> tuple[Path, float, float | None, int | None]:
    """The recording of a clip, and which part of it."""
    return clip.audio, clip.start_s, clip.end_s, clip.channel


def _converted_before(path: Path, sample_rate_hz: int) -> float | None:
    """Seconds of a WAV file that an earlier run wrote; None if there is none or it is damaged."""
    try:
        return seconds_if_ready(path, sample_rate_hz, decode=False)
    except AudioError:
        return None
