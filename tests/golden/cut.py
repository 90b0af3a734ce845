"""Cuts the golden set of the repository out of the larger one: three utterances with their files.

python tests/golden/cut.py LARGER_SET tests/golden
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

NAMES = ("test0000", "test0001", "test0004")
WHOLE = (
    "alphabet.txt",
    "kenlm.scorer",
    "lm/sentences.txt",
    "lm/vocab-500.txt",
    "model/output_graph.pb",
    "model/output_graph.tflite",
    "checkpoint/best_dev-1720.index",
    *(f"wav/{name}.wav" for name in NAMES),
    *(f"arrays/{name}.{kind}.npy" for name in NAMES for kind in ("feat", "logits", "probs")),
)


def cut(source: Path, target: Path) -> list[str]:
    """Writes the cut of `source` to `target` and returns the names of the files."""
    texts = {"test.csv": _cut_table(source / "test.csv")}
    for path in sorted((source / "decoder").glob("*_t?.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        for run in answers["runs"]:
            run["items"] = [item for item in run["items"] if item["id"] in NAMES]
            run.pop("frames", None)  # of all utterances of the larger set
        texts[f"decoder/{path.name}"] = _json(answers)
    for path in sorted((source / "client").glob("*.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        if "transcripts" in answers:
            answers["transcripts"] = {name: answers["transcripts"][name] for name in NAMES}
        else:
            answers["files"] = [one for one in answers["files"] if one["wav"].removesuffix(".wav") in NAMES]
        texts[f"client/{path.name}"] = _json(answers)
    for name in (*WHOLE, *texts):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if name in texts:
            (target / name).write_text(texts[name], encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(source / name, target / name)
    return [*WHOLE, *texts]


def _cut_table(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [header, *(row for row in rows if Path(row[0]).stem in NAMES)]
    return "".join(",".join(row) + "\n" for row in kept)


def _json(answers: Any) -> str:
    return json.dumps(answers, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    cut(Path(sys.argv[1]), Path(sys.argv[2]))
