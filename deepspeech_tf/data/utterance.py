"""One utterance of a manifest."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.audio.location import joined
from deepspeech_tf.errors import one_line


@dataclass(frozen=True, slots=True, init=False)
class Utterance:
    """An audio file with its transcript and its place in a manifest.

    Sets of millions of utterances are kept in memory, so all rows of a manifest share its name and folder;
    `path` and `where` are computed on access.

    Args:
        path: audio file, remote or not, or `<path>.sdb:<index>`.
        where: origin for messages, such as "row 17 of train.csv".
        size: `wav_filesize`, the sort key; 0 if unknown.
        transcript: what is said.
        folder: folder that a relative `path` starts from.
        row: with a row above 0, `where` is the manifest's name alone.
    """

    _name: str
    _source: str
    _row: int
    _folder: str
    size: int
    transcript: str

    def __init__(
        self, path: str, where: str, size: int, transcript: str, *, folder: str = "", row: int = 0
    ) -> None:
        assign = object.__setattr__  # as the generated __init__ of a frozen dataclass does
        assign(self, "_name", path)
        assign(self, "_source", where)
        assign(self, "_row", row)
        assign(self, "_folder", folder)
        assign(self, "size", size)
        assign(self, "transcript", transcript)

    def with_transcript(self, transcript: str) -> Utterance:
        """The same utterance, with another transcript."""
        return type(self)(self._name, self._source, self.size, transcript, folder=self._folder, row=self._row)

    @property
    def path(self) -> str:
        return joined(self._folder, self._name)

    @property
    def where(self) -> str:
        return f"row {self._row} of {one_line(self._source)}" if self._row else one_line(self._source)


class StoredUtterance(Utterance):
    """A sample of a database; its name and place follow from its index `row`, counted from 0.

    `where` is the database's path.
    """

    __slots__ = ()

    @property
    def path(self) -> str:
        return f"{self._source}:{self._row}"

    @property
    def where(self) -> str:
        return f"sample {self._row} of {one_line(self._source)}"
