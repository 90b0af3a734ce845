"""A scorer that was made with another alphabet, or for the other output mode: noticed when opened."""

from __future__ import annotations

import json
import logging
import re
import struct
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.native.client import CLIENT, GOLDEN, ROOT, SCORER, need_client
from tests.native.ctcdecoder import load_module
from tests.native.test_client_program import WAV, transcribe
from tests.sets import scorers

SEEDS = ROOT / "native_client" / "fuzz" / "seeds"
MODEL = SEEDS / "tflite" / "float32.tflite"  # its alphabet: space, a, b, c, d, e
LABELS = " abcde"
WORDS = ("a", "add", "bad", "be", "bead", "bed", "bee", "cab", "dad", "dead")
ANOTHER = "made with another alphabet"


def make_scorer(folder: Path, labels: str, words: tuple[str, ...] = WORDS) -> Path:
    """A package of the seeds' language model, with the words spelt in an alphabet of these labels."""
    module = load_module()
    (folder / "labels.txt").write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
    path = folder / "made.scorer"
    module.write_scorer_package(
        SEEDS / "kenlm" / "words_trie.binary",
        words,
        module.Alphabet(folder / "labels.txt"),
        path,
        default_alpha=0.9,
        default_beta=1.2,
    )
    return path


def load_model(path: Path = MODEL) -> Any:
    need_client()
    from deepspeech import Model

    return Model(path)


def inspect(path: Path, alphabet: Path) -> subprocess.CompletedProcess[str]:
    need_client()
    command = [str(CLIENT / "bin" / "deepspeech-inspect"), "--json", "--alphabet", str(alphabet), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("labels", ["abcde ", " edcba", " zyxabcde"])
def test_another_alphabet(tmp_path: Path, labels: str) -> None:
    from deepspeech import DeepSpeechWarning

    scorer = make_scorer(tmp_path, labels)
    model = load_model()
    with pytest.warns(
        DeepSpeechWarning, match=f"{re.escape(str(scorer))}: its language model knows .* {ANOTHER}"
    ):
        model.enableExternalScorer(scorer)
    (line,) = model.warnings()
    assert ANOTHER in line
    with pytest.warns(DeepSpeechWarning, match=f"in memory: .* {ANOTHER}"):
        model.enableExternalScorerFromBuffer(scorer.read_bytes())
    with pytest.warns(load_module().DecoderWarning, match=ANOTHER):
        right = tmp_path / "right.txt"
        right.write_text("".join(f"{label}\n" for label in LABELS))
        load_module().Scorer(1.0, 1.0, scorer, load_module().Alphabet(right))
    assert model.disableExternalScorer() == 0
    assert model.warnings() == []


def test_inspect_exits_with_1(tmp_path: Path) -> None:
    scorer = make_scorer(tmp_path, " edcba")
    done = inspect(scorer, tmp_path / "labels.txt")
    assert (done.returncode, json.loads(done.stdout)["sound"]) == (0, True)
    other = tmp_path / "other.txt"
    other.write_text("".join(f"{label}\n" for label in LABELS))
    done = inspect(scorer, other)
    found = json.loads(done.stdout)
    assert (done.returncode, found["sound"]) == (1, False)
    assert found["words"] == len(WORDS)
    assert ANOTHER in found["damage"] and found["damage"] in done.stderr


@pytest.mark.filterwarnings("error")
def test_no_false_alarm(tmp_path: Path) -> None:
    model = load_model()
    for name in ("array", "probing", "quantized", "quantized_array", "trie"):
        model.enableExternalScorer(SEEDS / "scorer" / f"words_{name}.scorer")
        assert model.warnings() == []
    # A vocabulary with some words that the language model lacks is not another alphabet.
    scorer = make_scorer(tmp_path, LABELS, (*WORDS, "abe", "ade", "cad", "deb", "ebb"))
    model.enableExternalScorer(scorer)
    assert model.warnings() == []
    assert inspect(scorer, tmp_path / "labels.txt").returncode == 0


@pytest.mark.filterwarnings("error")
def test_no_false_alarm_on_real_scorers() -> None:
    need_client()
    module = load_module()
    english = module.Alphabet(ROOT / "data" / "alphabet.txt")
    paths = [*scorers(), *(ROOT / "models").rglob("*.scorer")]
    for path in paths:
        alphabet = module.UTF8Alphabet() if "bytes" in path.name else english
        assert module.Scorer(1.0, 1.0, path, alphabet).warning() == ""


def test_other_output_mode() -> None:
    from deepspeech import DeepSpeechWarning

    model = load_model()
    with pytest.warns(DeepSpeechWarning, match="it is for models in bytes mode"):
        model.enableExternalScorer(SEEDS / "scorer" / "bytes_quantized_array.scorer")


def test_words_in_a_package_of_bytes_mode(tmp_path: Path) -> None:
    """The decoder asks the language model about characters; one of words knows none."""
    module = load_module()
    path = tmp_path / "bytes.scorer"
    module.write_scorer_package(
        SEEDS / "kenlm" / "words_trie.binary",
        WORDS[1:],
        module.UTF8Alphabet(),
        path,
        default_alpha=0.9,
        default_beta=1.2,
        bytes_output_mode=True,
    )
    with pytest.warns(module.DecoderWarning, match="was it made of words"):
        module.Scorer(1.0, 1.0, path, module.UTF8Alphabet())


def test_the_program_says_it(tmp_path: Path) -> None:
    """With the golden scorer's language model, and an alphabet in another order."""
    need_client()
    module = load_module()
    size = json.loads(
        subprocess.run(
            [str(CLIENT / "bin" / "deepspeech-inspect"), "--json", str(SCORER)],
            capture_output=True,
            check=True,
        ).stdout
    )["language_model_bytes"]
    (tmp_path / "lm.binary").write_bytes(SCORER.read_bytes()[:size])
    labels = (ROOT / "data" / "alphabet.txt").read_text(encoding="utf-8").splitlines()
    labels = [label for label in labels if label and not label.startswith("#")]
    (tmp_path / "other.txt").write_text("\n".join([" ", *labels[:0:-1]]) + "\n", encoding="utf-8")
    words = (GOLDEN / "lm" / "vocab-500.txt").read_text(encoding="utf-8").split()
    path = tmp_path / "other.scorer"
    alphabet = module.Alphabet(tmp_path / "other.txt")
    module.write_scorer_package(
        tmp_path / "lm.binary", words, alphabet, path, default_alpha=0.93, default_beta=1.18
    )
    done = transcribe(WAV, "--scorer", path)
    assert done.returncode == 0
    assert f"Warning: scorer {path}: its language model knows 0 of 64 words" in done.stderr
    assert "Warning" not in transcribe(WAV).stderr


def test_evaluation_says_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from deepspeech_tf.config import DecodingConfig
    from deepspeech_tf.decode.beam import BeamDecoder
    from deepspeech_tf.text.alphabet import Alphabet

    scorer = make_scorer(tmp_path, " edcba")
    config = DecodingConfig(beam_width=8, scorer_path=str(scorer))
    with caplog.at_level(logging.WARNING), warnings.catch_warnings():
        warnings.simplefilter("error")
        BeamDecoder(Alphabet.from_labels(list(" edcba")), config)
        assert not caplog.records
        BeamDecoder(Alphabet.from_labels(list(LABELS)), config)
    (record,) = caplog.records
    assert str(scorer) in record.getMessage() and ANOTHER in record.getMessage()


def test_weights_in_the_package_that_are_no_numbers(tmp_path: Path) -> None:
    """Infinite or NaN default weights make the package unusable, with the reason."""
    module = load_module()
    data = bytearray((SEEDS / "scorer" / "words_trie.scorer").read_bytes())
    place = data.index(b"EIRT") + 9
    labels = tmp_path / "labels.txt"
    labels.write_text("".join(f"{label}\n" for label in LABELS))
    path = tmp_path / "weights.scorer"
    for offset, name in ((0, "alpha"), (8, "beta")):
        for value in (float("inf"), float("-inf"), float("nan"), 1e300):
            changed = bytearray(data)
            struct.pack_into("<d", changed, place + offset, value)
            path.write_bytes(changed)
            with pytest.raises(
                ValueError, match=f"0x2008: {re.escape(str(path))}: its default {name} must be a number"
            ):
                module.Scorer(1.0, 1.0, path, module.Alphabet(labels))
            assert f"its default {name} must be a number" in inspect(path, labels).stderr
    for weights in ((float("inf"), 1.0), (1.0, float("nan")), (1e300, 1.0)):
        with pytest.raises(ValueError, match="must be numbers"):
            module.write_scorer_package(
                SEEDS / "kenlm" / "words_trie.binary",
                WORDS,
                module.Alphabet(labels),
                path,
                default_alpha=weights[0],
                default_beta=weights[1],
            )
