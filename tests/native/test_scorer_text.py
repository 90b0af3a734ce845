"""Words of scorers: composed and decomposed, in another case, and in invalid files."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from tests.native.ctcdecoder import load_module, need_programs
from tests.native.test_scorer_tools import generate_lm, package

WORDS = "café naïve über señor garçon dog cat the house".split()
ENGLISH = " abcdefghijklmnopqrstuvwxyz"


def write_alphabet(path: Path, characters: str) -> Path:
    path.write_text("".join(f"{c}\n" for c in dict.fromkeys(characters)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Language models of a text in both forms, each with its vocabulary, and alphabets of both."""
    need_programs("lmplz", "filter", "build_binary", "generate_scorer_package")
    folder = tmp_path_factory.mktemp("forms")
    chance = random.Random(1)
    text = "".join(" ".join(chance.choices(WORDS, k=6)) + "\n" for _ in range(100))
    for form in ("NFC", "NFD"):
        alphabet = write_alphabet(folder / f"{form}.txt", unicodedata.normalize(form, " " + "".join(WORDS)))
        (folder / "text.txt").write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
        result = generate_lm(
            folder / "text.txt", folder / form, arpa_order="2", arpa_prune="0", alphabet=str(alphabet)
        )
        assert result.returncode == 0, result.stderr
    return folder


def package_of(folder: Path, output: Path, model: str, words: str, alphabet: str | Path, **changes: str):
    return package(
        folder / model / "lm.binary",
        output,
        vocab=str(folder / words / "vocab-500.txt"),
        alphabet=str(folder / alphabet),
        **changes,
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("vocabulary", ["NFC", "NFD"])
def test_no_word_is_lost_by_its_form(folder: Path, tmp_path: Path, form: str, vocabulary: str) -> None:
    """The language model has the alphabet's form; the vocabulary may have either."""
    result = package_of(folder, tmp_path / "x.scorer", form, vocabulary, f"{form}.txt")
    assert result.returncode == 0, result.stderr
    assert f"It has {len(WORDS)} words." in result.stderr
    assert ("5 words brought to the alphabet's form" in result.stderr) == (form != vocabulary)
    module = load_module()
    alphabet = module.Alphabet(folder / f"{form}.txt")
    scorer = module.Scorer(1.0, 1.0, tmp_path / "x.scorer", alphabet)
    for word in WORDS:
        spelled = unicodedata.normalize(form, word)
        assert scorer.has_word(spelled) and scorer.get_log_cond_prob([spelled]) > -100, word


@pytest.mark.parametrize(
    ("form", "model", "said"),
    [
        ("NFC", "NFD", "has the words decomposed (NFD) and the alphabet composed (NFC)"),
        ("NFD", "NFC", "has the words composed (NFC) and the alphabet decomposed (NFD)"),
    ],
)
@pytest.mark.parametrize("vocabulary", ["NFC", "NFD"])
def test_a_language_model_of_the_other_form_is_an_error(
    folder: Path, tmp_path: Path, form: str, model: str, said: str, vocabulary: str
) -> None:
    """Its words are known by hashes, so they cannot be brought to another form."""
    result = package_of(folder, tmp_path / "x.scorer", model, vocabulary, f"{form}.txt")
    assert result.returncode == 1 and said in result.stderr and '"caf' in result.stderr
    assert "U+0065 U+0301" in result.stderr and "U+00E9" in result.stderr
    assert "generate_lm.py --alphabet" in result.stderr and not list(tmp_path.iterdir())


def test_a_few_words_in_the_other_form_are_a_warning(folder: Path, tmp_path: Path) -> None:
    words = "café dog cat the house"
    result = package(
        folder / "NFD" / "lm.binary",
        tmp_path / "x.scorer",
        vocab=vocabulary(tmp_path, words.encode()),
        alphabet=str(folder / "NFC.txt"),
    )
    assert result.returncode == 0, result.stderr
    assert "1 of 5 words are known to the language model in another form of Unicode only" in result.stderr
    assert "U+0065 U+0301" in result.stderr and "It has 5 words." in result.stderr


def test_without_an_alphabet_words_are_composed(folder: Path, tmp_path: Path) -> None:
    result = generate_lm(folder / "text.txt", tmp_path, arpa_order="2", arpa_prune="0")
    assert result.returncode == 0 and "composed form (NFC)" in result.stderr
    made = package(
        tmp_path / "lm.binary",
        tmp_path / "x.scorer",
        vocab=str(tmp_path / "vocab-500.txt"),
        alphabet=str(folder / "NFC.txt"),
    )
    assert made.returncode == 0 and f"It has {len(WORDS)} words." in made.stderr


def test_an_alphabet_file_saved_decomposed_is_the_same_alphabet(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "NFC.txt").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(unicodedata.normalize("NFD", lines), encoding="utf-8")
    for name, alphabet in (("x", folder / "NFC.txt"), ("y", tmp_path / "a.txt")):
        result = package_of(folder, tmp_path / f"{name}.scorer", "NFC", "NFC", alphabet)
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "x.scorer").read_bytes() == (tmp_path / "y.scorer").read_bytes()


def test_every_character_with_a_decomposition(folder: Path, tmp_path: Path) -> None:
    """The program's tables against Python's, by words that Python took apart."""
    module = load_module()
    letters = [
        chr(code) for code in range(0x80, 0x30000) if unicodedata.normalize("NFD", chr(code)) != chr(code)
    ]
    letters = [c for c in letters if unicodedata.normalize("NFC", c) == c and not unicodedata.combining(c)]
    assert len(letters) > 12000
    alphabet = module.Alphabet(write_alphabet(tmp_path / "a.txt", " dog" + "".join(letters)))
    apart = ["dog", *(f"do{unicodedata.normalize('NFD', c)}g" for c in letters)]
    written = module.write_scorer_package(
        folder / "NFC" / "lm.binary", apart, alphabet, tmp_path / "x.scorer", default_alpha=1, default_beta=1
    )
    assert written == (len(apart), 0)
    scorer = module.Scorer(1.0, 1.0, tmp_path / "x.scorer", alphabet)
    assert all(scorer.has_word(f"do{c}g") for c in letters)
    # And the other way: an alphabet of the pieces.
    pieces = "".join(unicodedata.normalize("NFD", c) for c in letters)
    alphabet = module.Alphabet(write_alphabet(tmp_path / "b.txt", " dog" + pieces))
    together = ["dog", *(f"do{c}g" for c in letters)]
    written = module.write_scorer_package(
        folder / "NFC" / "lm.binary",
        together,
        alphabet,
        tmp_path / "y.scorer",
        default_alpha=1,
        default_beta=1,
    )
    assert written == (len(together), 0)
    scorer = module.Scorer(1.0, 1.0, tmp_path / "y.scorer", alphabet)
    assert all(scorer.has_word(word) for word in apart)


def vocabulary(folder: Path, content: bytes) -> str:
    path = folder / "vocabulary.txt"
    path.write_bytes(content)
    return str(path)


def package_with(folder: Path, tmp_path: Path, content: bytes, alphabet: Path | None = None, **changes: str):
    return package(
        folder / "NFC" / "lm.binary",
        tmp_path / "x.scorer",
        vocab=vocabulary(tmp_path, content),
        alphabet=str(alphabet or folder / "NFC.txt"),
        **changes,
    )


def test_a_byte_order_mark_costs_no_word(folder: Path, tmp_path: Path) -> None:
    result = package_with(folder, tmp_path, "\ufeffthe\ndog\n".encode())
    assert result.returncode == 0 and "It has 2 words." in result.stderr and "left out" not in result.stderr


def test_words_left_out_are_named_with_what_is_missing(folder: Path, tmp_path: Path) -> None:
    content = "the dog cafe\u0301x zoo\u200b 42 k1 k2 k3 k4".encode()
    result = package_with(folder, tmp_path, content)
    assert result.returncode == 0 and "It has 2 words." in result.stderr
    assert "7 words left out, which the alphabet cannot spell: " in result.stderr
    assert "\"42\" lacks '4' U+0034, '2' U+0032" in result.stderr and " and 2 more" in result.stderr
    assert "lacks 'e' U+0065, U+0301, 'x' U+0078" not in result.stderr  # "e" is there
    assert "U+0301, 'x' U+0078" in result.stderr


def test_all_words_left_out_is_an_error(folder: Path, tmp_path: Path) -> None:
    capitals = write_alphabet(tmp_path / "a.txt", ENGLISH.upper())
    result = package_with(folder, tmp_path, b"the dog", capitals)
    assert result.returncode == 1 and not (tmp_path / "x.scorer").exists()
    assert "no word of the vocabulary can be spelled with the alphabet" in result.stderr
    assert "In upper case it could spell 2 of them" in result.stderr and "--keep_case" in result.stderr
    result = package_with(folder, tmp_path, b"THE DOG")
    assert result.returncode == 1 and "In lower case it could spell 2 of them" in result.stderr


def test_words_unknown_to_the_language_model_are_counted(folder: Path, tmp_path: Path) -> None:
    result = package_with(folder, tmp_path, b"the dog goat")
    assert result.returncode == 0
    assert "1 of 3 words are not known to the language model" in result.stderr and '"goat"' in result.stderr
    result = package_with(folder, tmp_path, b"goat hound")
    assert result.returncode == 1 and "knows no word of the vocabulary" in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "must have words with white space between them. Received: an empty file"),
        (b"\xef\xbb\xbf \n\n", "must have words with white space between them. Received: none"),
        (b"the\ndo\xffg\n", "row 2 of vocabulary "),
        ("the\n".encode("utf-16"), "must be UTF-8. Received: UTF-16"),
    ],
)
def test_vocabularies_that_cannot_be_used(folder: Path, tmp_path: Path, content: bytes, message: str) -> None:
    result = package_with(folder, tmp_path, content)
    assert result.returncode == 1 and message in result.stderr
    assert "character based" not in result.stderr and ".." not in result.stderr


def test_folders_in_place_of_files(folder: Path, tmp_path: Path) -> None:
    for option, name in (("alphabet", "alphabet file"), ("vocab", "vocabulary"), ("lm", "language model")):
        options = {"vocab": vocabulary(tmp_path, b"the dog"), "alphabet": str(folder / "NFC.txt")}
        options[option] = str(folder)
        result = package(folder / "NFC" / "lm.binary", tmp_path / "x.scorer", **options)
        assert result.returncode == 1 and f"{name} {folder} cannot be read" in result.stderr, option
        assert "director" in result.stderr or "folder" in result.stderr, result.stderr


def test_alphabets_that_cannot_be_right(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n" + "".join(f"{c} \n" for c in "abc"), encoding="utf-8")
    result = package_with(folder, tmp_path, b"the", tmp_path / "a.txt")
    assert result.returncode == 1 and "row 2 of alphabet file" in result.stderr
    assert (
        "must not start or end with whitespace" in result.stderr and "3 rows have this error" in result.stderr
    )
    for label in ("a\u2009", "\x85a", "a\x1f", "\u2028a", "a\u3000"):
        (tmp_path / "a.txt").write_text(f" \nb\n{label}\n", encoding="utf-8", newline="\n")
        result = package_with(folder, tmp_path, b"the", tmp_path / "a.txt")
        assert result.returncode == 1 and "row 3 of alphabet file" in result.stderr, ascii(label)
    (tmp_path / "a.txt").write_text(" \na\nb\na\n", encoding="utf-8")
    result = package_with(folder, tmp_path, b"the", tmp_path / "a.txt")
    assert result.returncode == 1 and "Received: 'a', which is also in row 2" in result.stderr


def test_an_arpa_file_is_named_as_one(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lm.arpa").write_text("\\data\\\nngram 1=1\n")
    result = package_with(folder, tmp_path, b"the", lm=str(tmp_path / "lm.arpa"))
    assert result.returncode == 1 and "It is an ARPA file: build_binary -v makes a binary" in result.stderr


def test_an_alphabet_that_is_not_used_is_said(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("a b c\nb c a\nc a b\n")
    assert generate_lm(text, tmp_path, arpa_order="2", arpa_prune="0").returncode == 0
    for force, said in ((None, "--force_bytes_output_mode false makes one for the alphabet"), ("true", "")):
        result = package(
            tmp_path / "lm.binary",
            tmp_path / "x.scorer",
            vocab=str(tmp_path / "vocab-500.txt"),
            alphabet=str(folder / "NFC.txt"),
            force_bytes_output_mode=force,
        )
        assert result.returncode == 0 and f"--alphabet {folder / 'NFC.txt'} is ignored" in result.stderr
        assert said in result.stderr and "infer" not in result.stderr


def test_the_package_does_not_overwrite_what_it_is_made_of(folder: Path, tmp_path: Path) -> None:
    model = folder / "NFC" / "lm.binary"
    before = model.read_bytes()
    result = package(model, model, vocab=vocabulary(tmp_path, b"the"), alphabet=str(folder / "NFC.txt"))
    assert result.returncode == 1 and "--package must be another file" in result.stderr
    assert model.read_bytes() == before


def test_the_python_function_says_the_same(folder: Path, tmp_path: Path) -> None:
    module = load_module()
    alphabet = module.Alphabet(folder / "NFC.txt")
    with pytest.raises(ValueError, match=r"decomposed \(NFD\) and the alphabet composed"):
        module.write_scorer_package(
            folder / "NFD" / "lm.binary", WORDS, alphabet, tmp_path / "x", default_alpha=1, default_beta=1
        )
    with pytest.raises(ValueError, match=r"\"xyz\" lacks 'x' U\+0078"):
        module.write_scorer_package(
            folder / "NFC" / "lm.binary", ["xyz"], alphabet, tmp_path / "x", default_alpha=1, default_beta=1
        )
