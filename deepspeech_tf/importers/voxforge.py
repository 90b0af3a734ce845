"""Import the English part of VoxForge, recordings submitted by volunteers: voxforge-{train,dev,test}.csv.

One in a hundred archives is in dev, and one in test.
"""

from __future__ import annotations

import re
import sys
import urllib.parse
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.any_case import files_in, in_any_case
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.download import fetch
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import to_ascii
from deepspeech_tf.importers.splits import NAMES
from deepspeech_tf.importers.tables import carriage_return, read_text, text_rows
from deepspeech_tf.importers.unpack import unpack_once

URL = "http://www.repository.voxforge1.org/downloads/SpeechCorpus/Trunk/Audio/Main/16kHz_16bit/"
PARALLEL = 8  # downloads


def label(text: str) -> str | None:
    return re.sub(r"[^a-z']+", " ", to_ascii(text).lower()).strip() or None


def fetch_archives(folder: Path) -> None:
    """Downloads the archives that the site lists; those that cannot be downloaded are reported."""
    page = fetch(URL, folder / "index.html")
    links = re.findall(r"""href\s*=\s*["']([^"'?]+\.tgz)["']""", read_text(page, "latin-1"), re.IGNORECASE)
    names = sorted({Path(urllib.parse.unquote(link)).name for link in links})
    unpacked = {sent.name for sent in folders(folder.parent)}
    missing = [name for name in names if not (folder / name).exists() and Path(name).stem not in unpacked]
    print(f"{len(names)} archives are listed; {len(missing)} of them will be downloaded")

    def fetch_one(name: str) -> None:
        try:
            fetch(urllib.parse.urljoin(URL, urllib.parse.quote(name)), folder / name)
        except ImporterError as error:
            print(f"W left out: {name}: {error}", file=sys.stderr)

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(fetch_one, missing))


def folders(data_dir: Path) -> list[Path]:
    """Folders of unpacked submissions: in the folders of sets, or not yet divided into sets."""
    places = [data_dir / name for name in NAMES] + [data_dir, data_dir / "archive"]
    return [listing.parents[1] for place in places for listing in sorted(place.glob("*/etc/PROMPTS"))]


def drawn(names: list[str]) -> dict[str, str]:
    """The set of each archive: one in a hundred for test, one for dev; always the same ones."""
    few = max(len(names) // 100, 1)
    by_chance = sorted(names, key=lambda name: zlib.crc32(f"{name}.tgz".encode()))
    return dict.fromkeys(by_chance[:few], "test") | dict.fromkeys(by_chance[few : 2 * few], "dev")


def unpack_archives(archives: list[Path], data_dir: Path) -> None:
    """Unpacks each into the folder of its set, which does not change when archives are added.

    An archive that was unpacked manually, outside the folders of sets, is not unpacked again.
    """
    loose = {sent.name for sent in folders(data_dir) if sent.parent.name not in NAMES}
    sets = drawn([archive.stem for archive in archives])
    for archive in archives:
        if archive.stem in loose:
            print(f"Found {archive.stem} - not unpacking {archive.name}.")
            continue
        before = [name for name in NAMES if (data_dir / name / archive.stem).is_dir()]
        folder = data_dir / (before[0] if before else sets.get(archive.stem, "train"))
        try:
            unpack_once(archive, folder, folder / archive.stem)
        except ImporterError as error:
            print(f"W left out: {error}", file=sys.stderr)


def divided(data_dir: Path) -> dict[str, list[Path]]:
    """The folders of submissions in each set."""
    found = folders(data_dir)
    loose = [sent.name for sent in found if sent.parent.name not in NAMES]
    sets = drawn(loose) if loose else {}
    return {
        name: [
            sent
            for sent in found
            if name == (sent.parent.name if sent.parent.name in NAMES else sets.get(sent.name, "train"))
        ]
        for name in NAMES
    }


def clips(sent: Path, subset: str, run: ImportRun) -> Iterator[Clip]:
    """The clips of a submission: `etc/PROMPTS` has `<folder>/mfc/<id> WORDS`, `wav/` or `flac/` the audio."""
    listing = sent / "etc" / "PROMPTS"
    try:
        read_text(listing)
        encoding = "utf-8-sig"
    except ImporterError:
        encoding = "latin-1"
    damaged = run.damaged(listing, f"{sent.name}/etc/PROMPTS")
    for row, line in text_rows(listing, encoding):
        key, *words = line.split(maxsplit=1)
        name = key.rsplit("/", maxsplit=1)[-1]
        flac = in_any_case(sent / "flac" / f"{name}.flac")
        audio = flac if flac.is_file() else sent / "wav" / f"{name}.wav"
        where = f"row {row} of {sent.name}/etc/PROMPTS: {name}"
        if reason := carriage_return(line):
            damaged(row, reason)
        else:
            yield Clip(audio, words[0] if words else "", where, subset, sent / "wav-16k" / f"{name}.wav")


def import_voxforge(params: Options) -> None:
    data_dir: Path = params.data_dir
    archives = data_dir / "archive"
    if folders(data_dir) and not files_in(archives, "*.tgz"):
        print(f"{data_dir}: using the unpacked archives; to download others, put one into {archives}")
    else:
        try:
            fetch_archives(archives)
        except ImporterError as error:
            if not folders(data_dir) and not files_in(archives, "*.tgz"):
                raise
            print(f"W using the existing files: {error}", file=sys.stderr)
    unpack_archives(files_in(archives, "*.tgz"), data_dir)
    rules = Rules(min_s=0.5, max_s=20.0, ms_per_character=0.0, bytes_per_character=1400.0)
    run = import_run(params, label_filter(params, label), rules)
    for name, sent in divided(data_dir).items():
        samples = run.convert((clip for one in sent for clip in clips(one, name, run)), name)
        run.write(data_dir / f"voxforge-{name}.csv", samples)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (option("data_dir", type=Path, help="folder of archive/*.tgz, unpacked or not"),),
    import_voxforge,
    filters=False,
)
