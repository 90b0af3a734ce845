#!/usr/bin/env python3
"""Import Lhotse manifests, cuts or supervisions (with their recordings beside them): writes <manifest>.csv.

Takes .jsonl, .jsonl.gz and .json. Mixed cuts, and audio that is changed or made by a command, are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deepspeech_tf.commandline.importing import import_run, importer_parser, label_filter, run_importer
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.importers.tables import json_rows, read_text

Item = dict[str, Any]
_SHORTEST_REST_S = 0.02  # a segment that ends so close to the end of its recording goes to the end


def items(manifest: Path, run: ImportRun) -> list[tuple[str, Item]]:
    """Objects of a manifest, each with its place in it."""

    def damaged(number: int, reason: str) -> None:
        run.skip(Clip(manifest, "", f"row {number} of {manifest.name}"), reason)

    if ".jsonl" in manifest.suffixes:
        return [(f"row {number} of {manifest.name}", item) for number, item in json_rows(manifest, damaged)]
    try:
        listed = json.loads(read_text(manifest))
        return [(f"item {n} of {manifest.name}", dict(item)) for n, item in enumerate(listed, start=1)]
    except (ValueError, TypeError) as error:
        raise ImporterError(f"{manifest} must be a JSON list of objects: {error}") from error


def segments(manifest: Path, run: ImportRun) -> Iterator[tuple[str, Item, Item, float]]:
    """Supervisions, each with its place, its recording, and what their times are relative to, in seconds."""
    if "supervisions" not in manifest.name:
        for where, cut in items(manifest, run):
            for supervision in cut.get("supervisions") or [{}]:
                yield where, supervision, cut, float(cut.get("start", 0))
        return
    beside = manifest.with_name(manifest.name.replace("supervisions", "recordings"))
    recordings = {str(item.get("id")): item for _, item in items(beside, run)}
    for where, supervision in items(manifest, run):
        recording = recordings.get(str(supervision.get("recording_id")))
        yield where, supervision, {"recording": recording}, 0.0


def source_of(cut: Item, supervision: Item) -> tuple[str, int | None]:
    """The audio file of a supervision, and its channel there if the file has several.

    Raises:
        ImporterError: if there is none, or none that can be read as it is.
    """
    recording = cut.get("recording")
    if str(cut.get("type", "MonoCut")) not in ("MonoCut", "MultiCut", "Cut"):
        raise ImporterError(f"must be a cut of one recording. Received: {cut['type']}")
    if not isinstance(recording, dict):
        raise ImporterError("must have a recording. Received: none")
    if recording.get("transforms"):
        raise ImporterError("must be audio as recorded. Received: a recording with transforms")
    channel = supervision.get("channel", 0)
    channel = channel[0] if isinstance(channel, list) and len(channel) == 1 else channel
    for source in recording.get("sources", []):
        channels = list(source.get("channels", [0]))
        if isinstance(channel, int) and channel not in channels:
            continue
        if source.get("type") != "file":
            raise ImporterError(f"must be an audio file. Received: a {source.get('type')}")
        several = isinstance(channel, int) and len(channels) > 1
        return str(source["source"]), channels.index(channel) if several else None
    raise ImporterError(f"no audio file has channel {channel}")


def clips(manifest: Path, root: Path, wavs: Path, run: ImportRun) -> Iterator[Clip]:
    for where, supervision, cut, offset in segments(manifest, run):
        key = str(supervision.get("id", ""))
        place = f"{where}: {key}"
        try:
            name, channel = source_of(cut, supervision)
            text = str(supervision.get("text") or "")
            start = max(offset + float(supervision["start"]), 0.0)
            last = start + float(supervision["duration"])
            end = last if last < float(cut["recording"]["duration"]) - _SHORTEST_REST_S else None
        except (ImporterError, KeyError, TypeError, ValueError, AttributeError) as error:
            reason = str(error) if isinstance(error, ImporterError) else f"incomplete: {error!r}"
            run.skip(Clip(manifest, "", place), reason)
            continue
        wav = wavs / (re.sub(r"[^\w.@+-]", "_", key) + ".wav")
        yield Clip(root / name, text, place, "", wav, start_s=start, end_s=end, channel=channel)


def main() -> None:
    parser = importer_parser(__doc__)
    parser.add_argument("manifests", type=Path, nargs="+", help="cuts_train.jsonl.gz, supervisions.jsonl.gz")
    parser.add_argument("--target_dir", type=Path, default=Path("."), help="folder of the CSV and WAV files")
    parser.add_argument("--audio_root", type=Path, default=Path("."), help="what paths are relative to")
    parser.add_argument("--max_sec", type=float, default=20.0, help="leave out longer utterances")
    params = parser.parse_args()
    names = [re.sub(r"\.json.*", "", manifest.name) for manifest in params.manifests]
    if len(set(names)) < len(names):
        raise ImporterError(f"manifests must have different names. Received: {', '.join(names)}")
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    for name, manifest in zip(names, params.manifests, strict=True):
        wavs = params.target_dir / "wavs" / name
        samples = run.convert(clips(manifest, params.audio_root, wavs, run), name)
        run.write(params.target_dir / f"{name}.csv", samples, relative=True)
    run.finish()


if __name__ == "__main__":
    run_importer(main)
