#!/usr/bin/env python3
"""Compare two recordings: exit status 0 if they are alike, 1 if not, with the reason on stderr."""

from __future__ import annotations

import argparse
import sys

import numpy as np

from deepspeech_tf.audio.read import read_channels
from deepspeech_tf.commandline.importing import run_importer

FULL_SCALE_DBFS = 3.0103  # of a peak of 1.0, as a full-scale sine has 0 in RMS


def difference(first: str, second: str, threshold_dbfs: float) -> str:
    """How the recordings differ; empty if they do not."""
    one, one_hz = read_channels(first)
    other, other_hz = read_channels(second)
    if one_hz != other_hz:
        return f"sample rates differ: {one_hz} and {other_hz} Hz"
    if one.shape[1] != other.shape[1]:
        return f"numbers of channels differ: {one.shape[1]} and {other.shape[1]}"
    if len(one) != len(other):
        return f"durations differ: {len(one)} and {len(other)} samples"
    power = float(np.mean(np.square(one - other, dtype=np.float64)))
    level_dbfs = 10 * np.log10(max(power, 1e-32)) + FULL_SCALE_DBFS
    if level_dbfs > threshold_dbfs:
        return f"the difference has {level_dbfs:.1f} dBFS, more than {threshold_dbfs:g}"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sample1", help="recording: a file, or <path>.sdb:<number>")
    parser.add_argument("sample2", help="recording to compare it with")
    parser.add_argument("--threshold", type=float, default=-60.0, help="largest difference in dBFS")
    parser.add_argument("--if-differ", action="store_true", help="invert: exit status 1 if alike")
    parser.add_argument("--no-success-output", action="store_true", help="print nothing when all is well")
    params = parser.parse_args()
    found = difference(params.sample1, params.sample2, params.threshold)
    message = f"{params.sample1} and {params.sample2}: {found or 'alike'}"
    if bool(found) != params.if_differ:
        sys.exit(message)
    if not params.no_success_output:
        print(message)


if __name__ == "__main__":
    run_importer(main)
