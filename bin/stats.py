#!/usr/bin/env python3
"""Number, size and playing time of the recordings in CSV files or sample databases."""

from __future__ import annotations

import argparse
import datetime

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.check import durations_s
from deepspeech_tf.data.manifest import read_manifests


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-csv", "--csv-files", required=True, help="comma-separated CSV files or databases")
    for name, default in (("sample-rate", 16000), ("channels", 1), ("bits-per-sample", 16)):
        parser.add_argument(
            f"--{name}", type=int, default=default, help="taken, but not needed: headers of the files tell"
        )
    params = parser.parse_args()
    utterances = read_manifests(params.csv_files.split(","))
    seconds = durations_s(utterances)
    print(f"Total bytes: {sum(utterance.size for utterance in utterances)}")
    print(f"Total files: {len(utterances)}")
    print(f"Total time: {datetime.timedelta(seconds=round(float(seconds.sum())))}")
    print(f"Shortest, mean, longest: {seconds.min():.2f} s, {seconds.mean():.2f} s, {seconds.max():.2f} s")


if __name__ == "__main__":
    run_importer(main)
