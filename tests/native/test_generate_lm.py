"""generate_lm.py: how it processes words, and its messages about invalid texts and options."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from deepspeech_tf.text.alphabet import Alphabet
from tests.native.ctcdecoder import ROOT, need_programs
from tests.native.test_scorer_tools import generate_lm

sys.path.append(str(ROOT / "data" / "lm"))
import corpus
import kenlm_programs

SENTENCE = "the cat and the dog\n"


@pytest.fixture(autouse=True)
def _programs() -> None:
    need_programs("lmplz", "filter", "build_binary")


@pytest.mark.parametrize("labels", [None, " aeèé", " ae\u0300\u0301"])
def test_only_lines_that_need_it_are_looked_at_word_by_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, labels: str | None
) -> None:
    looked_at: list[str] = []
    for name in ("compose", "spell"):
        function = getattr(corpus, name)
        monkeypatch.setattr(
            corpus, name, lambda word, *more, f=function: looked_at.append(word) or f(word, *more)
        )
    composed, decomposed = "é aè", "e\u0301 ae\u0300"
    fits, other = (decomposed, composed) if labels and "\u0301" in labels else (composed, decomposed)
    (tmp_path / "in.txt").write_text(f"{fits}\n{other}\n{fits}\n", encoding="utf-8")
    rules = corpus.Rules(alphabet=Alphabet.from_labels(labels) if labels else None)
    counted = corpus.count_words(tmp_path / "in.txt", tmp_path / "out.txt", rules)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == f"{fits}\n" * 3
    assert looked_at == other.split() == list(counted.respelled)


def make(folder: Path, text: str | bytes, **changes: str | None):
    path = folder / "text.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return generate_lm(path, folder / "out", **{"arpa_order": "2", "arpa_prune": "0", **changes})


def words(folder: Path) -> set[str]:
    return set((folder / "out" / "vocab-500.txt").read_text(encoding="utf-8").split())


def alphabet(folder: Path, characters: str) -> str:
    path = folder / "alphabet.txt"
    path.write_text("".join(f"{c}\n" for c in characters), encoding="utf-8")
    return str(path)


def test_turkish_capitals(tmp_path: Path) -> None:
    text = "DİYARBAKIR IRAK İZMİR i\u0307zmir I\u0307ZMI\u0307R\n"
    result = make(tmp_path, text)
    assert result.returncode == 0 and "--dotless_i" in result.stderr
    assert words(tmp_path) == {"diyarbakir", "irak", "izmir"}
    result = make(tmp_path, text, dotless_i="")
    assert result.returncode == 0 and "--dotless_i" not in result.stderr
    assert words(tmp_path) == {"diyarbakır", "ırak", "izmir"}


def test_an_alphabet_with_dotless_i_is_turkish(tmp_path: Path) -> None:
    turkish = alphabet(tmp_path, " abcçdefgğhıijklmnoöprsştuüvyz")
    result = make(tmp_path, "DİYARBAKIR IRAK\n", alphabet=turkish)
    assert result.returncode == 0 and '"I" becomes "ı"' in result.stdout and "W " not in result.stderr
    assert words(tmp_path) == {"diyarbakır", "ırak"}


def test_case_can_be_kept(tmp_path: Path) -> None:
    capitals = alphabet(tmp_path, " ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    result = make(tmp_path, SENTENCE.upper(), alphabet=capitals)
    assert result.returncode == 1 and "can spell none of the 4 words" in result.stderr
    assert "In upper case it could spell 4 of them; --keep_case" in result.stderr
    result = make(tmp_path, SENTENCE.upper(), alphabet=capitals, keep_case="")
    assert result.returncode == 0 and words(tmp_path) == {"THE", "CAT", "AND", "DOG"}
    assert "owercase" not in result.stdout
    result = make(tmp_path, SENTENCE.upper() + "the dog\n", alphabet=capitals, keep_case="")
    assert result.returncode == 0 and "cannot spell 2 of 6 words (29 percent of the text)" in result.stderr
    assert "\"the\" lacks 't' (U+0074), 'h' (U+0068), 'e' (U+0065)" in result.stderr


def test_each_word_is_brought_to_the_form_of_the_alphabet(tmp_path: Path) -> None:
    """Also where another word of its line cannot be spelled at all."""
    result = make(tmp_path, "cafe\u0301 42\ncaf\u00e9\n", alphabet=alphabet(tmp_path, " acf\u00e9"))
    assert result.returncode == 0 and words(tmp_path) == {"caf\u00e9", "42"}
    assert (
        "1 words were converted to the alphabet's form" in result.stderr and "U+0065 U+0301" in result.stderr
    )
    assert "cannot spell 1 of 2 words" in result.stderr
    result = make(tmp_path, "cafe\u0301\ncaf\u00e9\n", alphabet=alphabet(tmp_path, " acfe\u0301"))
    assert result.returncode == 0 and words(tmp_path) == {"cafe\u0301"}


def test_byte_order_marks_wherever_files_were_joined(tmp_path: Path) -> None:
    assert make(tmp_path, "\ufeffthe cat\n\ufeffthe dog\n").returncode == 0
    assert words(tmp_path) == {"the", "cat", "dog"}


def test_gzip_by_any_name(tmp_path: Path) -> None:
    assert make(tmp_path, gzip.compress(SENTENCE.encode())).returncode == 0
    assert words(tmp_path) == set(SENTENCE.split())
    result = make(tmp_path, gzip.compress(SENTENCE.encode() * 9999)[:99])
    assert result.returncode == 1 and "is damaged after line" in result.stderr
    damaged = bytearray(gzip.compress(bytes(range(1, 256)) * 99))
    damaged[20:40] = bytes(20)
    result = make(tmp_path, bytes(damaged))
    assert result.returncode == 1 and "Traceback" not in result.stderr and "E " in result.stderr


def test_symbols_of_kenlm(tmp_path: Path) -> None:
    result = make(tmp_path, SENTENCE + "the <UNK> dog\n")
    assert result.returncode == 1 and "line 2 of" in result.stderr and "Received: <unk>" in result.stderr
    assert "--skip_symbols" in result.stderr and "--discount_fallback" not in result.stderr
    result = make(tmp_path, SENTENCE + "<s> the <UNK> dog </s>\n", skip_symbols="")
    assert result.returncode == 0 and words(tmp_path) == set(SENTENCE.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "must have words. Received: an empty file"),
        (b" \n\xc2\xa0\n", "must have words. Received: none"),
        (b"fine\nca\xe9\n", "line 2 of"),
        ("the\n".encode("utf-16"), "must be UTF-8. Received: UTF-16"),
        (b"fine\nbi\0nary\n", "line 2 of"),
    ],
)
def test_texts_that_cannot_be_used(tmp_path: Path, text: bytes, message: str) -> None:
    result = make(tmp_path, text)
    assert result.returncode == 1 and message in result.stderr
    assert "--discount_fallback" not in result.stderr and "Traceback" not in result.stderr
    assert not list((tmp_path / "out").iterdir())


def test_folders_and_files_in_each_other_s_place(tmp_path: Path) -> None:
    result = generate_lm(tmp_path, tmp_path / "out")
    assert result.returncode == 1 and f"must be a text file. Received: {tmp_path}, a folder" in result.stderr
    (tmp_path / "file").write_text("the\n")
    result = generate_lm(tmp_path / "file", tmp_path / "file")
    assert result.returncode == 1 and "--output_dir" in result.stderr and "Traceback" not in result.stderr
    result = make(tmp_path, SENTENCE, alphabet=str(tmp_path))
    assert result.returncode == 1 and f"alphabet file {tmp_path} cannot be read" in result.stderr


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "MAX_LINE_BYTES", 20)
    path = tmp_path / "text.txt"
    path.write_text("nineteen characters\n" + "twenty characters...\n")
    with pytest.raises(
        kenlm_programs.LanguageModelError, match=r"line 2 of .*at most 20 bytes.*one sentence per line"
    ):
        list(corpus.read_lines(path))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arpa_prune": "0|x"}, "--arpa_prune must be integers"),
        ({"arpa_prune": "1|0"}, "none smaller than the one before. Received: 1|0"),
        ({"arpa_prune": "0|0|1"}, "at most 2 as --arpa_order says"),
        ({"max_arpa_memory": "much"}, "--max_arpa_memory must be a number and one of % b K M G T"),
        ({"max_arpa_memory": "1K"}, "lmplz needs more memory. Give a larger --max_arpa_memory"),
        ({"max_arpa_memory": "900T"}, "Give a smaller --max_arpa_memory"),
        ({"binary_q_bits": "30"}, "--binary_q_bits must be from 1 to 25. Received: 30"),
        ({"binary_a_bits": "300"}, "--binary_a_bits must be from 0 to 255. Received: 300"),
    ],
)
def test_options_that_cannot_be_used(tmp_path: Path, changes: dict[str, str | None], message: str) -> None:
    result = make(tmp_path, SENTENCE, discount_fallback=None, **changes)
    assert result.returncode == 1 and message in result.stderr
    assert "--discount_fallback" not in result.stderr


def test_the_hint_of_small_texts_is_for_them_alone(tmp_path: Path) -> None:
    result = make(tmp_path, SENTENCE, discount_fallback=None)
    assert result.returncode == 1 and "a small text may need --discount_fallback" in result.stderr


@pytest.mark.parametrize(
    ("said", "status", "meaning"),
    [
        (
            "x.cc:9 threw Z.\nWrite failed: No space left on device while writing 8 bytes\n",
            -6,
            "no space left",
        ),
        ("=== 1/5 ===\n----5---10--95--100\n***\n", -9, "was killed"),
        (
            "x.cc:9 in void f() threw E because `a'.\nSomething else.\n\nERROR\n",
            1,
            "status 1: Something else",
        ),
        ("", 3, "failed with status 3"),
    ],
)
def test_what_failures_mean(said: str, status: int, meaning: str) -> None:
    received = kenlm_programs.explain(said, status)
    assert meaning in received and not received.endswith(".")
