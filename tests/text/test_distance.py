"""Edit distance against the textbook's table, and its speed."""

import random
import time
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.text.distance import levenshtein


def table_distance(source: Sequence[object], target: Sequence[object]) -> int:
    """The whole table, row by row (Wagner & Fischer 1974)."""
    row = list(range(len(target) + 1))
    for i, a in enumerate(source, 1):
        above, row = row, [i]
        for j, b in enumerate(target, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def test_known_distances() -> None:
    assert levenshtein("kitten", "sitting") == 3
    assert levenshtein("", "") == 0
    assert levenshtein("", "abc") == levenshtein("abc", "") == 3
    assert levenshtein("the cat sat".split(), "the black cat sits".split()) == 2
    assert levenshtein("abc", "abc") == 0


@given(st.lists(st.integers(0, 3), max_size=20), st.lists(st.integers(0, 3), max_size=20))
def test_equals_the_table(source: list[int], target: list[int]) -> None:
    assert levenshtein(source, target) == table_distance(source, target)


def test_equals_the_table_beyond_a_machine_word() -> None:
    random.seed(1)
    for _ in range(20):
        source = random.choices("abc ", k=random.randrange(60, 200))
        target = random.choices("abc ", k=random.randrange(60, 200))
        assert levenshtein(source, target) == table_distance(source, target)


def test_thousands_of_sentences_in_seconds() -> None:
    random.seed(2)
    sentences = ["".join(random.choices("abcdefgh ", k=170)) for _ in range(2001)]
    start = time.process_time()
    for source, target in zip(sentences, sentences[1:], strict=False):
        levenshtein(source, target)
    assert time.process_time() - start < 5  # the table takes over 20
