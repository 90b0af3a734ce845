#!/usr/bin/env python3
"""List the characters of the transcripts in CSV files or sample databases; with -alpha as an alphabet file.

check_characters.py -csv train.csv,dev.csv,test.csv -alpha > alphabet.txt
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter

from deepspeech_tf.commandline.begin import write_data
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import ManifestError, quote
from deepspeech_tf.text.alphabet import Alphabet


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-csv", "--csv-files", required=True, help="comma-separated CSV files or databases")
    parser.add_argument("-alpha", "--alphabet-format", action="store_true", help="print an alphabet file")
    parser.add_argument(
        "-unicode", "--disable-unicode-variants", action="store_true",
        help="accept transcripts that are not in the normal form NFKC",
    )  # fmt: skip
    params = parser.parse_args()
    counts: Counter[str] = Counter()
    for utterance in read_manifests(params.csv_files.split(",")):
        text = utterance.transcript
        if not params.disable_unicode_variants and unicodedata.normalize("NFKC", text) != text:
            raise ManifestError(
                f"{utterance.where}: must be in the normal form NFKC of Unicode (-unicode accepts others). "
                f"Received: {quote(text)}"
            )
        counts.update(text)
    characters = sorted(counts)
    if params.alphabet_format:
        if breaks := counts.keys() & set("\r\n"):
            number = sum(counts[one] for one in breaks)
            raise ManifestError(f"transcripts must not have line breaks for -alpha. Received: {number}")
        head = "# Each line is a character that the model can output; lines with # are comments.\n"
        write_data(head + Alphabet.from_labels(characters).file_text())
        return
    print(f"{len(characters)} characters: {characters}")
    width = len(str(max(counts.values())))
    for character, count in counts.most_common():
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        sys.stdout.write(f"{count:{width}d}  {character!r}  {name}\n")


if __name__ == "__main__":
    run_importer(main)
