"""The OpenAPI document of the HTTP interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deepspeech_tf.serving.decoding import MAX_BEAM_WIDTH, MAX_WEIGHT

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
_EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string", "contentMediaType": "application/json"}},
}
_REASONS = {
    400: "a value or the file cannot be used",
    401: "an API key is needed",
    404: "there is no such model",
    405: "another method",
    408: "the upload is too slow",
    413: "the upload is too large or too long",
    415: "not multipart/form-data",
    500: "the recording could not be recognized",
    503: "the server is at its capacity",
}


def description(models: Sequence[str]) -> dict[str, Any]:
    """The document.

    Args:
        models: names of the models.
    """
    model = {"type": "object", "required": ["id", "object"], "properties": {"id": {"type": "string"}}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "enum": [*models]}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "deepspeech_tf", "version": "1"},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"key": []}],
        "paths": {
            "/healthz": {"get": _operation("whether the server runs", {"type": "object"})},
            "/metrics": {"get": _operation("metrics", {"type": "string"}, kind="text/plain", codes=(401,))},
            "/openapi.json": {"get": _operation("this document", {"type": "object"}, codes=(401,))},
            "/v1/models": {"get": _operation("the models", {"type": "object"}, codes=(401,))},
            "/v1/models/{name}": {
                "get": {"parameters": [name], **_operation("a model", model, codes=(401, 404))}
            },
            "/v1/audio/transcriptions": {"post": _transcription(models)},
        },
    }


def _operation(
    summary: str, schema: dict[str, Any], *, kind: str = "application/json", codes: Sequence[int] = ()
) -> dict[str, Any]:
    responses = {"200": {"description": summary, "content": {kind: {"schema": schema}}}}
    for code in codes:
        content = {"application/json": {"schema": _ERROR}}
        responses[str(code)] = {"description": _REASONS[code], "content": content}
    return {"summary": summary, "responses": responses}


def _transcription(models: Sequence[str]) -> dict[str, Any]:
    properties = {
        "file": {"type": "string", "format": "binary"},
        "model": {"type": "string", "enum": [*models, "whisper-1"]},
        "response_format": {"type": "string", "enum": ["json", "text", "srt", "vtt", "verbose_json"]},
        "timestamp_granularities[]": {
            "type": "array",
            "items": {"type": "string", "enum": ["segment", "word"]},
        },
        "stream": {"type": "string", "enum": ["true", "false"]},
        "beam_width": {"type": "integer", "minimum": 1, "maximum": MAX_BEAM_WIDTH},
        "lm_alpha": {"type": "number", "minimum": -MAX_WEIGHT, "maximum": MAX_WEIGHT},
        "lm_beta": {"type": "number", "minimum": -MAX_WEIGHT, "maximum": MAX_WEIGHT},
        "hot_words": {"type": "string", "contentMediaType": "application/json"},
        "language": {"type": "string"},
        "prompt": {"type": "string"},
        "temperature": {"type": "string"},
    }
    schema = {"type": "object", "required": ["file"], "properties": properties, "additionalProperties": False}
    operation = _operation(
        "transcribes a recording", {"type": "object"}, codes=(400, 401, 404, 408, 413, 415, 500, 503)
    )
    operation["responses"]["200"]["content"] |= {
        "text/plain": {"schema": {"type": "string"}},
        "text/event-stream": {"schema": _EVENT},
    }
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return operation | {"requestBody": body}
