"""Streams over WebSocket: the protocol of doc/server.md, and the messages of vosk-server."""

from __future__ import annotations

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from deepspeech_tf.errors import ConfigError, DeepSpeechError, quote
from deepspeech_tf.serving.access import client_of, is_allowed
from deepspeech_tf.serving.engine import BusyError, Engine
from deepspeech_tf.serving.session import RATES_HZ, Patience, Session, TooMuchAudioError
from deepspeech_tf.speech.formats import word_value
from deepspeech_tf.speech.live import Update
from deepspeech_tf.speech.recognizer import Recognizer

log = logging.getLogger(__name__)
NORMAL, WRONG_KIND, POLICY, INTERNAL, TRY_LATER = 1000, 1003, 1008, 1011, 1013
_MAX_JSON = 64 * 1024
_MAX_REASON = 120  # bytes; a longer one cannot be sent (RFC 6455, section 5.5)


class WrongMessageError(Exception):
    """A message that the protocol does not have."""


class Conversation(ABC):
    """The messages of one protocol on one connection.

    Args:
        socket: accepted connection.
        engine: of the server.
    """

    protocol: str

    def __init__(self, socket: WebSocket, engine: Engine) -> None:
        self.socket = socket
        self.engine = engine
        self.session: Session | None = None

    @abstractmethod
    async def on_text(self, message: dict[str, Any]) -> bool:
        """Handles a JSON object; returns whether the conversation goes on."""

    @abstractmethod
    async def on_audio(self, data: bytes) -> None:
        """Handles samples."""

    @abstractmethod
    async def deliver(self, updates: list[Update]) -> None:
        """Takes what the session found."""

    async def say_error(self, code: str, text: str) -> None:
        """Says why the connection will be closed."""
        await self.socket.send_json({"type": "error", "code": code, "message": text})

    async def start(
        self, model: Any, rate_hz: Any, channels: Any = 1, settings: Mapping[str, Any] | None = None
    ) -> Recognizer:
        """Begins a session; `settings` of the decoder are those of `decoding.SETTINGS`.

        Raises:
            WrongMessageError: if a value cannot be used.
        """
        recognizer = self.engine.recognizer(model) if model is None or isinstance(model, str) else None
        if recognizer is None:
            known = ", ".join(self.engine.recognizers)
            raise WrongMessageError(f"expected a model ({known}). Received: {quote(model)}")
        is_number = isinstance(rate_hz, int | float) and not isinstance(rate_hz, bool)
        if not is_number or rate_hz not in RATES_HZ:
            raise WrongMessageError(
                f"sample_rate must be a whole number from {RATES_HZ[0]} to {RATES_HZ[-1]}. "
                f"Received: {quote(rate_hz)}"
            )
        if channels not in (1, 2) or isinstance(channels, bool):
            raise WrongMessageError(f"channels must be 1 or 2. Received: {quote(channels)}")
        try:
            recognizer = await self.engine.tuned(recognizer, settings or {})
        except ConfigError as error:
            raise WrongMessageError(str(error)) from error
        if self.session is not None:
            await self.session.close()
        self.session = Session(
            self.engine, recognizer, self.protocol, self.deliver, int(rate_hz), int(channels)
        )
        return recognizer


class JsonConversation(Conversation):
    """`/v1/stream`."""

    protocol = "stream"

    async def on_text(self, message: dict[str, Any]) -> bool:
        kind = message.get("type")
        if kind == "start" and self.session is None:
            recognizer = await self.start(
                message.get("model"), message.get("sample_rate", 16000), message.get("channels", 1), message
            )
            await self.socket.send_json({"type": "ready", "model_sample_rate": recognizer.rate_hz})
            return True
        if kind == "end" and self.session is not None:
            await self.session.finish()
            await self.socket.send_json({"type": "done"})
            return False
        raise WrongMessageError(f"expected start, and then audio or end. Received: {quote(kind)}")

    async def on_audio(self, data: bytes) -> None:
        if self.session is None:
            raise WrongMessageError("expected start before audio")
        await self.session.feed(data)

    async def deliver(self, updates: list[Update]) -> None:
        for one in updates:
            words = [word_value(word) for word in one.committed]
            message: dict[str, Any] = {"utterance": one.utterance, "text": one.text}
            if one.is_final:
                message |= {"type": "final", "words": words}
            else:
                tentative = [word_value(word) for word in one.tentative]
                message |= {"type": "partial", "committed": words, "tentative": tentative}
            await self.socket.send_json(message)


class VoskConversation(Conversation):
    """`/` and `/vosk`: each message with audio is answered by one message."""

    protocol = "vosk"

    def __init__(self, socket: WebSocket, engine: Engine) -> None:
        super().__init__(socket, engine)
        self._partial = ""
        self._updates: list[Update] = []  # since the last answer

    async def on_text(self, message: dict[str, Any]) -> bool:
        if "config" in message:
            config = message["config"]
            if not isinstance(config, dict):
                raise WrongMessageError(f"config must be an object. Received: {quote(config)}")
            await self.start(None, config.get("sample_rate", 16000))
            return True
        if message.get("eof"):
            if self.session is not None:
                await self.session.finish()
            await self.socket.send_json(_vosk_final([one for one in self._updates if one.is_final]))
            return False
        raise WrongMessageError("expected config, audio or eof")

    async def on_audio(self, data: bytes) -> None:
        if self.session is None:
            await self.start(None, 16000)
        assert self.session is not None  # by start
        await self.session.feed(data)
        await self.session.settle()
        updates, self._updates = self._updates, []
        if finals := [one for one in updates if one.is_final]:
            self._partial = ""
            await self.socket.send_json(_vosk_final(finals))
            return
        if updates:
            self._partial = updates[-1].text
        await self.socket.send_json({"partial": self._partial})

    async def deliver(self, updates: list[Update]) -> None:
        self._updates += updates

    async def say_error(self, code: str, text: str) -> None:
        await self.socket.send_json({"error": text})


def _vosk_final(updates: list[Update]) -> dict[str, Any]:
    words = [word for one in updates for word in one.committed]
    message: dict[str, Any] = {"text": " ".join(word.text for word in words)}
    if words:
        message["result"] = [
            {"conf": w.confidence, "start": w.start_s, "end": w.end_s, "word": w.text} for w in words
        ]
    return message


async def converse(socket: WebSocket, engine: Engine, kind: type[Conversation]) -> None:
    """Serves one connection from its beginning to its end.

    Args:
        socket: that was not accepted yet.
        engine: of the server.
        kind: the protocol.
    """
    if not is_allowed(socket.headers, socket.query_params, engine.config.api_keys):
        await socket.close(POLICY)  # before it is accepted: status 403
        return
    try:
        with engine.stream(client_of(socket), kind.protocol):
            await socket.accept()
            await _serve(socket, engine, kind(socket, engine))
    except BusyError as error:
        await socket.accept()
        await socket.send_json({"type": "error", "code": "busy", "message": str(error), "error": str(error)})
        await socket.close(TRY_LATER, str(error))


async def _serve(socket: WebSocket, engine: Engine, conversation: Conversation) -> None:
    code, name, text = NORMAL, "", ""
    try:
        patience = Patience(engine.config.idle_s)
        while await _one_message(socket, conversation, patience):
            pass
    except TimeoutError:  # first, because it is an OSError
        code, name, text = POLICY, "idle", f"too little was received for {engine.config.idle_s} s"
    except (WebSocketDisconnect, RuntimeError, OSError):
        return  # the client has gone
    except WrongMessageError as error:
        code, name, text = WRONG_KIND, "message", str(error)
    except TooMuchAudioError as error:
        code, name, text = POLICY, "too_long", str(error)
    except DeepSpeechError as error:
        log.error("stream failed: %s", error)
        code, name, text = INTERNAL, "failed", "the audio could not be recognized"
    finally:
        if conversation.session is not None:
            await conversation.session.close()
    try:
        if name:
            await conversation.say_error(name, text)
        await socket.close(code, text.encode()[:_MAX_REASON].decode(errors="ignore"))
    except (WebSocketDisconnect, RuntimeError, OSError):
        return


async def _one_message(socket: WebSocket, conversation: Conversation, patience: Patience) -> bool:
    try:
        message = await asyncio.wait_for(socket.receive(), patience.left_s)
    except asyncio.TimeoutError:
        raise TimeoutError from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL))
    is_new = conversation.session is None
    goes_on = await _handle(conversation, message)
    if is_new and conversation.session is not None:
        patience.renew()
    patience.note(len(message.get("bytes") or b""))
    return goes_on


async def _handle(conversation: Conversation, message: Mapping[str, Any]) -> bool:
    if (data := message.get("bytes")) is not None:
        await conversation.on_audio(data)
        return True
    text = message.get("text") or ""
    try:
        value = json.loads(text) if len(text) <= _MAX_JSON else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise WrongMessageError(f"text must be a JSON object. Received: {quote(text)}")
    return await conversation.on_text(value)
