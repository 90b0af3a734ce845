"""The command line of the demo, and its data."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deepspeech_tf.errors import ConfigError, ManifestError

REPOSITORY = Path(__file__).resolve().parents[2]

_EPILOG = """\
All other options are passed to python -m deepspeech_tf.train, for example
  bash bin/demo.sh --data DIR --augment 'volume[p=0.3,dbfs=-10~10]' --early_stop
"""


@dataclass(frozen=True)
class Options:
    """Command-line options."""

    data: Path | None  # None: the synthetic corpus
    out: Path
    alphabet: Path
    text: Path | None
    epochs: int
    n_hidden: int
    learning_rate: float
    dropout_rate: float
    train_batch_size: int
    workers: int
    more_train_flags: tuple[str, ...]


@dataclass(frozen=True)
class Manifests:
    """The CSV files; `dev` and `test` are None if there is no such file."""

    train: Path
    dev: Path | None
    test: Path | None


def parse_options(arguments: Sequence[str]) -> Options:
    """Parses the command line; `--help` and errors end the process, as in argparse."""
    parser = argparse.ArgumentParser(
        prog="bin/demo.sh",
        description="Trains, tests and exports a model, and transcribes recordings with it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder with your own train.csv and, if you have them, dev.csv and test.csv (columns "
        "wav_filename, wav_filesize, transcript). Without it: synthetic spoken commands and digits",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="output folder (default work/demo)")
    parser.add_argument(
        "--alphabet",
        type=Path,
        metavar="FILE",
        default=REPOSITORY / "data" / "alphabet.txt",
        help="characters of the transcripts (data/alphabet.txt: space, a to z, apostrophe)",
    )
    parser.add_argument(
        "--text",
        type=Path,
        metavar="FILE",
        help="additional text for the scorer, one sentence per line",
    )
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--n_hidden", type=int, default=256)
    parser.add_argument("--learning_rate", type=float, default=0.001)
    parser.add_argument("--dropout_rate", type=float, default=0.2)
    parser.add_argument("--train_batch_size", type=int, default=16)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help=argparse.SUPPRESS)
    values, rest = parser.parse_known_args(arguments)
    out = values.out or REPOSITORY / "work" / ("own" if values.data else "demo")
    return Options(
        data=values.data.absolute() if values.data else None,
        out=out.absolute(),
        alphabet=values.alphabet.absolute(),
        text=values.text.absolute() if values.text else None,
        epochs=values.epochs,
        n_hidden=values.n_hidden,
        learning_rate=values.learning_rate,
        dropout_rate=values.dropout_rate,
        train_batch_size=values.train_batch_size,
        workers=values.workers,
        more_train_flags=tuple(rest),
    )


def find_manifests(folder: Path) -> Manifests:
    """Finds the manifests in a folder.

    Raises:
        ManifestError: if the folder or its train.csv is missing.
    """
    if not folder.is_dir():
        raise ManifestError(f"--data must be a folder with a train.csv. Received: {folder}, no such folder")
    if not (folder / "train.csv").is_file():
        there = ", ".join(sorted(path.name for path in folder.iterdir())[:8]) or "nothing"
        raise ManifestError(
            f"--data must be a folder with a train.csv (columns wav_filename, wav_filesize, transcript). "
            f"Received: {folder}, where there is {there}"
        )
    dev, test = folder / "dev.csv", folder / "test.csv"
    return Manifests(folder / "train.csv", dev if dev.is_file() else None, test if test.is_file() else None)


def check_files(options: Options) -> None:
    """Checks the files in the options before starting long operations.

    Raises:
        ConfigError: if one is missing.
    """
    for name, path in (("alphabet", options.alphabet), ("text", options.text)):
        if path is not None and not path.is_file():
            raise ConfigError(f"--{name} must be a file. Received: {path}")


def run_name(options: Options, manifests: Manifests) -> str:
    """A short name for a training run; the same data and options give the same name, to resume the run."""
    data = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in _present(manifests)]
    irrelevant = ("out", "workers", "text")
    choices = {key: str(value) for key, value in asdict(options).items() if key not in irrelevant}
    return hashlib.sha256(json.dumps([data, choices], sort_keys=True).encode()).hexdigest()[:8]


def _present(manifests: Manifests) -> list[Path]:
    return [path for path in (manifests.train, manifests.dev) if path is not None]
