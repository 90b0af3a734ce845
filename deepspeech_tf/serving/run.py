"""Runs the server: sockets, TLS, protection against slow clients, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.serving.application import application
from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.serving.settings import ServerConfig
from deepspeech_tf.serving.wyoming_server import start_wyoming

if TYPE_CHECKING:
    from asyncio.trsock import TransportSocket

HEADER_S = 10  # for the head of a request
_MAX_MESSAGE = 1 << 20  # of a WebSocket; half a minute of audio at 16 kHz
_MAX_CONNECTIONS_PER_STREAM = 4


class _Protocol(H11Protocol):
    """Closes connections whose request does not come; otherwise, slow clients could use all connections."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._deadline is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEADER_S, self._expire)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expire(self) -> None:
        self._deadline = None
        if self.transport.is_closing():  # one with TLS has no protocol then
            return
        is_mine = self.transport.get_protocol() is self  # not upgraded to a WebSocket
        if is_mine and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()


def run_server(config: ServerConfig, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serves until the process is told to end.

    Args:
        config: of the server.
        ready: is called with the addresses once clients can connect.

    Raises:
        ConfigError: if an address or the certificate cannot be used.
        DeepSpeechError: if a model cannot be loaded.
    """
    engine = Engine(config)
    listening = _listen(config.host, config.port)
    _limit_stalls(listening, config.idle_s)
    try:
        asyncio.run(_serve(engine, listening, ready))
    finally:
        listening.close()
        engine.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{host}:{port} cannot be listened on: {reason_of(error)}") from error


def _limit_stalls(listening: socket.socket | TransportSocket, seconds: int) -> None:
    """Lets the system close accepted connections whose client takes nothing of what was sent for so long."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)


async def _serve(engine: Engine, listening: socket.socket, ready: Callable[[str], None]) -> None:
    config = engine.config
    settings = uvicorn.Config(
        application(engine),
        http=_Protocol,
        ws="websockets-sansio",
        ws_max_size=_MAX_MESSAGE,
        ws_ping_timeout=None,  # an answer may be behind audio that waits; `idle_s` is the limit
        ws_per_message_deflate=False,  # a small message cannot become a large one
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_MAX_CONNECTIONS_PER_STREAM * (config.max_streams + config.max_jobs) + 64,
        timeout_graceful_shutdown=10,
        ssl_certfile=config.certificate,
        ssl_keyfile=config.private_key,
    )
    try:
        settings.load()
    except OSError as error:  # ssl.SSLError is one
        raise ConfigError(
            f"{config.certificate}: the certificate cannot be used: {reason_of(error)}"
        ) from error
    wyoming = None
    if config.wyoming_port is not None:
        try:
            wyoming = await start_wyoming(engine, config.host, config.wyoming_port)
        except OSError as error:
            raise ConfigError(
                f"{config.host}:{config.wyoming_port} cannot be listened on: {reason_of(error)}"
            ) from error
        for one in wyoming.sockets:
            _limit_stalls(one, config.idle_s)
    server = uvicorn.Server(settings)
    try:
        async with _announced(config, wyoming):
            ready(_addresses(config, listening, wyoming))
            await server.serve(sockets=[listening])
    finally:
        if wyoming is not None:
            wyoming.close()


@contextlib.asynccontextmanager
async def _announced(config: ServerConfig, wyoming: asyncio.Server | None) -> AsyncIterator[None]:
    if wyoming is None or not config.wyoming_discovery:
        yield
        return
    from deepspeech_tf.serving.discovery import announced

    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(announced(config.host, wyoming.sockets[0].getsockname()[1]))
        except (OSError, RuntimeError) as error:
            raise ConfigError(
                f"the Wyoming server cannot be announced at {config.host}: {reason_of(error)}"
            ) from error
        yield


def _addresses(config: ServerConfig, listening: socket.socket, wyoming: asyncio.Server | None) -> str:
    scheme = "https" if config.certificate else "http"
    host = f"[{config.host}]" if ":" in config.host else config.host
    text = f"{scheme}://{host}:{listening.getsockname()[1]}"
    if wyoming is not None:
        text += f" and tcp://{host}:{wyoming.sockets[0].getsockname()[1]} (Wyoming)"
    return text
