"""From a text to a scorer: generate_lm.py, generate_scorer_package, write_scorer_package."""

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.native.ctcdecoder import (
    ALPHA,
    BETA,
    GOLDEN,
    PROGRAMS,
    ROOT,
    load_module,
    need_programs,
)

VOCABULARY = GOLDEN / "lm" / "vocab-500.txt"


def generate_lm(text: Path, folder: Path, **changes: str | None) -> "subprocess.CompletedProcess[str]":
    options: dict[str, str | None] = {
        "input_txt": str(text),
        "output_dir": str(folder),
        "top_k": "500",
        "kenlm_bins": str(PROGRAMS),
        "arpa_order": "5",
        "max_arpa_memory": "10%",
        "arpa_prune": "0|0|1",
        "binary_a_bits": "255",
        "binary_q_bits": "8",
        "binary_type": "trie",
        "discount_fallback": "",
    }
    options.update(changes)
    command = [sys.executable, str(ROOT / "data" / "lm" / "generate_lm.py")]
    for name, value in options.items():
        if value is not None:
            command += [f"--{name}", *([value] if value else [])]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def package(model: Path, output: Path, **changes: str | None) -> "subprocess.CompletedProcess[str]":
    options: dict[str, str | None] = {
        "alphabet": str(GOLDEN / "alphabet.txt"),
        "lm": str(model),
        "vocab": str(VOCABULARY),
        "package": str(output),
        "default_alpha": "0.931289039105002",
        "default_beta": "1.1834137581510284",
    }
    options.update(changes)
    command = [str(PROGRAMS / "generate_scorer_package")]
    for name, value in options.items():
        if value is not None:
            command += [f"--{name}", value]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden text made into lm.binary and vocab-500.txt."""
    need_programs("lmplz", "filter", "build_binary", "generate_scorer_package")
    folder = tmp_path_factory.mktemp("lm")
    result = generate_lm(GOLDEN / "lm" / "sentences.txt", folder)
    assert result.returncode == 0, result.stderr
    assert "It has 145 unique words" in result.stdout
    return folder


@pytest.fixture(scope="module")
def scorer(lm: Path) -> Path:
    result = package(lm / "lm.binary", lm / "x.scorer")
    assert result.returncode == 0, result.stderr
    assert "145 unique words read from vocabulary file." in result.stderr
    assert "Doesn't look like a character based" in result.stderr
    assert "Package created in" in result.stderr
    return lm / "x.scorer"


def test_language_model_is_that_of_0_9_3(lm: Path) -> None:
    assert sorted(path.name for path in lm.iterdir() if path.suffix != ".scorer") == [
        "lm.binary",
        "vocab-500.txt",
    ]
    assert (lm / "vocab-500.txt").read_bytes() == VOCABULARY.read_bytes()
    binary = (lm / "lm.binary").read_bytes()
    assert binary == (GOLDEN / "kenlm.scorer").read_bytes()[: len(binary)]


def test_scorer_equals_that_of_0_9_3(scorer: Path) -> None:
    module = load_module()
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    ours = module.Scorer(ALPHA, BETA, scorer, alphabet)
    theirs = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", alphabet)
    words = VOCABULARY.read_text().split()
    for word in [*words, "zzz", words[0][:-1], words[0] + "s", ""]:
        assert ours.has_word(word) == theirs.has_word(word) == (word in words), word
    for line in (GOLDEN / "lm" / "sentences.txt").read_text().splitlines()[:50]:
        sentence = line.split()
        for end in range(1, len(sentence) + 1):
            ngram = sentence[max(0, end - 5) : end]
            wanted = theirs.get_log_cond_prob(ngram, bos=len(ngram) < 5)
            assert ours.get_log_cond_prob(ngram, bos=len(ngram) < 5) == pytest.approx(wanted, abs=1e-6)
    assert ours.get_log_cond_prob(["the", "zzz"]) == -1000.0
    # Header, counts of states and arcs: the automaton is as small as OpenFst's.
    assert scorer.stat().st_size == (GOLDEN / "kenlm.scorer").stat().st_size


def test_words_that_cannot_be_spelled(lm: Path, tmp_path: Path) -> None:
    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("the dog <s> </s> <unk> café 42 the", encoding="utf-8")
    result = package(lm / "lm.binary", tmp_path / "x.scorer", vocab=str(vocabulary))
    assert result.returncode == 0
    assert "2 words left out, which the alphabet cannot spell" in result.stderr
    assert "It has 2 words." in result.stderr


def test_package_from_python_is_the_same(lm: Path, scorer: Path, tmp_path: Path) -> None:
    module: Any = load_module()
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    words = VOCABULARY.read_text().split()
    counts = module.write_scorer_package(
        lm / "lm.binary",
        words,
        alphabet,
        tmp_path / "y.scorer",
        default_alpha=0.931289039105002,
        default_beta=1.1834137581510284,
    )
    assert counts == (145, 0)
    assert (tmp_path / "y.scorer").read_bytes() == scorer.read_bytes()


def test_bytes_mode_package(tmp_path: Path) -> None:
    need_programs("lmplz", "filter", "build_binary", "generate_scorer_package")
    text = tmp_path / "text.txt.gz"
    text.write_bytes(gzip.compress("ж é 好 a\na 好 ж é\né a ж 好\n".encode()))
    result = generate_lm(text, tmp_path, top_k="10", arpa_order="2", arpa_prune="0")
    assert result.returncode == 0, result.stderr
    vocabulary = str(tmp_path / "vocab-10.txt")
    result = package(tmp_path / "lm.binary", tmp_path / "x.scorer", vocab=vocabulary, alphabet=None)
    assert result.returncode == 0, result.stderr
    assert "Looks like a character based" in result.stderr
    module = load_module()
    loaded = module.Scorer(1.0, 1.0, tmp_path / "x.scorer", module.UTF8Alphabet())
    assert loaded.is_utf8_mode() and loaded.has_word("好") and not loaded.has_word("好a")
    forced = package(
        tmp_path / "lm.binary",
        tmp_path / "y.scorer",
        vocab=vocabulary,
        force_bytes_output_mode="false",
        alphabet=None,
    )
    assert forced.returncode == 1 and "--alphabet is required" in forced.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lm": None}, "--lm is required"),
        ({"lm": "missing"}, "language model missing cannot be read"),
        ({"lm": str(GOLDEN / "alphabet.txt")}, "not a usable KenLM binary"),
        ({"lm": str(GOLDEN / "kenlm.scorer")}, "has something after its tables"),
        ({"vocab": "missing"}, "vocabulary missing cannot be read"),
        ({"alphabet": "missing"}, "alphabet file missing cannot be read"),
        ({"default_alpha": "x"}, "--default_alpha must be a number. Received: x"),
        ({"force_bytes_output_mode": "maybe"}, "must be true or false. Received: maybe"),
        ({"package": "/nowhere/x.scorer"}, "cannot be written"),
    ],
)
def test_package_refusals(lm: Path, tmp_path: Path, changes: dict[str, str | None], message: str) -> None:
    result = package(lm / "lm.binary", tmp_path / "x.scorer", **changes)
    assert result.returncode == 1
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"input_txt": "missing.txt"}, "missing.txt cannot be read"),
        ({"kenlm_bins": "missing"}, "KenLM's program lmplz is missing. Looked in: missing"),
        ({"arpa_order": "9"}, "--arpa_order must be from 2 to 6. Received: 9"),
        ({"top_k": "0"}, "--top_k must be at least 1"),
        ({"discount_fallback": None}, "a small text may need --discount_fallback"),
    ],
)
def test_generate_lm_refusals(tmp_path: Path, changes: dict[str, str | None], message: str) -> None:
    need_programs("lmplz", "filter", "build_binary")
    text = tmp_path / "text.txt"
    text.write_text("one two three\n" * 3)
    result = generate_lm(text, tmp_path / "out", **changes)
    assert result.returncode == 1
    assert message in result.stderr and "Traceback" not in result.stderr


def test_generate_lm_needs_utf8_and_words(tmp_path: Path) -> None:
    need_programs("lmplz", "filter", "build_binary")
    text = tmp_path / "text.txt"
    text.write_bytes(b"fine\n\xff\n")
    assert "line 2 of" in generate_lm(text, tmp_path).stderr
    text.write_bytes(b"\n \n")
    assert "must have words. Received: none" in generate_lm(text, tmp_path).stderr


def test_alphabet_of_a_checkpoint_folder(lm: Path, scorer: Path, tmp_path: Path) -> None:
    """`--checkpoint DIR` of Coqui STT stands for `--alphabet DIR/alphabet.txt`."""
    (tmp_path / "alphabet.txt").write_bytes((GOLDEN / "alphabet.txt").read_bytes())
    output = tmp_path / "checkpoint.scorer"
    result = package(lm / "lm.binary", output, alphabet=None, checkpoint=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert output.read_bytes() == scorer.read_bytes()
    result = package(lm / "lm.binary", output, checkpoint=str(tmp_path))
    assert result.returncode == 1 and "--alphabet and --checkpoint exclude each other" in result.stderr
    result = package(lm / "lm.binary", output, alphabet=None, checkpoint=str(tmp_path / "none"))
    assert result.returncode == 1 and "none/alphabet.txt" in result.stderr
