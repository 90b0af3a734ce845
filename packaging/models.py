"""Packs each model of the repository into an archive for `python -m deepspeech_tf.models add`.

    python packaging/models.py dist

Wheels contain no models. An archive has the form of a zipped export: the model, its scorer and its card.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from archive import pack

MODELS = Path(__file__).resolve().parent.parent / "models"
KEPT = (".tflite", ".scorer", ".md")


def pack_models(target: Path) -> list[Path]:
    """Writes `<name>.zip` of each model into the folder `target`; returns the archives."""
    archives = []
    for card in sorted(MODELS.glob("*/README.md")):
        with tempfile.TemporaryDirectory() as folder:
            for file in card.parent.iterdir():
                if file.suffix in KEPT:
                    shutil.copy(file, folder)
            archives.append(target / f"{card.parent.name}.zip")
            pack(Path(folder), archives[-1])
    return archives


def main() -> None:
    """Pack all models into the folder of the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"E expected a folder. Received: {sys.argv[1:]}")
    target = Path(sys.argv[1])
    try:
        target.mkdir(parents=True, exist_ok=True)
        for archive in pack_models(target):
            print(f"{archive}: {archive.stat().st_size} bytes")
    except OSError as error:
        sys.exit(f"E {error.filename}: {error.strerror}")


if __name__ == "__main__":
    main()
