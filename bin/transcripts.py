#!/usr/bin/env python3
"""Print the transcripts of CSV manifests, one a line: the text that a language model is made from."""

from __future__ import annotations

import argparse
import csv
import sys

from deepspeech_tf.commandline.begin import begin_command, write_data


def main() -> int:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifests", nargs="+", metavar="CSV", help="manifest with a column 'transcript'")
    lines: list[str] = []
    for path in parser.parse_args().manifests:
        try:
            with open(path, encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                if "transcript" not in (rows.fieldnames or ()):
                    received = ", ".join(rows.fieldnames or ()) or "an empty file"
                    print(f"E {path}: wanted a column 'transcript'. Received: {received}", file=sys.stderr)
                    return 1
                lines += [(row["transcript"] or "").strip() for row in rows]
        except (OSError, UnicodeDecodeError) as error:
            print(f"E {path}: {error}", file=sys.stderr)
            return 1
    write_data("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
