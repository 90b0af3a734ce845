"""Removes sentences from a text that share words with test transcripts, so that a scorer does not know them.

    python -m training.english.overlap CSV [CSV …] < TEXT > KEPT

A line is removed if six consecutive words of it occur in a transcript of the CSV files. Transcripts of fewer
than six words are ignored. The number of removed lines goes to stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.manifest import read_manifests

N_WORDS = 6


def sequences(text: str, length: int = N_WORDS) -> Iterator[tuple[str, ...]]:
    """All sequences of `length` consecutive words."""
    words = text.split()
    return zip(*(words[first:] for first in range(length)), strict=False)


def kept_lines(lines: Iterable[str], transcripts: Iterable[str]) -> Iterator[str]:
    """The lines that share no six consecutive words with a transcript."""
    known = {sequence for transcript in transcripts for sequence in sequences(transcript)}
    return (line for line in lines if known.isdisjoint(sequences(line)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("manifests", nargs="+", metavar="CSV")
    options = parser.parse_args()
    transcripts = [utterance.transcript for utterance in read_manifests(options.manifests)]
    read = written = 0

    def counted() -> Iterator[str]:
        nonlocal read
        for line in sys.stdin:
            read += 1
            yield line

    for line in kept_lines(counted(), transcripts):
        sys.stdout.write(line)
        written += 1
    print(
        f"I {read - written} of {read} lines share six words with a transcript and are left out",
        file=sys.stderr,
    )


if __name__ == "__main__":
    run_importer(main)
