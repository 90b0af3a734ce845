"""The ASGI application: routes, keys, health, metrics and the description of the interface."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from deepspeech_tf.serving.access import is_allowed
from deepspeech_tf.serving.description import description
from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.serving.page_files import page_paths, page_routes
from deepspeech_tf.serving.stream_socket import JsonConversation, VoskConversation, converse
from deepspeech_tf.serving.transcriptions import error_response, transcriptions

log = logging.getLogger(__name__)
_OPEN = {"/healthz", *page_paths()}  # need no key
_HEADERS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


def application(engine: Engine) -> Any:
    """The application of one server.

    Args:
        engine: its models.
    """

    async def stream(socket: WebSocket) -> None:
        await converse(socket, engine, JsonConversation)

    async def vosk(socket: WebSocket) -> None:
        await converse(socket, engine, VoskConversation)

    app = Starlette(
        routes=[
            *page_routes(),
            Route("/healthz", _health),
            Route("/metrics", _metrics),
            Route("/openapi.json", _description),
            Route("/v1/models", _models),
            Route("/v1/models/{name}", _model),
            Route("/v1/audio/transcriptions", transcriptions, methods=["POST"]),
            WebSocketRoute("/v1/stream", stream),
            WebSocketRoute("/", vosk),
            WebSocketRoute("/vosk", vosk),
        ],
        exception_handlers={HTTPException: _failure, 500: _bug},
    )
    app.state.engine = engine
    return _Guard(app, engine)


class _Guard:
    """Asks for a key, adds headers, and logs requests without what is in them."""

    def __init__(self, app: Any, engine: Engine) -> None:
        self._app = app
        self._engine = engine

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        keys = self._engine.config.api_keys
        query = QueryParams(scope["query_string"])
        if scope["path"] in _OPEN or is_allowed(Headers(scope=scope), query, keys):
            await self._app(scope, receive, noted)
        else:
            answer = error_response(
                401, "expected an API key: Authorization: Bearer KEY", code="invalid_api_key"
            )
            answer.headers["WWW-Authenticate"] = "Bearer"
            await answer(scope, receive, noted)
        fields = {
            "method": scope["method"],
            "path": scope["path"][:200],
            "status": status,
            "seconds": round(time.perf_counter() - started, 3),
        }
        log.info("request", extra={"fields": fields})


async def _health(request: Request) -> Response:
    engine: Engine = request.app.state.engine
    return JSONResponse({"status": "ok", "models": list(engine.recognizers)})


async def _metrics(request: Request) -> Response:
    return Response(request.app.state.engine.metrics.text(), media_type="text/plain; version=0.0.4")


async def _description(request: Request) -> Response:
    return JSONResponse(description(list(request.app.state.engine.recognizers)))


def _as_model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "local"}


async def _models(request: Request) -> Response:
    names = request.app.state.engine.recognizers
    return JSONResponse({"object": "list", "data": [_as_model(name) for name in names]})


async def _model(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in request.app.state.engine.recognizers:
        return error_response(404, "there is no such model", "model")
    return JSONResponse(_as_model(name))


async def _failure(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = error_response(error.status_code, error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def _bug(request: Request, error: Exception) -> Response:
    log.exception("request failed", exc_info=error)
    return error_response(500, "the request failed")
