"""Importers as a library: a module for each corpus, which its command only runs."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers import ljspeech
from deepspeech_tf.importers.corpus import Corpus, import_corpus, yes_or_no
from tests.importers.commands import ROOT, transcripts

COMMANDS = sorted((ROOT / "bin").glob("import_*.py"))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.stem)
def test_command_only_runs_the_importer_of_its_module(command: Path) -> None:
    name = command.stem.removeprefix("import_").replace("-", "_")
    module = importlib.import_module(f"deepspeech_tf.importers.{name}")
    assert isinstance(module.CORPUS, Corpus)
    assert module.CORPUS.about == module.__doc__ and module.__doc__.startswith("Import ")
    assert command.read_text(encoding="utf-8").splitlines()[3:] == [
        "from deepspeech_tf.commandline.importing import run_corpus",
        f"from deepspeech_tf.importers.{name} import CORPUS",
        "",
        'if __name__ == "__main__":',
        "    run_corpus(CORPUS)",
    ]


def test_without_a_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "LJSpeech-1.1"
    (folder / "wavs").mkdir(parents=True)
    rows = []
    for number in range(12):
        samples = np.random.default_rng(number).integers(-3000, 3000, 22050 * (1 + number % 2))
        soundfile.write(folder / "wavs" / f"{number:02d}.wav", samples.astype(np.int16), 22050)
        rows.append(f"{number:02d}|No. {number}|number {'abcdefghijkl'[number]}")
    (folder / "metadata.csv").write_text("\n".join(rows) + "\n")
    import_corpus(ljspeech.CORPUS, target_dir=folder, max_sec=1.5, left_out=tmp_path / "left_out.csv")
    found = [
        text for name in ("train", "dev", "test") for text in transcripts(folder / f"ljspeech_{name}.csv")
    ]
    assert sorted(found) == [f"number {letter}" for letter in "acegik"]
    assert (tmp_path / "left_out.csv").read_text().count("longer than 1.5 s") == 6


def test_options_that_are_wrong(tmp_path: Path) -> None:
    with pytest.raises(ImporterError, match=r"options must be of .*target_dir, max_sec. Received: max_s"):
        import_corpus(ljspeech.CORPUS, target_dir=tmp_path, max_s=1.5)
    with pytest.raises(ImporterError, match=r"must have target_dir. Received: max_sec"):
        import_corpus(ljspeech.CORPUS, max_sec=1.5)
    assert yes_or_no("yes") and not yes_or_no("False")
    with pytest.raises(ImporterError, match=r"must be True or False. Received: 'perhaps'"):
        yes_or_no("perhaps")
