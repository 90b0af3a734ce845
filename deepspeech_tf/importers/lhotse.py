"""Import Lhotse manifests, cuts or supervisions (with their recordings beside them): writes <manifest>.csv.

Takes .jsonl, .jsonl.gz and .json. Mixed cuts, and audio with transforms or from a command, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.any_case import in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.json_values import (
    Item,
    json_rows,
    read_json,
    received,
    seconds_value,
    text_value,
)
from deepspeech_tf.importers.toolkit_lists import toolkit_corpus

_SHORTEST_REST_S = 0.02  # a segment that ends this close to the end of its recording is extended to the end


def items(manifest: Path, run: ImportRun) -> Iterator[tuple[str, Item]]:
    """Objects of a manifest, each with its position."""
    if any(suffix.lower() == ".jsonl" for suffix in manifest.suffixes):
        for number, item in json_rows(manifest, run.damaged(manifest)):
            yield f"row {number} of {manifest.name}", item
        return
    listed = read_json(manifest)
    if not isinstance(listed, list):
        raise ImporterError(f"{manifest} must be a JSON list of objects. Received: {quote(listed)}")
    for number, item in enumerate(listed, start=1):
        where = f"item {number} of {manifest.name}"
        if isinstance(item, dict):
            yield where, item
        else:
            run.skip(Clip(manifest, "", where), f"must be a JSON list of objects. Received: {quote(item)}")


def segments(manifest: Path, run: ImportRun) -> Iterator[tuple[str, Item, Item]]:
    """Supervisions, each with its position and its cut, or its recording if there are no cuts."""
    if "supervisions" not in manifest.name:
        for where, cut in items(manifest, run):
            listed = cut.get("supervisions") or [{}]
            if isinstance(listed, list) and all(isinstance(one, dict) for one in listed):
                yield from ((where, supervision, cut) for supervision in listed)
            else:
                shown = received(cut, "supervisions")
                reason = f"must have 'supervisions', a list of objects. Received: {shown}"
                run.skip(Clip(manifest, "", where), reason)
        return
    beside = in_any_case(manifest.with_name(manifest.name.replace("supervisions", "recordings")))
    recordings = {str(item.get("id")): item for _, item in items(beside, run)}
    for where, supervision in items(manifest, run):
        recording = recordings.get(str(supervision.get("recording_id")))
        yield where, supervision, {"recording": recording}


def source_of(cut: Item, supervision: Item) -> tuple[str, int | None]:
    """The audio file of a supervision, and its channel there if the file has several.

    Raises:
        ImporterError: if there is none that can be read without processing.
    """
    recording = cut.get("recording")
    if str(cut.get("type", "MonoCut")) not in ("MonoCut", "MultiCut", "Cut"):
        raise ImporterError(
            f"must be a cut of one recording. Received: {received(cut, 'type').strip(chr(39))}"
        )
    if not isinstance(recording, dict):
        raise ImporterError("must have a recording. Received: none")
    if recording.get("transforms"):
        raise ImporterError("must be audio as recorded. Received: a recording with transforms")
    channel = supervision.get("channel", 0)
    channel = channel[0] if isinstance(channel, list) and len(channel) == 1 else channel
    sources = recording.get("sources")
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        shown = received(recording, "sources")
        raise ImporterError(f"its recording must have 'sources', a list of objects. Received: {shown}")
    for source in sources:
        channels = source.get("channels", [0])
        if not isinstance(channels, list):
            raise ImporterError(
                f"a source must have 'channels', a list. Received: {received(source, 'channels')}"
            )
        if isinstance(channel, int) and channel not in channels:
            continue
        if source.get("type") != "file":
            raise ImporterError(f"must be an audio file. Received: a {source.get('type')}")
        several = isinstance(channel, int) and len(channels) > 1
        return text_value(source, "source"), channels.index(channel) if several else None
    raise ImporterError(f"no audio file has channel {quote(channel)}")


def clips(manifest: Path, root: Path, wavs: Path, run: ImportRun) -> Iterator[Clip]:
    for where, supervision, cut in segments(manifest, run):
        key = str(supervision.get("id", ""))
        place = f"{where}: {key}"
        try:
            name, channel = source_of(cut, supervision)
            text = "" if supervision.get("text") is None else text_value(supervision, "text")
            start = max(seconds_value(cut, "start", 0.0) + seconds_value(supervision, "start"), 0.0)
            last = start + seconds_value(supervision, "duration")
            whole = last >= seconds_value(cut["recording"], "duration") - _SHORTEST_REST_S
        except ImporterError as error:
            run.skip(Clip(manifest, "", place), str(error))
            continue
        end = None if whole else last
        wav = wavs / (re.sub(r"[^\w.@+-]", "_", key) + ".wav")
        yield Clip(root / name, text, place, "", wav, start_s=start, end_s=end, channel=channel)


CORPUS = toolkit_corpus(
    __doc__,
    option("manifests", type=Path, nargs="+", help="cuts_train.jsonl.gz, supervisions.jsonl.gz"),
    clips,
    name=lambda manifest: re.sub(r"\.json.*", "", manifest.name),
    audio_root=option("--audio_root", type=Path, default=Path("."), help="what paths are relative to"),
)
