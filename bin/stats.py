#!/usr/bin/env python3
"""Number, size and playing time of the recordings in CSV files or sample databases.

With --report, also a page of plots: durations, characters, words per second, speakers, sample rates, levels.
This reads every recording completely. `python -m deepspeech_tf.doctor` reports problems of the sets.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import durations_s
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.diagnosis.diagnose import diagnose
from deepspeech_tf.diagnosis.page import write_statistics
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.text.alphabet import Alphabet

PHASES = (("train", "train"), ("dev", "dev"), ("val", "dev"), ("test", "test"))


def phase_of(file: str) -> str:
    """The set of a file, by its name; train if the name does not tell."""
    name = Path(file).name.lower()
    return next((phase for part, phase in PHASES if part in name), "train")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-csv", "--csv-files", required=True, help="comma-separated CSV files or databases")
    parser.add_argument("--report", type=Path, metavar="FILE.html", help="write plots to this page")
    for name, default in (("sample-rate", 16000), ("channels", 1), ("bits-per-sample", 16)):
        parser.add_argument(
            f"--{name}", type=int, default=default, help="accepted without effect: file headers state it"
        )
    params = parser.parse_args()
    files = params.csv_files.split(",")
    utterances = read_manifests(files)
    seconds = durations_s(utterances)
    print(f"Total bytes: {sum(utterance.size for utterance in utterances)}")
    print(f"Total files: {len(utterances)}")
    print(f"Total time: {datetime.timedelta(seconds=round(float(seconds.sum())))}")
    print(f"Shortest, mean, longest: {seconds.min():.2f} s, {seconds.mean():.2f} s, {seconds.max():.2f} s")
    if params.report:
        characters = sorted(set().union(*(utterance.transcript for utterance in utterances)))
        write_report(params.report, files, Alphabet.from_labels(characters))


def write_report(path: Path, files: list[str], alphabet: Alphabet) -> None:
    """Writes the page.

    Raises:
        ConfigError: if it cannot be written.
    """
    features = FeatureConfig()
    diagnosis = diagnose([read_rows(phase_of(file), file) for file in files], alphabet, features)
    try:
        write_statistics(path, diagnosis, features.step_ms)
    except OSError as error:
        raise ConfigError(f"--report {path}: cannot be written: {error.strerror}") from error
    print(f"Plots: {path}")


if __name__ == "__main__":
    run_importer(main)
