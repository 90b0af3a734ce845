"""The verdicts of the doctor, the check before training, training and the client on audio files.

`python -m tests.audio.verdicts` updates the table of `doc/audio.md`.
"""

from __future__ import annotations

import csv
import logging
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.diagnosis.diagnose import diagnose
from deepspeech_tf.diagnosis.finding import KINDS
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.errors import AudioError, ManifestError
from deepspeech_tf.text.alphabet import Alphabet
from tests.audio.oddities import write_oddities
from tests.native.client import MODEL, PROGRAM

DOCUMENT = Path(__file__).parents[2] / "doc" / "audio.md"
BEGIN, END = "<!-- table -->\n", "<!-- end -->\n"
ALPHABET = Alphabet.from_labels([" ", "a"])
CONFIG = FeatureConfig()
OF_FILES = ("repaired_header", "silent", "cancelled", "silent_channel")  # kinds that are worth a word


@dataclass(frozen=True)
class Verdict:
    """Whether a file is read, and the messages about it."""

    is_read: bool
    text: str = ""


def write_manifest(folder: Path, names: Sequence[str], target: Path) -> Path:
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["wav_filename", "wav_filesize", "transcript"])
        for name in names:
            writer.writerow([folder / name, (folder / name).stat().st_size, "a"])
    return target


def of_check(folder: Path, names: Sequence[str], scratch: Path) -> dict[str, Verdict]:
    """Each file in a separate set."""
    verdicts = {}
    handler = _Texts()
    logger = logging.getLogger("deepspeech_tf.data.check")
    logger.addHandler(handler)
    for name in names:
        handler.texts.clear()
        try:
            utterances = read_manifests([write_manifest(folder, [name], scratch / "one.csv")])
            check_utterances(utterances, ALPHABET, CONFIG, 1)
            verdicts[name] = Verdict(True, _plain("; ".join(handler.texts), folder, name))
        except ManifestError as error:
            verdicts[name] = Verdict(False, _plain(str(error).splitlines()[-1], folder, name))
    logger.removeHandler(handler)
    return verdicts


def of_training(folder: Path, names: Sequence[str]) -> dict[str, Verdict]:
    """What the batches of training hold."""
    verdicts = {}
    for name in names:
        utterance = Utterance(str(folder / name), name, 1, "a")
        try:
            (batch,) = Dataset([utterance], ALPHABET, CONFIG, 1, workers=1).batches(0)
            verdicts[name] = Verdict(bool(batch.feature_lengths[0] > 0))
        except AudioError as error:
            verdicts[name] = Verdict(False, str(error))
    return verdicts


def of_doctor(folder: Path, names: Sequence[str], scratch: Path) -> dict[str, Verdict]:
    manifest = read_rows("train", str(write_manifest(folder, names, scratch / "all.csv")))
    found: dict[str, list[str]] = {name: [] for name in names}
    refused: dict[str, str] = {}
    for finding in diagnose([manifest], ALPHABET, CONFIG, workers=2).findings:
        name = os.path.basename(finding.audio)
        if KINDS[finding.kind].severity == "error":
            refused[name] = finding.detail
        elif finding.kind in OF_FILES:
            found[name].append(f"{KINDS[finding.kind].title}: {finding.detail}")
    return {name: Verdict(name not in refused, refused.get(name, "; ".join(found[name]))) for name in names}


def run_client(audio: Path) -> tuple[int, str, str]:
    from deepspeech._library import runtime_path, sndfile_path

    command = [str(PROGRAM), "--model", str(MODEL), "--audio", str(audio)]
    libraries = {"DS_LITERT_LIBRARY": runtime_path() or "", "DS_SNDFILE_LIBRARY": sndfile_path() or ""}
    done = subprocess.run(command, capture_output=True, env={**os.environ, **libraries}, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def of_client(folder: Path, names: Sequence[str]) -> dict[str, Verdict]:
    """In the mode for directories; files that it ignores are passed individually."""
    _, output, errors = run_client(folder)
    verdicts = {}
    for name in names:
        if f"> {folder}/{name}\n" not in output:
            _, _, errors_alone = run_client(folder / name)
        else:
            errors_alone = errors
        reason = re.search(
            rf"^Could not read audio file {re.escape(f'{folder}/{name}')}: (.*)$", errors_alone, re.M
        )
        warnings = re.findall(rf"^Warning: {re.escape(f'{folder}/{name}')}: (.*)\.$", errors, re.M)
        verdicts[name] = Verdict(reason is None, reason.group(1) if reason else "; ".join(warnings))
    return verdicts


def table(groups: Mapping[str, Sequence[str]], verdicts: Sequence[Mapping[str, Verdict]]) -> str:
    """Of the doctor, the check, training and the client, in this order."""
    lines = []
    for group, names in groups.items():
        lines += [f"\n### {group}\n", "| file | doctor | check | training | client | message |"]
        lines += ["|---|---|---|---|---|---|"]
        for name in names:
            words = ["read" if one[name].is_read else "refused" for one in verdicts]
            doctor, check, _, client = (one[name].text for one in verdicts)
            said = check or (client if client and doctor else doctor)
            lines.append(f"| `{name}` | {' | '.join(words)} | {said} |")
    return "\n".join(lines) + "\n\n"


class _Texts(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _plain(text: str, folder: Path, name: str) -> str:
    """Without the row and the path."""
    text = re.sub(r"^row \d+ of \S+?: ", "", text)
    text = text.removeprefix("1 of 1 utterances cannot be used: ")
    return text.replace(f"audio file {folder / name}", "").replace(f"{folder}/", "").strip(": ")


def write() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder, scratch = Path(temporary) / "files", Path(temporary)
        groups = write_oddities(folder)
        names = [name for group in groups.values() for name in group]
        verdicts = (
            of_doctor(folder, names, scratch),
            of_check(folder, names, scratch),
            of_training(folder, names),
            of_client(folder, names),
        )
        text = DOCUMENT.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        DOCUMENT.write_text(before + BEGIN + table(groups, verdicts) + END + after, encoding="utf-8")


if __name__ == "__main__":
    write()
