"""Detects MPEG audio after the end of a recording, which decoders ignore.

Other formats are detected by their first bytes (`deepspeech_tf/audio/joined.py`). The native client uses the
same rule (`native_client/src/audio/mpeg.cc`).
"""

from __future__ import annotations

import re

from deepspeech_tf.audio.mpeg import header_of
from deepspeech_tf.errors import AudioError

_FRAMES = 3  # consecutive frames of one kind; fewer may be coincidence
_SYNC = re.compile(rb"\xff(?=[\xe2-\xef\xf2-\xff][\x10-\xef])")  # a superset of the valid headers


def require_no_mpeg(tail: bytes, offset: int) -> None:
    """Raises AudioError if the end of a file contains MPEG audio.

    Args:
        tail: the end of the file.
        offset: its position in the file.
    """
    for found in _SYNC.finditer(tail):
        if _are_frames(tail, found.start()):
            raise AudioError(
                f"consists of several concatenated files: another one begins at byte {offset + found.start()}"
            )


def _are_frames(data: bytes, position: int) -> bool:
    kind = None
    for _ in range(_FRAMES):
        header = header_of(data[position : position + 4])
        if header is None or kind not in (None, header.kind):
            return False
        kind = header.kind
        position += header.length
    return position <= len(data)
