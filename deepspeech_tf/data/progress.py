"""Progress of a pass over many utterances: a bar on a terminal, else plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Result = TypeVar("Result")


def with_progress(
    results: Iterable[Result], count: int, chunk: int, what: tuple[str, str], shown_from: int
) -> Iterator[Result]:
    """Passes results on, each for `chunk` of `count` utterances, and shows the progress on stderr.

    Args:
        results: one result per chunk.
        count: total number of utterances.
        chunk: utterances per result; the last one may have fewer.
        what: words for the work in progress and finished: `("Checking", "Checked")`.
        shown_from: nothing is shown for fewer utterances.
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
