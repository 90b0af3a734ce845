"""The Wyoming protocol of Home Assistant, over TCP, with limits for every message."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from typing import Any

from wyoming.asr import Transcript
from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.info import AsrModel, AsrProgram, Attribution, Info
from wyoming.ping import Pong

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.serving.engine import BusyError, Engine
from deepspeech_tf.serving.session import RATES_HZ, Patience, Session, TooMuchAudioError
from deepspeech_tf.speech.live import Update

log = logging.getLogger(__name__)
_MAX_LINE = 64 * 1024
_MAX_DATA = 1 << 20
_MAX_PAYLOAD = 4 << 20


class WrongEventError(Exception):
    """Bytes that are no event, or an event that cannot be used."""


async def start_wyoming(engine: Engine, host: str, port: int) -> asyncio.Server:
    """Starts to listen.

    Args:
        engine: of the server.
        host: address.
        port: 0: any that is free.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(engine, reader, writer)
        try:
            await connection.serve()
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    return await asyncio.start_server(serve, host, port, limit=_MAX_LINE)


class _Connection:
    """One client."""

    def __init__(self, engine: Engine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._engine = engine
        self._reader = reader
        self._writer = writer
        self._session: Session | None = None
        self._model: str | None = None
        self._place: Any = None
        self._texts: list[str] = []

    async def serve(self) -> None:
        try:
            patience = Patience(self._engine.config.idle_s)
            while (event := await asyncio.wait_for(self._read(), patience.left_s)) is not None:
                await self._handle(event)
                if self._session is None:  # a connection may be kept for later
                    patience.renew()
                patience.note(len(event.payload or b""))
        except (WrongEventError, TooMuchAudioError) as error:
            await self._fail("invalid", str(error))
        except BusyError as error:
            await self._fail("busy", str(error))
        except DeepSpeechError as error:
            log.error("stream failed: %s", error)
            await self._fail("failed", "the audio could not be recognized")
        except (TimeoutError, asyncio.TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            await self._end()

    async def _fail(self, code: str, text: str) -> None:
        with contextlib.suppress(OSError):
            await async_write_event(Error(text=text, code=code).event(), self._writer)

    async def _read(self) -> Event | None:
        """The next event; None at the end."""
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise WrongEventError("the last line is not complete") from None
            return None
        except asyncio.LimitOverrunError:
            raise WrongEventError(f"a line has at most {_MAX_LINE} bytes") from None
        head = _json_object(line)
        data = head.get("data") or {}
        if not isinstance(data, dict) or not isinstance(head.get("type"), str):
            raise WrongEventError("expected an event with a type")
        if size := _size(head, "data_length", _MAX_DATA):
            data = data | _json_object(await self._reader.readexactly(size))
        size = _size(head, "payload_length", _MAX_PAYLOAD)
        return Event(head["type"], data, await self._reader.readexactly(size) if size else None)

    async def _handle(self, event: Event) -> None:
        if event.type == "describe":
            await async_write_event(_info(self._engine).event(), self._writer)
        elif event.type == "ping":
            await async_write_event(Pong(text=event.data.get("text")).event(), self._writer)
        elif event.type == "transcribe":
            name = event.data.get("name")
            if name is not None and (not isinstance(name, str) or self._engine.recognizer(name) is None):
                raise WrongEventError("there is no such model")
            self._model = name
        elif event.type == "audio-start":
            await self._begin(event.data)
        elif event.type == "audio-chunk":
            if self._session is None:
                await self._begin(event.data)
            assert self._session is not None  # by _begin
            await self._session.feed(event.payload or b"")
        elif event.type == "audio-stop" and self._session is not None:
            await self._session.finish()
            text = " ".join(filter(None, self._texts))
            await self._end()
            await async_write_event(Transcript(text=text).event(), self._writer)

    async def _begin(self, data: dict[str, Any]) -> None:
        await self._end()
        rate, width, channels = (data.get(key) for key in ("rate", "width", "channels"))
        if type(rate) is not int or rate not in RATES_HZ or width != 2 or channels not in (1, 2):
            raise WrongEventError("expected audio of 16 bits with one or two channels")
        recognizer = self._engine.recognizer(self._model)
        assert recognizer is not None  # checked when it was named
        peer = self._writer.get_extra_info("peername")
        place = self._engine.stream(peer[0] if peer else "local", "wyoming")
        place.__enter__()
        self._place = place
        self._session = Session(self._engine, recognizer, "wyoming", self._deliver, rate, int(channels))
        self._texts = []

    async def _deliver(self, updates: list[Update]) -> None:
        self._texts += [update.text for update in updates if update.is_final]

    async def _end(self) -> None:
        session, self._session = self._session, None
        place, self._place = self._place, None
        if session is not None:
            await session.close()
        if place is not None:
            place.__exit__(None, None, None)


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise WrongEventError("expected a JSON object")
    return value


def _size(head: dict[str, Any], key: str, most: int) -> int:
    value = head.get(key) or 0
    if type(value) is not int or not 0 <= value <= most:
        raise WrongEventError(f"{key} must be from 0 to {most}")
    return value


def _info(engine: Engine) -> Info:
    source, language = Attribution("deepspeech_tf", ""), engine.config.language
    models = [AsrModel(name, source, True, name, None, [language]) for name in engine.recognizers]
    program = AsrProgram("deepspeech_tf", source, True, "speech to text", None, models)
    return Info(asr=[program])
