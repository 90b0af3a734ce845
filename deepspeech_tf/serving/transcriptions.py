"""`POST /v1/audio/transcriptions`: the interface of OpenAI."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from deepspeech_tf.errors import AudioError, ConfigError, DeepSpeechError, quote
from deepspeech_tf.serving.decoding import SETTINGS
from deepspeech_tf.serving.engine import BusyError, Engine
from deepspeech_tf.serving.recordings import RecordingWork, TooLongError
from deepspeech_tf.serving.uploads import RefusedError, read_form
from deepspeech_tf.speech.formats import as_srt, as_vtt
from deepspeech_tf.speech.transcript import RecordingTranscript

log = logging.getLogger(__name__)
FORMATS = ("json", "text", "srt", "vtt", "verbose_json")
GRANULARITIES = ("segment", "word")
# Accepted because clients send them; the decoder has no use for them.
_UNUSED = ("language", "prompt", "temperature", "chunking_strategy", "include[]", "include")


def error_response(
    status: int, message: str, parameter: str | None = None, code: str | None = None
) -> Response:
    """An error in the form of OpenAI's."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    content = {"error": {"message": message, "type": kind, "param": parameter, "code": code}}
    headers = {"Retry-After": "5"} if status == 503 else {}
    return JSONResponse(content, status, headers)


async def transcriptions(request: Request) -> Response:
    """Answers one request."""
    engine: Engine = request.app.state.engine
    form: FormData | None = None
    place = engine.job()
    try:
        place.__enter__()
    except BusyError as error:
        return error_response(503, str(error), code="busy")
    handed_over = False
    try:
        form = await read_form(request, engine.config)
        work, wanted = await _wanted(engine, form)
        if wanted["stream"]:
            handed_over = True
            return await _streamed(work, form, place)
        transcript = await work.transcript()
        if engine.config.log_transcripts:
            log.info("transcript", extra={"fields": {"protocol": "http", "text": transcript.text}})
        return _response(transcript, wanted["format"], wanted["granularities"], engine.config.language)
    except RefusedError as error:
        # The connection stays open, and what the client still sends is dropped, or it could lose the answer.
        return error_response(error.status, str(error), error.parameter)
    except TooLongError as error:
        return error_response(413, str(error), "file")
    except AudioError as error:
        return error_response(400, str(error), "file")
    except DeepSpeechError as error:
        log.error("transcription failed: %s", error)
        return error_response(500, "the recording could not be recognized")
    finally:
        if not handed_over:
            place.__exit__(None, None, None)
            if form is not None:
                await form.close()


async def _wanted(engine: Engine, form: FormData) -> tuple[RecordingWork, dict[str, Any]]:
    """The recording and what is to be answered.

    Raises:
        RefusedError: naming the field that cannot be used.
    """
    known = {"file", "model", "response_format", "timestamp_granularities[]", "stream", *SETTINGS, *_UNUSED}
    if unknown := sorted(set(form) - known - {"timestamp_granularities"}):
        raise RefusedError(400, f"unknown parameter {quote(unknown[0])}", unknown[0][:80])
    file, model = form.get("file"), form.get("model")
    if not isinstance(file, UploadFile):
        raise RefusedError(400, "expected a file", "file")
    if not file.size:
        raise RefusedError(400, "the file is empty", "file")
    if model is not None and not isinstance(model, str):
        raise RefusedError(400, "model must be text", "model")
    # Programs that were written for OpenAI's models name one of those; they get the default.
    recognizer = engine.recognizer(None if model in (None, "", "whisper-1") else model)
    if recognizer is None:
        raise RefusedError(404, f"there is no model {quote(model)}", "model")
    wanted: dict[str, Any] = {
        "format": _choice(form, "response_format", FORMATS, "json"),
        "stream": _choice(form, "stream", ("true", "false", "True", "False", "1", "0"), "false").lower()
        in ("true", "1"),
        "granularities": [
            *form.getlist("timestamp_granularities[]"),
            *form.getlist("timestamp_granularities"),
        ],
    }
    for one in wanted["granularities"]:
        if one not in GRANULARITIES:
            raise RefusedError(
                400, "timestamp_granularities[] must be segment or word", "timestamp_granularities[]"
            )
    try:
        recognizer = await engine.tuned(recognizer, {name: form.get(name) for name in SETTINGS})
    except ConfigError as error:
        named = next((name for name in SETTINGS if str(error).startswith(name)), None)
        raise RefusedError(400, str(error), named) from error
    return RecordingWork(engine, recognizer, file.file), wanted


def _choice(form: FormData, name: str, choices: Sequence[str], default: str) -> str:
    value = form.get(name, default)
    if value not in choices:
        raise RefusedError(400, f"{name} must be one of {', '.join(choices)}. Received: {quote(value)}", name)
    return str(value)


def _response(
    transcript: RecordingTranscript, name: str, granularities: list[str], language: str
) -> Response:
    if name == "json":
        return JSONResponse({"text": transcript.text})
    if name == "verbose_json":
        return JSONResponse(_verbose(transcript, granularities, language))
    text = {"text": f"{transcript.text}\n", "srt": as_srt(transcript), "vtt": as_vtt(transcript)}[name]
    return PlainTextResponse(text)


def _verbose(transcript: RecordingTranscript, granularities: list[str], language: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "task": "transcribe",
        "language": language,
        "duration": round(transcript.duration_s, 3),
        "text": transcript.text,
    }
    if "word" in granularities:
        value["words"] = [
            {"word": w.text, "start": w.start_s, "end": w.end_s, "confidence": w.confidence}
            for w in transcript.words
        ]
    if "segment" in granularities or not granularities:
        value["segments"] = [
            {
                "id": number, "seek": 0, "start": round(one.start_s, 3), "end": round(one.end_s, 3),
                "text": one.text, "tokens": [], "temperature": 0.0, "avg_logprob": 0.0,
                "compression_ratio": 1.0, "no_speech_prob": 0.0,
            }
            for number, one in enumerate(transcript.segments)
        ]  # fmt: skip
    return value


async def _streamed(work: RecordingWork, form: FormData, place: Any) -> Response:
    """Server-sent events: a delta for each segment, then the whole text."""

    async def events() -> AsyncIterator[str]:
        texts: list[str] = []
        try:
            async for segment in work.segments():
                if segment.words:
                    delta = (" " if texts else "") + segment.text
                    texts.append(segment.text)
                    yield _event({"type": "transcript.text.delta", "delta": delta})
            yield _event({"type": "transcript.text.done", "text": " ".join(texts)})
        except (AudioError, TooLongError) as error:
            yield _event({"error": {"message": str(error), "type": "invalid_request_error", "param": "file"}})
        except DeepSpeechError as error:
            log.error("transcription failed: %s", error)
            yield _event(
                {"error": {"message": "the recording could not be recognized", "type": "server_error"}}
            )
        finally:
            place.__exit__(None, None, None)
            await form.close()

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"
