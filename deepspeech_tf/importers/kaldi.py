"""Import Kaldi data directories (wav.scp, text, and segments if there is one): writes <directory>.csv.

Commands in wav.scp (`flac -c -d -s x.flac |`) are not run. The audio file that they name is read instead.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.errors import quote
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.tables import key_and_text
from deepspeech_tf.importers.toolkit_lists import toolkit_corpus

MAX_TIMES = 3  # start, end, and in old directories a channel, which is ignored
AUDIO = re.compile(r"\.(wav|flac|mp3|ogg|opus|sph|wv\d)$", re.IGNORECASE)


def recording(entry: str, root: Path) -> tuple[Path, int | None]:
    """The file that an entry of wav.scp names, and the channel that its command selects."""
    if not entry.rstrip().endswith("|"):
        return root / entry.strip(), None
    try:
        words = shlex.split(entry.rstrip().removesuffix("|"))
    except ValueError:
        words = entry.split()
    files = [word for word in words if AUDIO.search(word)]
    channel = None
    if words and Path(words[0]).name == "sph2pipe" and "-c" in words[:-1]:
        number = words[words.index("-c") + 1]
        channel = int(number) - 1 if number.isdigit() and int(number) else None
    return root / (files[0] if files else entry), channel


def table(path: Path, run: ImportRun) -> dict[str, str]:
    """Reads a list of keys and values."""
    return key_and_text(path, run.damaged(path, f"{path.parent.name}/{path.name}"))


def clips(folder: Path, root: Path, wavs: Path, run: ImportRun) -> Iterator[Clip]:
    recordings, texts = table(folder / "wav.scp", run), table(folder / "text", run)
    listed = folder / "segments"
    segments = table(listed, run) if listed.is_file() else {key: key for key in texts}
    for key, text in texts.items():
        name, *times = segments.get(key, "").split() or [""]
        audio, channel = recording(recordings.get(name, ""), root)
        where = f"{key} of {folder / 'text'}"
        if name not in recordings:
            run.skip(Clip(folder / "wav.scp", text, where), f"no recording {quote(name)} in wav.scp")
            continue
        try:
            start, end = map(float, times[:2]) if times else (0.0, -1.0)
            if times and (len(times) > MAX_TIMES or not math.isfinite(start + end)):
                raise ValueError
        except ValueError:
            shown = quote(" ".join(times))
            run.skip(Clip(audio, text, where), f"must have start and end in seconds. Received: {shown}")
            continue
        wav = wavs / (re.sub(r"[^\w.@+-]", "_", key) + ".wav")
        yield Clip(
            audio,
            text,
            where,
            folder.name,
            wav,
            start_s=start,
            end_s=end if end > 0 else None,
            channel=channel,
        )


CORPUS = toolkit_corpus(
    __doc__,
    option("data_dirs", type=Path, nargs="+", help="directories such as data/train data/test"),
    clips,
    name=lambda folder: folder.resolve().name,
    audio_root=option("--audio_root", type=Path, default=Path("."), help="what wav.scp is relative to"),
    kind="directories",
)
