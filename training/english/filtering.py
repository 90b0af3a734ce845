"""Keeps the synthesized clips that Whisper tiny.en transcribes correctly.

    python -m training.english.filtering WHISPER MANIFEST [--most_errors 0.2] [--threads 1]

Writes to the folder of MANIFEST (train.csv):
    train-heard.csv        one row per clip: wav_filename, heard, error_rate (of characters), kept (0 or 1)
    train-understood.csv   the rows that are kept
An interrupted run resumes. Rows added to the manifest since are transcribed, too.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deepspeech_tf.text.distance import levenshtein

COLUMNS = ("wav_filename", "heard", "error_rate", "kept")


class Listener:
    """Whisper with greedy decoding, restricted to numbers in words."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(str(folder), "cpu", compute_type="int8", cpu_threads=threads)
        vocabulary: Mapping[str, int] = self._model.hf_tokenizer.get_vocab()
        self._digits = [number for token, number in vocabulary.items() if re.search(r"\d", token)]

    def hear(self, path: Path) -> str:
        """The transcript of a recording: lower case, a to z, apostrophe and space."""
        segments, _ = self._model.transcribe(
            str(path),
            language="en",
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
            suppress_tokens=[-1, *self._digits],
        )
        return spelled(" ".join(segment.text for segment in segments))


def spelled(text: str) -> str:
    """Normalizes a text to the alphabet: `Mr. Fay's` becomes `mister fay's`."""
    text = text.lower().replace("’", "'")
    for short, long in (("mr", "mister"), ("mrs", "missus"), ("dr", "doctor")):
        text = re.sub(rf"\b{short}\b\.?", long, text)
    return " ".join(re.sub(r"[^a-z' ]+", " ", text).split())


def error_rate(transcript: str, heard: str) -> float:
    """Errors per character of the transcript; spaces are ignored (`any one`, `anyone`)."""
    said, heard = spelled(transcript).replace(" ", ""), heard.replace(" ", "")
    return levenshtein(said, heard) / max(1, len(said))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The complete rows of a manifest."""
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(text[: text.rfind("\n") + 1].splitlines()))


def listen(whisper: Path, manifest: Path, most_errors: float, threads: int) -> None:
    """Transcribes the new clips, then writes the manifest of the clips that are kept."""
    decisions = manifest.with_name(f"{manifest.stem}-heard.csv")
    heard = {row["wav_filename"]: row for row in read_rows(decisions)} if decisions.exists() else {}
    rows = read_rows(manifest)
    fresh = [row for row in rows if row["wav_filename"] not in heard]
    listener = Listener(whisper, threads) if fresh else None
    _write(decisions, COLUMNS, list(heard.values()))
    with open(decisions, "a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        for number, row in enumerate(fresh, 1):
            assert listener is not None
            words = listener.hear(manifest.parent / row["wav_filename"])
            rate = error_rate(row["transcript"], words)
            decision = {
                "wav_filename": row["wav_filename"],
                "heard": words,
                "error_rate": f"{rate:.3f}",
                "kept": int(rate <= most_errors),
            }
            writer.writerow(decision)
            file.flush()
            heard[row["wav_filename"]] = decision
            if number % 100 == 0:
                print(f"I {number} of {len(fresh)} transcribed", flush=True)
    kept = [row for row in rows if int(heard[row["wav_filename"]]["kept"])]
    _write(manifest.with_name(f"{manifest.stem}-understood.csv"), list(rows[0]) if rows else [], kept)
    print(f"I {len(kept)} of {len(rows)} clips kept")


def _write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    temporary = path.with_suffix(".part")
    with open(temporary, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(temporary, path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("whisper", type=Path, help="folder of a Whisper model in CTranslate2's format")
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--most_errors", type=float, default=0.2, help="highest error rate, of characters")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    listen(options.whisper, options.manifest, options.most_errors, options.threads)


if __name__ == "__main__":
    main()
