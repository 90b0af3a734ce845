"""Reads the text of a language model, converts it to the case and form of the alphabet, and counts words."""

from __future__ import annotations

import gzip
import os
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kenlm_programs import LanguageModelError

from deepspeech_tf.text.letter_case import lower_case
from deepspeech_tf.text.spelling import compose, spell

if TYPE_CHECKING:  # it needs NumPy
    from deepspeech_tf.text.alphabet import Alphabet

LINES_PER_PROGRESS = 1_000_000
MAX_LINE_BYTES = 2**24  # more than any sentence; less than a book in one line
SYMBOLS = frozenset(("<s>", "</s>", "<unk>", "<UNK>"))  # of KenLM: they may not be words
EXAMPLES = 5
_DOTS = ("\u0130", "\u0131")  # capital i with a dot, i without: Turkish has both
_GZIP, _UTF_16 = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Rules:
    """How words are converted.

    Args:
        keep_case: do not convert to lower case.
        dotless_i: the lower case of "I" is "ı".
        skip_symbols: leave out `<s>`, `</s>` and `<unk>` instead of refusing the text.
        alphabet: alphabet of the acoustic model; None if it is unknown.
    """

    keep_case: bool = False
    dotless_i: bool = False
    skip_symbols: bool = False
    alphabet: Alphabet | None = None


@dataclass
class Counted:
    """Word counts of a text, and what was changed."""

    words: Counter[str] = field(default_factory=Counter)
    respelled: Counter[str] = field(default_factory=Counter)  # unchanged
    has_turkish_i: bool = False


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yields the lines of a text file, plain or gzip, with their numbers, without byte order marks.

    Raises:
        LanguageModelError: if the file cannot be read, is not UTF-8 or has a line that is too long; names the
            line.
    """
    number = 0
    try:
        if path.is_dir():
            raise LanguageModelError(f"--input_txt must be a text file. Received: {path}, a folder")
        with open(path, "rb") as raw:
            file = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == _GZIP else raw
            for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES + 1), b""), 1):
                yield number, _decoded(line, number, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LanguageModelError(
            f"--input_txt {path} is damaged after line {number}, as its gzip data say: {error}"
        ) from error
    except OSError as error:
        raise LanguageModelError(f"--input_txt {path} cannot be read: {error.strerror or error}") from error


def _decoded(line: bytes, number: int, path: Path) -> str:
    where = f"line {number} of {path}"
    if len(line) > MAX_LINE_BYTES:
        raise LanguageModelError(
            f"{where}: must have at most {MAX_LINE_BYTES} bytes; the text should have one sentence per line"
        )
    if number == 1 and line[:2] in _UTF_16:
        raise LanguageModelError(f"{path}: must be UTF-8. Received: UTF-16")
    if b"\0" in line:
        raise LanguageModelError(f"{where}: must be text. Received: a NUL byte")
    try:
        return line.decode("utf-8").removeprefix("\ufeff")  # also where files were joined
    except UnicodeDecodeError as error:
        raise LanguageModelError(
            f"{where}: must be UTF-8. Received: byte 0x{line[error.start]:02x}"
        ) from error


def count_words(source: Path, prepared: Path, rules: Rules) -> Counted:
    """Writes the converted text to `prepared`, and counts its words.

    Raises:
        LanguageModelError: if the text cannot be read, or contains no words or KenLM's symbols as words.
    """
    how = "Counting" if rules.keep_case else "Converting to lowercase and counting"
    print(f"{how} word occurrences ...", flush=True)
    counted = Counted()
    spelled: dict[str, str] = {}  # words that are not ASCII
    with open(prepared, "w", encoding="utf-8", newline="\n") as out:
        for number, line in read_lines(source):
            words = _words(line, rules, spelled, counted)
            if not SYMBOLS.isdisjoint(words):
                words = _without_symbols(words, rules, f"line {number} of {source}")
            counted.words.update(words)
            out.write(" ".join(words) + "\n")
            if number % LINES_PER_PROGRESS == 0:
                print(f"  {number} lines", flush=True)
    if not counted.words:
        kind = "an empty file" if not os.path.getsize(source) else "none"
        raise LanguageModelError(f"--input_txt {source}: must have words. Received: {kind}")
    return counted


def _words(line: str, rules: Rules, spelled: dict[str, str], counted: Counted) -> list[str]:
    if line.isascii() and not rules.dotless_i:
        return (line if rules.keep_case else line.lower()).split()
    if not counted.has_turkish_i:
        counted.has_turkish_i = any(dot in line for dot in _DOTS)
    text = line if rules.keep_case else lower_case(line, dotless_i=rules.dotless_i)
    words = text.split()
    if _is_spelled(text, words, rules.alphabet):
        return words
    for place, word in enumerate(words):
        if word.isascii():
            continue
        if word not in spelled:
            alphabet = rules.alphabet
            spelled[word] = spell(word, alphabet)[0] if alphabet is not None else compose(word)
        if spelled[word] != word:
            counted.respelled[word] += 1
            words[place] = spelled[word]
    return words


def _is_spelled(text: str, words: Sequence[str], alphabet: Alphabet | None) -> bool:
    """Whether all words of a line are spelled correctly, as in nearly all lines."""
    if alphabet is None:
        return unicodedata.is_normalized("NFC", text)
    return not alphabet.missing("".join(words))


def _without_symbols(words: list[str], rules: Rules, where: str) -> list[str]:
    if not rules.skip_symbols:
        symbol = next(word for word in words if word in SYMBOLS)
        raise LanguageModelError(
            f"{where}: <s>, </s> and <unk> must not be in the text, since KenLM gives them a meaning. "
            f"Received: {symbol}. --skip_symbols leaves them out"
        )
    return [word for word in words if word not in SYMBOLS]


def write_vocabulary(counts: Counter[str], top_k: int, path: Path) -> None:
    """Writes the `top_k` most frequent words in order, one per line, and prints their coverage."""
    print(f"Saving top {top_k} words ...", flush=True)
    top = counts.most_common(top_k)
    path.write_text("\n".join(word for word, _ in top), encoding="utf-8")
    total = sum(counts.values())
    covered = 100.0 * sum(count for _, count in top) / total
    print("Calculating word statistics ...")
    print(f"  Your text file has {total} words in total")
    print(f"  It has {len(counts)} unique words")
    print(f"  Your top-{top_k} words are {covered:.4f} percent of all words")
    print(f'  Your most common word "{top[0][0]}" occurred {top[0][1]} times')
    print(f'  The least common word in your top-k is "{top[-1][0]}" with {top[-1][1]} times', flush=True)


def tell_changes(counted: Counted, rules: Rules) -> Iterator[str]:
    """Warnings about how words were changed."""
    if counted.respelled:
        example = next(iter(counted.respelled))
        form = (
            "the alphabet's form of Unicode"
            if rules.alphabet is not None
            else "Unicode's composed form (NFC)"
        )
        yield (
            f"{counted.respelled.total()} words were converted to {form}, such as "
            f'"{example}" ({_code_points(example)})'
            + ("" if rules.alphabet is not None else "; --alphabet uses the form of the alphabet instead")
        )
    if counted.has_turkish_i and not rules.dotless_i and not rules.keep_case:
        yield (
            'the text has "ı" or "İ", and "I" became "i": for Turkish and Azerbaijani give --dotless_i, '
            'which makes it "ı"'
        )


def tell_missing(counts: Counter[str], alphabet: Alphabet) -> str:
    """A warning about words that the alphabet cannot spell; empty if it can spell all.

    Raises:
        LanguageModelError: if it can spell none.
    """
    lost = [word for word in counts if alphabet.missing(word)]
    if not lost:
        return ""
    names = ", ".join(f'"{word}" lacks {_lacking(word, alphabet)}' for word in lost[:EXAMPLES])
    more = f" and {len(lost) - EXAMPLES} more" if len(lost) > EXAMPLES else ""
    hint = _case_hint(lost, alphabet)
    if len(lost) == len(counts):
        raise LanguageModelError(f"the alphabet can spell none of the {len(lost)} words: {names}{more}{hint}")
    share = 100 * sum(counts[word] for word in lost) / counts.total()
    return (
        f"the alphabet cannot spell {len(lost)} of {len(counts)} words ({share:.2g} percent of the text), "
        f"and a scorer will not contain them: {names}{more}{hint}"
    )


def _lacking(word: str, alphabet: Alphabet) -> str:
    return ", ".join(f"{c!r} (U+{ord(c):04X})" for c in alphabet.missing(word)[:3])


def _code_points(word: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in word[:20])


def _case_hint(lost: list[str], alphabet: Alphabet) -> str:
    upper = sum(not alphabet.missing(word.upper()) for word in lost)
    if upper:
        return f". In upper case it could spell {upper} of them; --keep_case leaves the text as it is"
    lower = sum(not alphabet.missing(lower_case(word)) for word in lost)
    return f". In lower case it could spell {lower} of them; leave out --keep_case" if lower else ""
