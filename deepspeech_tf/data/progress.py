"""How far a long look at many utterances is: a bar on a terminal, else plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Result = TypeVar("Result")


def with_progress(
    results: Iterable[Result], count: int, chunk: int, what: tuple[str, str], shown_from: int
) -> Iterator[Result]:
    """Passes results on, each of `chunk` of `count` utterances, and shows on stderr how far they are.

    Args:
        results: one for each chunk.
        count: utterances in all.
        chunk: utterances for each result; the last one may have fewer.
        what: the work in progress and done: `("Checking", "Checked")`.
        shown_from: show nothing for fewer utterances.
    """
    doing, done_word = what
    if count < shown_from:
        yield from results
    elif sys.stderr.isatty():
        with tqdm(total=count, desc=doing, unit=" utterances", leave=False) as bar:
            for result in results:
                yield result
                bar.update(min(chunk, count - bar.n))
    else:
        chunks = -(-count // chunk)
        for done, result in enumerate(results, 1):
            yield result
            if done * 10 // chunks > (done - 1) * 10 // chunks:
                print(f"{done_word} {min(done * chunk, count)} of {count} utterances", file=sys.stderr)
