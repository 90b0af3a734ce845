"""Sample databases as sets of utterances."""

from __future__ import annotations

import logging

from deepspeech_tf.audio.sample_database import open_database
from deepspeech_tf.data.utterance import StoredUtterance, Utterance
from deepspeech_tf.errors import AudioError, ManifestError, one_line

log = logging.getLogger(__name__)


def read_database(path: str) -> list[Utterance]:
    """The samples of a database, in its order.

    A damaged one is named in an error of the log, and gives the samples before the damage.

    Raises:
        ManifestError: if it cannot be read, has no transcripts or no samples.
    """
    try:
        database = open_database(path)
        if database.damage:
            log.error("%s", database.damage)
        if database.columns.transcript is None:
            raise ManifestError(
                f"{one_line(path)}: must have transcripts. Received: a database of audio alone"
            )
        if not len(database):
            raise ManifestError(f"{one_line(path)}: must have samples. Received: none")
        utterances: list[Utterance] = []
        samples = zip(database.sizes(), database.transcripts(), strict=True)
        for index, (size, transcript) in enumerate(samples):
            if not transcript or transcript.isspace():
                raise ManifestError(f"sample {index} of {one_line(path)}: its transcript is empty")
            utterances.append(StoredUtterance("", path, size, transcript, row=index))
    except AudioError as error:
        raise ManifestError(str(error)) from error
    return utterances
