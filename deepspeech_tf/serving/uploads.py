"""Reads multipart uploads within limits of size and time; large files are temporary files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from deepspeech_tf.serving.settings import ServerConfig

_MAX_FIELDS = 32
_MAX_FIELD_BYTES = 64 * 1024
_SLOWEST_BYTES_S = 1024  # slower uploads are a way to keep connections open


class RefusedError(Exception):
    """A request that is refused.

    Args:
        status: HTTP status.
        message: the reason.
        parameter: of the request that is wrong.
    """

    def __init__(self, status: int, message: str, parameter: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.parameter = parameter


async def read_form(request: Request, config: ServerConfig) -> FormData:
    """The fields and files of a request.

    Raises:
        RefusedError: if it is too large or too slow, or no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise RefusedError(415, "expected multipart/form-data")
    most = config.max_upload_mb << 20
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise RefusedError(413, f"an upload has at most {config.max_upload_mb} MiB")
    parser = MultiPartParser(
        request.headers,
        _limited(request, config, most),
        max_files=1,
        max_fields=_MAX_FIELDS,
        max_part_size=_MAX_FIELD_BYTES,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise RefusedError(400, error.message) from error
    except (KeyError, ValueError, UnicodeError) as error:
        raise RefusedError(400, "the form is damaged") from error


async def _limited(request: Request, config: ServerConfig, most: int) -> AsyncGenerator[bytes, None]:
    stream, received = request.stream(), 0
    started = asyncio.get_running_loop().time()
    while True:
        try:
            block = await asyncio.wait_for(anext(stream), config.idle_s)
        except StopAsyncIteration:
            return
        except asyncio.TimeoutError:
            raise RefusedError(408, f"nothing was received for {config.idle_s} s") from None
        except ClientDisconnect:
            raise RefusedError(400, "the client has gone") from None
        received += len(block)
        if received > most:
            raise RefusedError(413, f"an upload has at most {config.max_upload_mb} MiB")
        elapsed = asyncio.get_running_loop().time() - started
        if elapsed > config.idle_s and received < elapsed * _SLOWEST_BYTES_S:
            raise RefusedError(408, "the upload is too slow")
        yield block
