#!/usr/bin/env python3
"""Print the transcripts of CSV manifests, one per line, as text for a language model."""

from __future__ import annotations

import argparse

from deepspeech_tf.commandline.begin import write_data
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.csv_rows import LINE_ENDS, csv_rows
from deepspeech_tf.data.manifest import TRANSCRIPT_COLUMN
from deepspeech_tf.errors import ManifestError, quote


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifests", nargs="+", metavar="CSV", help="manifest with a column 'transcript'")
    lines: list[str] = []
    for path in parser.parse_args().manifests:
        for row, values in csv_rows(path, (TRANSCRIPT_COLUMN,)):
            text = values[TRANSCRIPT_COLUMN].strip()
            if "\r" in text:
                reason = f"transcript with a carriage return inside; {LINE_ENDS}. Received: {quote(text)}"
                raise ManifestError(f"row {row} of {path}: {reason}")
            lines.append(text)
    write_data("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    run_importer(main)
