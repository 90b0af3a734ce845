"""Who may use the server: API keys, compared in constant time."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence

from starlette.requests import HTTPConnection


def is_allowed(headers: Mapping[str, str], query: Mapping[str, str], keys: Sequence[str]) -> bool:
    """Whether a request has one of the keys: `Authorization: Bearer KEY`, or `?key=KEY`, as browsers need it.

    Args:
        headers: of the request.
        query: of the request.
        keys: of which one is needed; empty: none is.
    """
    if not keys:
        return True
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        given = query.get("key", "")
    # Every key is compared, so the time does not depend on which one it is.
    found = [hmac.compare_digest(given.encode("utf-8", "replace"), key.encode()) for key in keys]
    return any(found)


def client_of(connection: HTTPConnection) -> str:
    """The address of the client."""
    return connection.client.host if connection.client else "local"
