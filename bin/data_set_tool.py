#!/usr/bin/env python3
"""Build a set from other sets: join, convert, augment, limit and split them.

    data_set_tool.py SOURCE [SOURCE ...] TARGET

Sources are CSV files and sample databases (.sdb). The extension of TARGET selects the format: .sdb; .csv,
with a folder of WAV files beside it; .tar, .tar.gz or .tgz with both. Samples are sorted, shortest first. A
sample that cannot be read is reported and left out, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Hashable, Sequence

from deepspeech_tf.audio import opus
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE, open_database
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.augment import Domain, parse_augmentations
from deepspeech_tf.data.division import divide
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.progress import with_progress
from deepspeech_tf.data.recode import Recoding, recode_all
from deepspeech_tf.data.recordings import Recordings
from deepspeech_tf.data.set_writer import TARGETS, CsvSet, DatabaseSet, SetWriter, TarSet
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.diagnosis.rows import SPEAKER_COLUMNS, read_rows
from deepspeech_tf.errors import AudioError, ConfigError, quote

SHOW_PROGRESS_FROM = 500  # samples
TYPES = {"wav": WAV_TYPE, "opus": OPUS_TYPE}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("sources", nargs="+", help="CSV files and sample databases")
    add("target", help="file to write, one of " + ", ".join(TARGETS))
    add("--audio-type", choices=sorted(TYPES), help="of a .sdb (default opus); else always wav")
    add("--bitrate", type=int, help="of Opus, in bits per second (default: as libopus has it)")
    add("--channel", type=int, help="use only this channel, counted from 1 (default: the average)")
    add("--workers", type=int, default=os.cpu_count() or 1, help="threads")
    add("--unlabeled", action="store_true", help="write no transcripts, and require none")
    add("--absolute-paths", action="store_true", help="in a .csv target")
    add("--augment", action="append", default=[], help="operation[param=value,...] on samples; repeatable")
    add("--clock", type=float, default=0.0, help="0 to 1: progress that augmentations with a:b go by")
    add("--seed", type=int, default=4568, help="of --augment and --split")
    add("--limit", type=int, default=0, help="only this many samples, the shortest; 0: all")
    add("--split", help="parts such as train=80,dev=10,test=10: writes TARGET-train, TARGET-dev …")
    add("--keep-together", choices=("speaker", "sentence"), help="never split these between parts")
    add("--include", nargs="+", default=[], help="other files to put into a .tar target")
    return parser.parse_args()


def main() -> None:
    params = parse_arguments()
    extension = next((end for end in TARGETS if params.target.lower().endswith(end)), None)
    if extension is None:
        raise ConfigError(f"TARGET must end in one of {', '.join(TARGETS)}. Received: {params.target}")
    if params.include and "t" not in extension[1:3]:
        raise ConfigError(f"--include needs a .tar target. Received: {params.target}")
    if params.workers < 1 or params.limit < 0 or not 0 <= params.clock <= 1:
        raise ConfigError("--workers must be at least 1, --limit at least 0, --clock from 0 to 1")
    recoding = _recoding(params, extension)
    utterances = _utterances(params)
    left_out = 0
    for name, part in _parts(params, utterances):
        target = params.target[: -len(extension)] + name + extension
        left_out += write_set(_writer(params, target, extension, recoding), recoding, part, params.workers)
        print(f"{target}: {len(part)} samples read")
    if left_out:
        sys.exit(f"E {left_out} samples could not be read and were left out")


def write_set(writer: SetWriter, recoding: Recoding, part: Sequence[Utterance], workers: int) -> int:
    """Writes a set; returns the number of samples that were left out."""
    left_out = 0
    with writer:
        results = recode_all(recoding, part, workers)
        for utterance, speech in with_progress(
            results, len(part), 1, ("Writing", "Wrote"), SHOW_PROGRESS_FROM
        ):
            if isinstance(speech, AudioError):
                print(f"E {speech}", file=sys.stderr)
                left_out += 1
            else:
                writer.add(speech, utterance.transcript)
        if left_out == len(part):
            raise AudioError("no sample could be read")
    return left_out


def _recoding(params: argparse.Namespace, extension: str) -> Recoding:
    kind = params.audio_type or ("opus" if extension == ".sdb" else "wav")
    if extension != ".sdb" and kind != "wav":
        raise ConfigError(f"--audio-type {kind} needs a .sdb target: others contain WAV files")
    if params.bitrate is not None:
        if kind != "opus":
            raise ConfigError("--bitrate needs Opus, which goes into a .sdb target")
        opus.require_bitrate(params.bitrate)
    if params.channel is not None and params.channel < 1:
        raise ConfigError(f"--channel must be at least 1. Received: {params.channel}")
    augmentations = parse_augmentations(params.augment)
    for text, augmentation in zip(params.augment, augmentations, strict=True):
        if augmentation.domain is not Domain.SAMPLE:
            raise ConfigError(f"--augment {text}: acts on {augmentation.domain.value}, which no set contains")
    return Recoding(
        TYPES[kind],
        params.bitrate,
        tuple(augmentations),
        params.clock,
        params.seed,
        channel=params.channel,
    )


def _utterances(params: argparse.Namespace) -> list[Utterance]:
    if not params.unlabeled:
        return read_manifests(params.sources, limit=params.limit)
    utterances = [one for source in params.sources for one in _unlabeled(source)]
    utterances.sort(key=lambda utterance: utterance.size)
    return utterances[: params.limit] if params.limit else utterances


def _unlabeled(source: str) -> list[Utterance]:
    """Recordings of a source without transcripts; of remote files the sizes are unknown."""
    named = Recordings(source).named
    if source.lower().endswith(".sdb"):
        sizes = open_database(source).sizes()
    else:
        sizes = [os.path.getsize(path) if os.path.isfile(path) else 0 for path, _ in named]
    return [Utterance(path, where, size, "") for (path, where), size in zip(named, sizes, strict=True)]


def _parts(params: argparse.Namespace, utterances: list[Utterance]) -> list[tuple[str, list[Utterance]]]:
    """Suffix and samples of each set; a split is random, each part shortest first."""
    if not params.split:
        return [("", utterances)]
    try:
        pairs = [part.split("=") for part in params.split.split(",")]
        shares = {name: float(share) for name, share in pairs if name.isidentifier()}
    except ValueError:
        pairs, shares = [], {}
    is_share = all(math.isfinite(share) and share > 0 for share in shares.values())
    if not shares or len(shares) < len(pairs) or not is_share:
        raise ConfigError(f"--split must be name=share,name=share. Received: {quote(params.split)}")
    keys: Sequence[Hashable] = range(len(utterances))
    if params.keep_together == "sentence":
        keys = [utterance.transcript for utterance in utterances]
    elif params.keep_together == "speaker":
        keys = _speakers(params.sources, utterances)
    pieces = divide(keys, list(shares.values()), params.seed)
    for name, piece in zip(shares, pieces, strict=True):
        if not piece:
            kind = params.keep_together or "sample"
            raise ConfigError(
                f"--split: nothing is left for {quote(name)}: each {kind} goes to one part whole"
            )
    return [
        (f"-{name}", [utterances[place] for place in piece])
        for name, piece in zip(shares, pieces, strict=True)
    ]


def _speakers(sources: Sequence[str], utterances: Sequence[Utterance]) -> list[str]:
    """The speaker of each utterance, by a column of the CSV files or by names as in LibriSpeech."""
    speakers = {row.audio: row.speaker for source in sources for row in read_rows("train", source).rows}
    for utterance in utterances:
        if not speakers.get(utterance.path):
            columns = ", ".join(SPEAKER_COLUMNS)
            raise ConfigError(f"{utterance.where}: must name a speaker in one of the columns {columns}")
    return [speakers[utterance.path] for utterance in utterances]


def _writer(params: argparse.Namespace, target: str, extension: str, recoding: Recoding) -> SetWriter:
    labeled = not params.unlabeled
    if extension == ".sdb":
        return DatabaseSet(target, recoding.speech_type, labeled=labeled)
    if extension == ".csv":
        return CsvSet(target, labeled=labeled, absolute=params.absolute_paths)
    return TarSet(target, labeled=labeled, include=params.include)


if __name__ == "__main__":
    run_importer(main)
