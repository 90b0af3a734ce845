"""Settings of the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.recognizer import RecognizerConfig

_RANGES = {
    "workers": (1, 1024),
    "max_streams": (1, 100_000),
    "max_streams_per_client": (1, 100_000),
    "max_jobs": (1, 10_000),
    "max_upload_mb": (1, 1 << 20),
    "max_audio_s": (1, 7 * 86400),
    "idle_s": (1, 86400),
    "port": (0, 65535),
}


@dataclass(frozen=True)
class ServerConfig:
    """How the server runs.

    Args:
        models: names and models; the first is the default.
        host: address that is listened on.
        port: of HTTP and WebSocket; 0: any that is free.
        wyoming_port: of the Wyoming protocol; None: it is not offered.
        wyoming_discovery: whether it is announced in the network.
        workers: threads that recognize speech.
        max_streams: streams at the same time, over all protocols.
        max_streams_per_client: the same for one address.
        max_jobs: recordings at the same time.
        max_upload_mb: size of a request.
        max_audio_s: length of a recording or a stream.
        idle_s: a client that sends nothing, or hardly anything, for so long is disconnected.
        api_keys: keys of which a client needs one; empty: no key is needed.
        certificate: TLS certificate (PEM); None: no TLS.
        private_key: its private key.
        log_transcripts: whether transcripts are logged.
        language: of the models, which clients are told.
    """

    models: Mapping[str, RecognizerConfig]
    host: str = "127.0.0.1"
    port: int = 8000
    wyoming_port: int | None = None
    wyoming_discovery: bool = False
    workers: int = 2
    max_streams: int = 16
    max_streams_per_client: int = 8
    max_jobs: int = 4
    max_upload_mb: int = 200
    max_audio_s: int = 4 * 3600
    idle_s: int = 30
    api_keys: tuple[str, ...] = field(default=(), repr=False)
    certificate: Path | None = None
    private_key: Path | None = None
    log_transcripts: bool = False
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.models:
            raise ConfigError("expected a model. Received: none")
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigError(
                    f"{name} must be from {least} to {most}. Received: {value}",
                    {name: f"ServerConfig.{name}"},
                )
        if self.wyoming_port is not None and not 0 <= self.wyoming_port <= 65535:
            raise ConfigError(f"wyoming_port must be from 0 to 65535. Received: {self.wyoming_port}")
        if self.wyoming_discovery and self.wyoming_port is None:
            raise ConfigError("discovery of the Wyoming protocol needs its port. Received: none")
        if (self.certificate is None) != (self.private_key is None):
            raise ConfigError(
                "expected both a TLS certificate and its private key, or neither. Received: one"
            )
        if any(len(key) < 8 or not key.isascii() for key in self.api_keys):
            raise ConfigError("expected API keys of at least 8 ASCII characters. Received: another one")
