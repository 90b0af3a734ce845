"""LibriSpeech's layout, for two importers: `SET/SPEAKER/CHAPTER/*.trans.txt` beside FLAC files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.obtain import innermost, obtain
from deepspeech_tf.importers.tables import find, key_and_text

URL = "https://www.openslr.org/resources/12/{}.tar.gz"
SETS = {  # with MD5 checksums, as published with the archives
    "train-clean-100": "2a93770f6d5c6c964bc36631d331a522",
    "train-clean-360": "c0e676e450a7ff2f54aeade5171606fa",
    "train-other-500": "d1a0fd59409feb2c614ce4d30c387708",
    "dev-clean": "42e2234ba48799c1f50f24a7926300a1",
    "dev-other": "c8d0bcc9cca99d4f8b62fcc847357931",
    "test-clean": "32fa31d27d2e1cad72775fee3f4849a9",
    "test-other": "fb5a50374b501bb3bac4815ee91d3135",
}


def unpacked_set(data_dir: Path, name: str) -> Path | None:
    """The folder of a set in LibriSpeech/, which may be `data_dir` itself; None if there is none."""
    for corpus in (data_dir, innermost(data_dir / "LibriSpeech")):
        if (corpus / name).is_dir():
            return innermost(corpus / name)
    return None


def librispeech_set(data_dir: Path, name: str) -> Path:
    """The folder of a set, downloaded and unpacked if necessary."""
    expected = data_dir / "LibriSpeech" / name
    if not expected.is_dir() and (folder := unpacked_set(data_dir, name)) is not None:
        return folder
    checksum = f"md5:{SETS[name]}" if name in SETS else ""
    return obtain(URL.format(name), data_dir, expected, checksum=checksum)


def librispeech_clips(folder: Path, wavs: Path, run: ImportRun) -> Iterator[Clip]:
    """Utterances of a set; their WAV files are written to `wavs`."""
    for listing in find(folder, "**/*.trans.txt", "lists of transcripts"):
        for key, text in key_and_text(listing, run.damaged(listing)).items():
            audio = listing.parent / f"{key}.flac"
            yield Clip(audio, text, f"{key} of {listing}", folder.name, wavs / f"{key}.wav")


def librispeech_label(text: str) -> str | None:
    """ASCII letters in lower case, as 0.9.3 writes them."""
    return to_ascii(text).lower() or None
