#!/usr/bin/env python3
"""Import the English part of VoxForge, recordings that volunteers sent: voxforge-{train,dev,test}.csv.

Of the archives one in a hundred goes to dev, one to test.
"""

from __future__ import annotations

import re
import sys
import urllib.parse
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deepspeech_tf.commandline.importing import import_run, importer_parser, label_filter, run_importer
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.download import fetch
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.run import Rules
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import read_text, text_rows
from deepspeech_tf.importers.unpack import unpack_once

URL = "http://www.repository.voxforge1.org/downloads/SpeechCorpus/Trunk/Audio/Main/16kHz_16bit/"
PARALLEL = 8  # downloads


def label(text: str) -> str | None:
    return re.sub(r"[^a-z']+", " ", to_ascii(text).lower()).strip() or None


def fetch_archives(folder: Path) -> None:
    """Fetches the archives that the site lists; those that cannot be had are named."""
    page = fetch(URL, folder / "index.html")
    links = re.findall(r"""href\s*=\s*["']([^"'?]+\.tgz)["']""", read_text(page, "latin-1"), re.IGNORECASE)
    names = sorted({Path(urllib.parse.unquote(link)).name for link in links})
    missing = [name for name in names if not (folder / name).exists()]
    print(f"{len(names)} archives are listed, {len(missing)} of them are to be fetched")

    def fetch_one(name: str) -> None:
        try:
            fetch(urllib.parse.urljoin(URL, urllib.parse.quote(name)), folder / name)
        except ImporterError as error:
            print(f"W left out: {name}: {error}", file=sys.stderr)

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(fetch_one, missing))


def unpack_archives(archives: list[Path], data_dir: Path) -> None:
    """Unpacks each into the folder of its set, where it stays however many come later."""
    few = max(len(archives) // 100, 1)
    by_chance = sorted(archives, key=lambda archive: zlib.crc32(archive.name.encode()))
    sets = dict.fromkeys(by_chance[:few], "test") | dict.fromkeys(by_chance[few : 2 * few], "dev")
    for archive in archives:
        before = [name for name in NAMES if (data_dir / name / archive.stem).is_dir()]
        folder = data_dir / (before[0] if before else sets.get(archive, "train"))
        try:
            unpack_once(archive, folder, folder / archive.stem)
        except ImporterError as error:
            print(f"W left out: {error}", file=sys.stderr)


def clips(folder: Path) -> Iterator[Clip]:
    """What volunteers read: `etc/PROMPTS` has `<folder>/mfc/<id> WORDS`, `wav/` or `flac/` the audio."""
    for listing in sorted(folder.glob("*/etc/PROMPTS")):
        sent = listing.parents[1]
        try:
            read_text(listing)
            encoding = "utf-8-sig"
        except ImporterError:
            encoding = "latin-1"
        for row, line in text_rows(listing, encoding):
            key, *words = line.split(maxsplit=1)
            name = key.rsplit("/", maxsplit=1)[-1]
            flac = sent / "flac" / f"{name}.flac"
            audio = flac if flac.is_file() else sent / "wav" / f"{name}.wav"
            where = f"row {row} of {sent.name}/etc/PROMPTS: {name}"
            wav = sent / "wav-16k" / f"{name}.wav"
            yield Clip(audio, words[0] if words else "", where, folder.name, wav)


def main() -> None:
    parser = importer_parser(__doc__, filters=False)
    parser.add_argument("data_dir", type=Path, help="folder of archive/*.tgz, or of nothing yet")
    params = parser.parse_args()
    data_dir: Path = params.data_dir
    try:
        fetch_archives(data_dir / "archive")
    except ImporterError as error:
        if not any(data_dir.glob("archive/*.tgz")) and not any(data_dir.glob("*/*/etc/PROMPTS")):
            raise
        print(f"W taking what is there: {error}", file=sys.stderr)
    unpack_archives(sorted(data_dir.glob("archive/*.tgz")), data_dir)
    rules = Rules(min_s=0.5, max_s=20.0, ms_per_character=0.0, bytes_per_character=1400.0)
    run = import_run(params, label_filter(params, label), rules)
    for name in NAMES:
        samples = run.convert(clips(data_dir / name), name)
        run.write(data_dir / f"voxforge-{name}.csv", samples)
    run.finish()


if __name__ == "__main__":
    run_importer(main)
