"""Verifies the signature in a Mach-O file: hashes of its pages, without which Apple's processors run nothing.

The format is that of `cs_blobs.h` in Apple's XNU; numbers are big-endian.
"""

from __future__ import annotations

import hashlib
import struct

_CODE_DIRECTORY = 0
_SHA256 = 2


def changed_pages(content: bytes, offset: int) -> int:
    """Number of pages that do not have the hashes of the signature.

    Args:
        content: the file.
        offset: where its signature begins, from the load command.

    Raises:
        ValueError: if there is no table of SHA-256 hashes.
    """
    count = struct.unpack_from(">I", content, offset + 8)[0]
    for number in range(count):
        kind, place = struct.unpack_from(">II", content, offset + 12 + 8 * number)
        if kind == _CODE_DIRECTORY:
            return _changed(content, offset + place)
    raise ValueError("the signature has no table of hashes")


def _changed(content: bytes, table: int) -> int:
    hashes, _, _, pages, limit = struct.unpack_from(">5I", content, table + 16)
    size, kind, _, shift = struct.unpack_from(">4B", content, table + 36)
    if kind != _SHA256:
        raise ValueError(f"expected SHA-256 hashes (2). Received: {kind}")
    changed = 0
    for page in range(pages):
        part = content[page << shift : min((page + 1) << shift, limit)]
        begin = table + hashes + page * size
        changed += hashlib.sha256(part).digest() != content[begin : begin + size]
    return changed
