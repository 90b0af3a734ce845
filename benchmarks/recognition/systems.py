"""The recognizers that `accuracy.py` compares: models of this project, and other recognizers from PyPI."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.environments import cache_folder
from benchmarks.this_client import last_words
from deepspeech_tf.errors import ConfigError
from tests.sets import LARGER, ROOT

ENVIRONMENT = "recognizers"  # of benchmarks/peers/environments.py
WORKER = ROOT / "benchmarks" / "recognition" / "worker.py"
INSTALL = f"`python benchmarks/peers/environments.py {ENVIRONMENT}` installs it"
WHISPER = {"Whisper tiny.en": "whisper-tiny.en", "Whisper base": "whisper-base"}
# Prints the version and the folder of the model.
_PROBES = {
    "pocketsphinx": "import os, json, importlib.metadata as m, pocketsphinx as p; "
    "print(json.dumps([m.version('pocketsphinx'), os.path.join(p.get_model_path(), 'en-us')]))",
    "whisper": "import json, importlib.metadata as m, faster_whisper; "
    "print(json.dumps([m.version('faster-whisper'), '']))",
}


class NotInstalled(Exception):  # noqa: N818 - a reason to skip, not an error
    """The reason why a recognizer cannot be measured."""


@dataclass(frozen=True)
class System:
    """A recognizer with its model.

    Args:
        name: in tables and plots.
        kind: key of `worker.KINDS`.
        python: interpreter that has the recognizer.
        model: file or folder.
        scorer: file of the language model, if it is separate.
        version: of the package of a peer.
    """

    name: str
    kind: str
    python: Path
    model: Path
    scorer: Path | None = None
    version: str = ""

    @property
    def streams(self) -> bool:
        """Whether it works while the audio arrives."""
        return self.kind != "whisper"

    @property
    def files(self) -> list[Path]:
        """The files of the model."""
        roots = [self.model] + ([self.scorer] if self.scorer else [])
        inside = [path for root in roots if root.is_dir() for path in sorted(root.rglob("*"))]
        return [path for path in [*roots, *inside] if path.is_file()]

    @property
    def disk_mb(self) -> float:
        return sum(path.stat().st_size for path in self.files) / 1e6

    def digest(self) -> str:
        """Identifies the recognizer, and how it is measured, by the contents of the files."""
        whole = hashlib.sha256(json.dumps([self.kind, self.version]).encode() + WORKER.read_bytes())
        for path in self.files:
            with open(path, "rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        return whole.hexdigest()[:12]


def parse_model(text: str) -> System:
    """`NAME=FILE.tflite` or `NAME=FILE.tflite,FILE.scorer`.

    Raises:
        ConfigError: if it has another form, or a file is missing.
    """
    name, _, files = text.partition("=")
    paths = [Path(part) for part in files.split(",")]
    if not name or not files or len(paths) > 2:
        raise ConfigError(
            f"--model must be NAME=FILE.tflite or NAME=FILE.tflite,FILE.scorer. Received: {text}"
        )
    for path in paths:
        if not path.is_file():
            raise ConfigError(f"--model {name}: not a file: {path}")
    return System(name, "ours", Path(sys.executable), paths[0], paths[1] if len(paths) == 2 else None)


def default_models() -> list[System]:
    """The English model and an LSTM, each without and with its scorer, as far as they are there."""
    folder = ROOT / "models"
    found = [("English", folder / "english/english.tflite", folder / "english/english.scorer")]
    lstm = folder / "librispeech/librispeech.tflite"
    if lstm.is_file():
        found.append(("LSTM, models/librispeech", lstm, lstm.with_suffix(".scorer")))
    else:
        found.append(("LSTM, small", LARGER / "model/output_graph.tflite", LARGER / "kenlm.scorer"))
    systems = []
    for name, model, scorer in found:
        if not model.is_file():
            print(f"without {name}: not a file: {os.path.relpath(model, ROOT)}")
            continue
        systems.append(System(name, "ours", Path(sys.executable), model))
        if scorer.is_file():
            systems.append(System(f"{name}, scorer", "ours", Path(sys.executable), model, scorer))
    return systems


def default_python() -> Path:
    """Interpreter of the environment that `environments.py` creates for these peers; it may be missing."""
    return cache_folder() / ENVIRONMENT / "bin" / "python"


def peers(python: Path, packages: Path | None) -> list[System]:
    """The other recognizers that are installed; prints why the others are left out.

    Args:
        python: interpreter of their environment.
        packages: folder with the models of Whisper, made by `training.english.packages`.
    """
    systems = []
    wanted: list[tuple[str, str, Path | None]] = [("PocketSphinx", "pocketsphinx", None)]
    for name, folder in WHISPER.items():
        wanted.append((name, "whisper", None if packages is None else packages / folder))
    for name, kind, model in wanted:
        try:
            systems.append(_peer(name, kind, python, model))
        except NotInstalled as reason:
            print(f"without {name}: {reason}")
    return systems


def _peer(name: str, kind: str, python: Path, model: Path | None) -> System:
    if kind == "whisper":
        how = "`python -m training.english.packages FOLDER` downloads it; then pass --packages FOLDER"
        if model is None:
            raise NotInstalled(f"its model is not known. {how}")
        if not (model / "model.bin").is_file():
            raise NotInstalled(f"{model / 'model.bin'} is not there. {how}")
    if not python.is_file():
        raise NotInstalled(f"{python} is not there. {INSTALL}")
    done = subprocess.run(
        [str(python), "-c", _PROBES[kind]],
        capture_output=True,
        text=True,
        check=False,
        env=peer_environment(),
    )
    if done.returncode:
        raise NotInstalled(f"{last_words(done.stderr)} ({python}). {INSTALL}")
    version, folder = json.loads(done.stdout.splitlines()[-1])
    return System(name, kind, python, model or Path(folder), version=version)


def peer_environment() -> dict[str, str]:
    """The environment of a peer's worker: one thread, nothing from the network."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "HF_HUB_OFFLINE": "1"}


def require_distinct(systems: Sequence[System]) -> None:
    """Raises:
    ConfigError: if two have the same name, or there is none.
    """
    names = [system.name for system in systems]
    if not names:
        raise ConfigError("there is no recognizer to measure: pass --model NAME=FILE.tflite")
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"--model: each name may occur once. Received twice: {name}")
