"""`python -m deepspeech_tf.serve`: options and logs."""

from __future__ import annotations

import argparse
import ipaddress
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from deepspeech_tf.commandline.options import Options, run
from deepspeech_tf.commandline.transcribe_command import hot_words
from deepspeech_tf.errors import ConfigError, reason_of
from deepspeech_tf.serving.settings import ServerConfig
from deepspeech_tf.speech.recognizer import RecognizerConfig
from deepspeech_tf.store.place import resolve_model

log = logging.getLogger(__name__)
_KEYS = "DEEPSPEECH_API_KEYS"


def serve_command(description: str) -> None:
    """Runs the command with the arguments of the process."""
    run(lambda: _serve(sys.argv[1:], description), extra="serve")


def _options(description: str) -> Options:
    options = Options(description, prog="python -m deepspeech_tf.serve")
    add = options.add_argument
    add(
        "--model",
        action="append",
        help="name or file of a model; several: the first is the default (english)",
    )
    add("--scorer_path", "--scorer", help="scorer of a single model; '' for none")
    add("--beam_width", type=int, help="hypotheses that the decoder keeps")
    add("--lm_alpha", type=float, help="weight of the language model")
    add("--lm_beta", type=float, help="weight of the word count")
    add("--hot_words", default="", help="word:boost, separated by commas")
    add("--language", default=ServerConfig.language, help="of the models, for clients (%(default)s)")
    add("--host", default=ServerConfig.host, help="address (%(default)s)")
    add("--port", type=int, default=ServerConfig.port, help="of HTTP and WebSocket (%(default)s)")
    add("--wyoming_port", type=int, help="port of the Wyoming protocol, usually 10300; default: not offered")
    options.switch(
        "wyoming_discovery", "let Home Assistant find the Wyoming server in the network (zeroconf)"
    )
    add("--workers", type=int, default=0, help="threads that recognize; default: one per processor")
    for name, text in _LIMITS.items():
        add(f"--{name}", type=int, default=getattr(ServerConfig, name), help=f"{text} (%(default)s)")
    add("--api_keys", help=f"file with one key per line; also the variable {_KEYS}, separated by blanks")
    add("--certificate", type=Path, help="TLS certificate (PEM)")
    add("--private_key", type=Path, help="private key of the certificate (PEM)")
    options.switch("log_transcripts", "write transcripts to the log")
    return options


_LIMITS = {
    "max_streams": "streams at the same time",
    "max_streams_per_client": "streams of one address",
    "max_jobs": "recordings at the same time",
    "max_upload_mb": "MiB of an upload",
    "max_audio_s": "seconds of a recording or a stream",
    "idle_s": "seconds after which a silent client is disconnected",
}


def _serve(arguments: list[str], description: str) -> int:
    options = _options(description)
    values, unknown = options.parse(arguments)
    if unknown:
        options.error(f"unknown options: {' '.join(unknown)}")
    config = ServerConfig(
        _models(values),
        values.host,
        values.port,
        values.wyoming_port,
        values.wyoming_discovery,
        values.workers or len(os.sched_getaffinity(0)),
        **{name: getattr(values, name) for name in _LIMITS},
        api_keys=_api_keys(values.api_keys),
        certificate=values.certificate,
        private_key=values.private_key,
        log_transcripts=values.log_transcripts,
        language=values.language,
    )
    _log_as_json()
    if not config.api_keys and not _is_loopback(config.host):
        log.warning("everyone who reaches %s can use the server: there are no --api_keys", config.host)
    from deepspeech_tf.serving.run import run_server

    run_server(config, lambda addresses: log.info("ready: %s", addresses))
    return 0


def _models(values: argparse.Namespace) -> dict[str, RecognizerConfig]:
    names: Sequence[str] = values.model or ["english"]
    if len(names) > 1 and values.scorer_path is not None:
        raise ConfigError("--scorer_path is for a single model. Received: several models")
    models = {}
    for name in names:
        model, scorer = resolve_model(name)
        if values.scorer_path is not None:
            scorer = Path(values.scorer_path) if values.scorer_path else None
        shown = Path(name).stem if os.path.exists(name) else name
        if shown in models:
            raise ConfigError(f"expected models with different names. Received: {shown} twice")
        models[shown] = RecognizerConfig(
            model, scorer, values.beam_width, values.lm_alpha, values.lm_beta, hot_words(values.hot_words)
        )
    return models


def _api_keys(path: str | None) -> tuple[str, ...]:
    keys = os.environ.get(_KEYS, "").split()
    if path is not None:
        try:
            keys += Path(path).read_text(encoding="utf-8").split()
        except (OSError, ValueError) as error:
            raise ConfigError(f"--api_keys {path}: cannot be read: {reason_of(error)}") from error
        if not keys:
            raise ConfigError(f"--api_keys {path}: expected a key. Received: none")
    return tuple(keys)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Json(logging.Formatter):
    """One JSON object for each line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        value = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            value["error"] = self.formatException(record.exc_info)
        return json.dumps(value)


def _log_as_json() -> None:
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Json())
    for name in ("uvicorn.error", "uvicorn.access", "websockets"):
        logging.getLogger(name).setLevel(logging.WARNING)
